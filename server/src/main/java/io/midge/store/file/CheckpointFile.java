package io.midge.store.file;

import io.midge.disk.Disk;
import io.midge.store.op.BadFrameException;
import java.io.IOException;
import java.util.function.Consumer;

/** The file {@code checkpoint} of a store, in which the last {@link Checkpoint} stands. */
public final class CheckpointFile {
    /** Its name. */
    public static final String NAME = "checkpoint";

    /** No file is longer: a million groups. */
    private static final int MAX_LENGTH = 128 << 20;

    private static final String REMEDY = "how far each stream's files are good is not known any more; put the file back"
            + " from a backup that was made of the whole directory at one moment, or move the directory away and restore"
            + " the streams from backups";

    private final Disk disk;
    private final TwinFile file;

    public CheckpointFile(Disk disk) {
        this.disk = disk;
        this.file = new TwinFile(disk, NAME, MAX_LENGTH, REMEDY);
    }

    public boolean exists() throws IOException {
        return file.exists();
    }

    /**
     * The last checkpoint. Damage that did not cost it is reported and mended.
     *
     * @throws java.nio.file.NoSuchFileException there never was one
     * @throws DamagedFileException it is lost
     */
    public Checkpoint read(Consumer<String> reports) throws IOException {
        byte[] content = file.read(reports);
        try {
            return Checkpoint.decode(content, 0, content.length);
        } catch (BadFrameException e) {
            throw new DamagedFileException(
                    disk.where() + "/" + NAME + " cannot be understood (" + e.getMessage() + "): " + REMEDY);
        }
    }

    /** Puts a newer one in its place. When this returns, it survives a loss of power. */
    public void write(Checkpoint checkpoint) throws IOException {
        file.write(checkpoint.encode());
    }
}
