package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that can fail, be full, and lose power: then, of what was not synced, any sector of 512 bytes may be old or new,
 * and any of the last changes of names may be undone. All under its monitor.
 */
final class FaultyDisk implements Disk {
    private static final int SECTOR = 512;

    /** The power is gone: nothing more happens until {@link #crash}. */
    static final class PowerLoss extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Whether an operation fails, by what it is ({@code write}, {@code sync}, ...) and on which file. */
    interface Fault {
        @Nullable
        String why(String operation, String name);
    }

    private static final class Node {
        byte[] synced = new byte[0];
        byte[] now = new byte[0];
        int size;
        final BitSet dirty = new BitSet();

        byte[] bytes() {
            return Arrays.copyOf(now, size);
        }
    }

    private record Change(String directory, Runnable done) {}

    private TreeMap<String, Node> names = new TreeMap<>();
    private final TreeMap<String, Node> syncedNames = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    Fault fault = (operation, name) -> null;
    long free = 1L << 40;
    /** Which positions of files cannot be read. */
    BiPredicate<String, Long> badPage = (name, at) -> false;

    /** How many bytes were read and written. */
    long bytes;

    int operations;
    /** The operation at which the power is lost; 0: it is not. */
    int powerLossAt;

    private boolean dead;

    private void operation(String what, String name) throws IOException {
        operations++;
        if (operations == powerLossAt) {
            dead = true;
        }
        if (dead) {
            throw new PowerLoss();
        }
        String why = fault.why(what, name);
        if (why != null) {
            throw new IOException(why);
        }
    }

    private final class File implements DiskFile {
        private final Node node;
        private final String name;
        private boolean open = true;

        File(Node node, String name) {
            this.node = node;
            this.name = name;
        }

        @Override
        public long size() {
            synchronized (FaultyDisk.this) {
                return node.size;
            }
        }

        @Override
        public int read(ByteBuffer to, long at) throws IOException {
            synchronized (FaultyDisk.this) {
                operation("read", name);
                bytes += to.remaining();
                for (long page = at & -4096; page < at + to.remaining(); page += 4096) {
                    if (badPage.test(name, page)) {
                        throw new IOException("Input/output error");
                    }
                }
                int count = (int) Math.max(0, Math.min(to.remaining(), node.size - at));
                to.put(node.now, (int) Math.min(at, node.size), count);
                return count;
            }
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            synchronized (FaultyDisk.this) {
                int end = (int) at + from.remaining();
                int first = (int) at / SECTOR;
                if (operations + 1 == powerLossAt) {
                    put(from.limit(from.position() + from.remaining() / 2), at, first);
                }
                operation("write", name);
                if (end - node.size > free) {
                    throw new IOException("No space left on device");
                }
                free -= Math.max(0, end - node.size);
                put(from, at, first);
            }
        }

        private void put(ByteBuffer from, long at, int first) {
            bytes += from.remaining();
            int end = (int) at + from.remaining();
            if (end > node.now.length) {
                node.now = Arrays.copyOf(node.now, Math.max(end, 2 * node.now.length));
            }
            from.get(node.now, (int) at, end - (int) at);
            node.size = Math.max(node.size, end);
            node.dirty.set(first, (end + SECTOR - 1) / SECTOR);
        }

        @Override
        public void sync() throws IOException {
            synchronized (FaultyDisk.this) {
                operation("sync", name);
                if (node.synced.length < node.size) {
                    node.synced = Arrays.copyOf(node.synced, node.size);
                }
                for (int i = node.dirty.nextSetBit(0); i >= 0; i = node.dirty.nextSetBit(i + 1)) {
                    int from = i * SECTOR;
                    System.arraycopy(node.now, from, node.synced, from, Math.min(SECTOR, node.size - from));
                }
                node.dirty.clear();
            }
        }

        @Override
        public void truncate(long size) {
            synchronized (FaultyDisk.this) {
                node.size = (int) size;
                node.synced = Arrays.copyOf(node.synced, (int) size);
            }
        }

        @Override
        public void close() throws IOException {
            if (!open) {
                throw new IOException("closed twice: " + name);
            }
            open = false;
        }
    }

