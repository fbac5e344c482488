package io.midge.store;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.store.file.Checkpoint;
import io.midge.store.file.StreamMeta;
import io.midge.store.log.Flushed;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What one stream has to bring to the disk for a checkpoint. Made on the stream's lane, carried out on the background lane.
 *
 * @param mark how far its files are good afterwards
 * @param flushed files to be synced; null: of a stream in memory
 * @param meta to be written; null: it has not changed
 * @param consumers what is to be written of them; null: nothing
 * @param kept it has what {@link Kept} has
 */
record StreamCheckpoint(
        StreamStore stream,
        Checkpoint.Mark mark,
        @Nullable Flushed flushed,
        @Nullable StreamMeta meta,
        @Nullable Tail consumers,
        boolean kept) {
    /** What is to be written at a position of a consumer file; the file is new if that is its beginning. */
    @SuppressWarnings("ArrayRecordComponent") // handed over once, compared by nobody
    record Tail(int file, long at, byte[] bytes) {}

    /** Makes durable what was written. After a failure nothing more may be written to these files. */
    void sync() throws IOException {
        if (flushed != null) {
            flushed.sync();
        }
    }

    /** Brings the rest to the disk. Where there was no room for it, another one can. */
    void write(Disk disk) throws IOException {
        String directory = StreamFiles.directory(mark.group());
        if (consumers != null) {
            String name = StreamFiles.consumerFile(mark.group(), consumers.file);
            if (consumers.at == 0) {
                disk.delete(name);
            }
            try (DiskFile file = consumers.at == 0 ? disk.create(name) : disk.open(name)) {
                file.write(ByteBuffer.wrap(consumers.bytes), consumers.at);
                file.sync();
            }
        }
        if (meta != null) {
            meta.write(disk, directory);
        }
        if (consumers != null && consumers.at == 0) {
            disk.syncDirectory(directory);
        }
    }

    /** Removes what the one before needed and this one does not. */
    void clearUp(Disk disk) throws IOException {
        if (consumers != null && consumers.at == 0 && consumers.file > 1) {
            disk.delete(StreamFiles.consumerFile(mark.group(), consumers.file - 1));
        }
        if (kept) {
            Kept.remove(disk, mark.group());
        }
    }
}
