package io.midge.store.file;

import io.midge.disk.Disk;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Recognises a directory in which nats-server keeps JetStream's data, so that it is never taken for an empty one:
 *
 * <pre>
 *   &lt;account&gt;/streams/&lt;stream&gt;/meta.inf, msgs/, obs/
 *   &lt;account&gt;/_js_/&lt;group&gt;/...                 what it replicates
 * </pre>
 *
 * Our own directory beside them has another shape, whatever an account is called.
 */
public final class GoStoreGuard {
    private static final List<String> OF_A_STREAM = List.of("meta.inf", "msgs", "obs", "__msgs__");

    private GoStoreGuard() {}

    /**
     * Makes sure that there is none of it.
     *
     * @param disk holds the directory
     * @param directory {@code jetstream} below the store directory, relative to the disk
     * @throws RefusedStoreException there is
     */
    public static void check(Disk disk, String directory) throws IOException {
        Optional<String> found = find(disk, directory);
        if (found.isPresent()) {
            String where = directory.isEmpty() ? disk.where() : disk.where() + "/" + directory;
            throw new RefusedStoreException(where + " holds JetStream data of nats-server (" + found.get()
                    + "), which this server does not use in place: import comes by the option --import-store, which leaves"
                    + " that data as it is; or name another store_dir");
        }
    }

    /** The first of it, in a few words. */
    public static Optional<String> find(Disk disk, String directory) throws IOException {
        for (Disk.Entry account : disk.list(directory)) {
            String at = within(directory, account.name());
            if (!account.isDirectory() || disk.exists(within(at, FormatFile.NAME))) {
                continue;
            }
            List<Disk.Entry> groups = disk.list(within(at, "_js_"));
            if (!groups.isEmpty()) {
                return Optional.of("account " + account.name() + ", replicated group "
                        + groups.getFirst().name());
            }
            for (Disk.Entry stream : disk.list(within(at, "streams"))) {
                if (stream.isDirectory() && isStream(disk, within(within(at, "streams"), stream.name()))) {
                    return Optional.of("account " + account.name() + ", stream " + stream.name());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isStream(Disk disk, String at) throws IOException {
        for (String name : OF_A_STREAM) {
            if (disk.exists(within(at, name))) {
                return true;
            }
        }
        return false;
    }

    private static String within(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