    private void change(String name, Runnable done) {
        int slash = name.lastIndexOf('/');
        changes.add(new Change(slash < 0 ? "" : name.substring(0, slash), done));
    }

    @Override
    public synchronized DiskFile create(String name) throws IOException {
        operation("create", name);
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        Node node = new Node();
        names.put(name, node);
        change(name, () -> syncedNames.put(name, node));
        return new File(node, name);
    }

    @Override
    public synchronized DiskFile open(String name) throws IOException {
        operation("open", name);
        return new File(node(name), name);
    }

    @Override
    public synchronized DiskFile openToRead(String name) throws IOException {
        return open(name);
    }

    private Node node(String name) throws IOException {
        Node node = names.get(name);
        if (node == null) {
            throw new NoSuchFileException(name);
        }
        return node;
    }

    @Override
    public synchronized boolean exists(String name) {
        return names.containsKey(name);
    }

    @Override
    public synchronized List<Entry> list(String directory) throws IOException {
        operation("list", directory);
        List<Entry> found = new ArrayList<>();
        names.forEach((name, node) -> {
            if (name.startsWith(directory + "/")) {
                found.add(new Entry(name.substring(directory.length() + 1), false, node.size));
            }
        });
        return found;
    }

    @Override
    public void createDirectories(String directory) {}

    @Override
    public synchronized void delete(String name) throws IOException {
        operation("delete", name);
        Node was = names.remove(name);
        if (was != null) {
            free += was.size;
            change(name, () -> syncedNames.remove(name, was));
        }
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        operation("rename", from);
        Node node = node(from);
        names.remove(from);
        names.put(to, node);
        change(to, () -> {
            syncedNames.remove(from, node);
            syncedNames.put(to, node);
        });
    }

    @Override
    public synchronized void syncDirectory(String directory) throws IOException {
        operation("syncDirectory", directory);
        changes.removeIf(each -> {
            boolean here = each.directory().equals(directory);
            if (here) {
                each.done().run();
            }
            return here;
        });
    }

    @Override
    public long free() {
        return free;
    }

    @Override
    public Closeable lock(String name) {
        return () -> {};
    }

    @Override
    public String where() {
        return "memory";
    }

    /** The power is lost and comes back. */
    synchronized void crash(Random random) {
        int kept = changes.isEmpty() ? 0 : random.nextInt(changes.size() + 1);
        for (int i = 0; i < kept; i++) {
            changes.get(i).done().run();
        }
        changes.clear();
        names = new TreeMap<>(syncedNames);
        for (Node node : names.values()) {
            byte[] after = Arrays.copyOf(node.synced, Math.max(node.synced.length, node.size));
            int reached = node.synced.length;
            for (int i = node.dirty.nextSetBit(0); i >= 0; i = node.dirty.nextSetBit(i + 1)) {
                int from = i * SECTOR;
                if (random.nextBoolean()) {
                    int length = Math.min(SECTOR, node.size - from);
                    System.arraycopy(node.now, from, after, from, length);
                    reached = Math.max(reached, from + length);
                }
            }
            node.synced = Arrays.copyOf(after, reached);
            node.now = node.synced.clone();
            node.size = reached;
            node.dirty.clear();
        }
        dead = false;
        powerLossAt = 0;
        operations = 0;
    }

    /** As after a sync that failed: the machine takes for written what never reached the disk. */
    synchronized void forgetWrites() {
        names.values().forEach(node -> node.dirty.clear());
    }

    /** All names. */
    synchronized List<String> files() {
        return List.copyOf(names.keySet());
    }

    /** What is in a file. */
    synchronized byte[] bytes(String name) throws IOException {
        return node(name).bytes();
    }

    /** Makes this the content of a file, as if it had always been. */
    synchronized void set(String name, byte[] bytes) {
        Node node = new Node();
        node.now = bytes.clone();
        node.synced = bytes.clone();
        node.size = bytes.length;
        names.put(name, node);
        syncedNames.put(name, node);
    }

    /** A disk with the same files. */
    synchronized FaultyDisk copy() {
        FaultyDisk copy = new FaultyDisk();
        names.forEach((name, node) -> copy.set(name, node.bytes()));
        return copy;
    }
}
