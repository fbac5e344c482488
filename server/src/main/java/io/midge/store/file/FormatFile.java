package io.midge.store.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The file {@code FORMAT}, a line of text that says what wrote a store's directory. It is the first file of a new store, so that
 * a directory with anything of a store in it and no such file is not new.
 */
public final class FormatFile {
    /** Its name. */
    public static final String NAME = "FORMAT";

    private static final String WORDS = "midge store ";
    private static final int VERSION = 1;
    private static final String LINE = WORDS + VERSION + "\n";
    private static final int LONGEST = 256;
    private static final List<String> OF_A_STORE = List.of("checkpoint", "journal", "keys", "streams");

    private final Disk disk;

    /** Of the store whose directory this is. */
    public FormatFile(Disk disk) {
        this.disk = disk;
    }

    /**
     * Makes the file in a new store, and makes sure of it in any other.
     *
     * @return whether the store is new
     * @throws RefusedStoreException the directory is of another version, or no store's
     */
    public boolean check() throws IOException {
        if (!disk.exists(NAME)) {
            for (String name : OF_A_STORE) {
                if (disk.exists(name)) {
                    throw new RefusedStoreException(disk.where() + " has " + name + " but no file " + NAME
                            + ": put the file back, with the line \"" + LINE.strip()
                            + "\", if this server wrote the directory, or name another store_dir");
                }
            }
            write();
            return true;
        }
        String text = text();
        String line = text.strip();
        if (line.equals(LINE.strip())) {
            return false;
        }
        String says = disk.where() + "/" + NAME + " says \"" + printable(line) + "\"";
        if (line.startsWith(WORDS)) {
            throw new RefusedStoreException(says + ", a version that this server does not know; it knows " + VERSION
                    + ": start the version that wrote the directory, or name another store_dir");
        }
        throw new RefusedStoreException(
                says + ", which is not what this server writes: if it wrote the directory, put the" + " line \""
                        + LINE.strip() + "\" back, else name another store_dir");
    }

    private void write() throws IOException {
        String fresh = NAME + ".new";
        disk.delete(fresh);
        try (DiskFile file = disk.create(fresh)) {
            file.write(ByteBuffer.wrap(LINE.getBytes(UTF_8)), 0);
            file.sync();
        }
        disk.rename(fresh, NAME);
        disk.syncDirectory("");
    }

    private String text() throws IOException {
        try (DiskFile file = disk.openToRead(NAME)) {
            byte[] bytes = new byte[(int) Math.min(file.size(), LONGEST)];
            return new String(bytes, 0, file.read(ByteBuffer.wrap(bytes), 0), UTF_8);
        }
    }

    private static String printable(String line) {
        String first = line.length() > 64 ? line.substring(0, 64) + "..." : line;
        return first.replaceAll("[^ -~]", "?");
    }
}
