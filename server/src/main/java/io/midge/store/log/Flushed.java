package io.midge.store.log;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import java.io.IOException;
import java.util.List;

/**
 * What a checkpoint has to sync before its mark counts. The files stay open until {@link SegmentLog#checkpointed} is called, on the
 * stream's lane; {@link #sync} is for the background lane.
 *
 * <p>Meanwhile the stream's lane goes on appending to the last of the files, and may seal it. That does no harm: what the mark
 * covers was written before it was made, stays as it is, and so a sync that begins afterwards makes it durable, whatever else it
 * takes along or tears; nothing behind the mark counts.
 *
 * @param mark how far the files are good when all is synced
 * @param files to be synced
 * @param names whether the names in the directory have changed
 */
public record Flushed(Mark mark, List<DiskFile> files, boolean names, Disk disk, String directory) {
    /** Returns when all of it is durable. After a failure nothing more may be written to this stream's files. */
    public void sync() throws IOException {
        for (DiskFile each : files) {
            each.sync();
        }
        if (names) {
            disk.syncDirectory(directory);
        }
    }
}
