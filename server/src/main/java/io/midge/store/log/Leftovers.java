package io.midge.store.log;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.disk.Zeros;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;

/**
 * Files of segments that were written again without what was erased: they are overwritten, a piece at a time, and then removed. Their
 * name says what they are, so that it is done again after a crash:
 *
 * <pre>
 *   n.seg.new written, synced ─▸ n.seg renamed to n.seg.old, directory synced ─▸ n.seg.new renamed to n.seg, directory synced
 *     ─▸ n.seg.old overwritten, synced ─▸ removed
 * </pre>
 *
 * A start that finds n.seg.old alone gives it its name back: nothing was erased yet. On the stream's lane.
 */
final class Leftovers {
    /** What the name of such a file ends in. */
    static final String OLD = ".old";

    /** So many bytes are overwritten in one step. */
    private static final int PIECE = 1 << 20;

    private final Disk disk;
    private final String directory;
    private final ArrayDeque<String> names = new ArrayDeque<>();
    private long at; // in the first one

    Leftovers(Disk disk, String directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** One more. */
    void add(String name) {
        names.add(name);
    }

    /** Whether a segment's old file is yet to be overwritten: until then there has to be one of that name. */
    boolean isOf(String segment) {
        return names.contains(segment + OLD);
    }

    boolean isEmpty() {
        return names.isEmpty();
    }

    /** Overwrites a piece. */
    void step() throws IOException {
        String name = names.peek();
        if (name == null) {
            return;
        }
        if (at == 0) {
            disk.syncDirectory(directory); // not before what took its place is there for good
        }
        try (DiskFile file = disk.open(name)) {
            long size = file.size();
            if (at < size) {
                int length = (int) Math.min(PIECE, size - at);
                Zeros.fill(file, at, at + length);
                file.sync();
                at += length;
                return;
            }
        } catch (NoSuchFileException e) {
            at = 0;
            names.remove(); // it was removed, and that could not be synced
            return;
        } catch (IOException e) {
            at = 0; // a sync that failed says nothing of what was synced before
            throw e;
        }
        disk.delete(name);
        disk.syncDirectory(directory);
        names.remove();
        at = 0;
    }
}
