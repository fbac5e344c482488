package io.midge.store.log;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of a stream that are open to be read. As many stay open as the server's {@link ColumnCache} allows for all streams
 * together; this stream closes its own oldest for a new one. On the stream's lane.
 */
final class Handles {
    /** A file that may be open. */
    static final class Handle {
        final String name;
        private @Nullable DiskFile file;
        private boolean used;

        Handle(String name) {
            this.name = name;
        }
    }

    private final Disk disk;
    private final ColumnCache cache;
    private final ArrayDeque<Handle> open = new ArrayDeque<>();

    Handles(Disk disk, ColumnCache cache) {
        this.disk = disk;
        this.cache = cache;
    }

    /** The file, open. */
    DiskFile open(Handle handle) throws IOException {
        DiskFile file = handle.file;
        if (file == null) {
            file = disk.openToRead(handle.name);
            handle.file = file;
            open.add(handle);
            if (!cache.opened()) {
                closeOldest(handle);
            }
        }
        handle.used = true;
        return file;
    }

    private void closeOldest(Handle but) throws IOException {
        for (int left = 2 * open.size(); left > 0; left--) {
            Handle oldest = open.remove();
            if (oldest == but || oldest.used) {
                oldest.used = false;
                open.add(oldest);
            } else {
                shut(oldest);
                return;
            }
        }
    }

    private void shut(Handle handle) throws IOException {
        DiskFile file = handle.file;
        handle.file = null;
        cache.closed();
        if (file != null) {
            file.close();
        }
    }

    /** Closes a file, if it is open. */
    void close(Handle handle) throws IOException {
        if (open.remove(handle)) {
            shut(handle);
        }
    }

    void closeAll() throws IOException {
        List<Handle> all = new ArrayList<>(open);
        for (Handle each : all) {
            close(each);
        }
    }
}
