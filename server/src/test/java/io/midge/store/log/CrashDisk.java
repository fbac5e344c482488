package io.midge.store.log;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A disk in memory that knows what would survive a loss of power, and can fail at its n-th change. What was not synced is lost
 * as a whole, or is all there, as the test says.
 */
final class CrashDisk implements Disk {
    /** Thrown instead of the change that was to fail. */
    static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Node {
        byte[] now = new byte[0];
        int size;
        byte[] synced = new byte[0];
        /** What cannot be read. */
        long badFrom;

        long badTo;
    }

    private TreeMap<String, Node> names = new TreeMap<>();
    private TreeMap<String, Node> syncedNames = new TreeMap<>();
    private final List<DiskFile> open = new ArrayList<>();
    private final List<Node> all = new ArrayList<>();
    /** What files had whose names were lost with the power. */
    private final List<byte[]> lost = new ArrayList<>();
    /** How many bytes were written. */
    long written;
    /** How many changes were made. */
    int changes;
    /** The change that does not happen; -1: all do. */
    int crashAt = -1;
    /** The write or new file that fails and leaves half of it; -1: none does. */
    int failAt = -1;

    /** There is no room for anything more. */
    boolean full;

    /** How many bytes were read. */
    long read;
    /** No directory can be synced. */
    boolean failsDirectories;
    /** The file of which a sync fails, once. */
    String failsSyncOf = "";

    private int tries;

    private void change() {
        if (changes++ == crashAt) {
            throw new Crash();
        }
    }

    private void fail() throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
        if (tries++ == failAt) {
            throw new IOException("no space left");
        }
    }

    /** How many writes and new files there were. */
    int tries() {
        return tries;
    }

    /** What is there after a loss of power: only what was synced, or all. */
    CrashDisk after(boolean lost) {
        CrashDisk after = new CrashDisk();
        (lost ? syncedNames : names).forEach((name, node) -> {
            Node copy = new Node();
            copy.now = lost ? node.synced.clone() : Arrays.copyOf(node.now, node.size);
            copy.size = copy.now.length;
            copy.synced = copy.now.clone();
            copy.badFrom = node.badFrom;
            copy.badTo = node.badTo;
            after.names.put(name, copy);
            after.syncedNames.put(name, copy);
        });
        after.all.addAll(after.names.values());
        after.lost.addAll(this.lost);
        for (Node each : all) {
            boolean named = (lost ? syncedNames : names).containsValue(each);
            if (!named) {
                after.lost.add(lost ? each.synced : Arrays.copyOf(each.now, each.size));
            }
        }
        return after;
    }

    /** What lies on the disk under no name any more. */
    List<byte[]> unnamed() {
        List<byte[]> found = new ArrayList<>(lost);
        all.stream()
                .filter(each -> !names.containsValue(each))
                .forEach(each -> found.add(Arrays.copyOf(each.now, each.size)));
        return found;
    }

    byte[] bytes(String name) {
        Node node = Objects.requireNonNull(names.get(name));
        return Arrays.copyOf(node.now, node.size);
    }

    void bytes(String name, byte[] bytes) {
        Node node = names.computeIfAbsent(name, key -> new Node());
        node.now = bytes.clone();
        node.size = bytes.length;
        node.synced = bytes.clone();
        syncedNames.put(name, node);
    }

    /** From now on these bytes of a file cannot be read. */
    void unreadable(String name, long from, long to) {
        Node node = Objects.requireNonNull(names.get(name));
        node.badFrom = from;
        node.badTo = to;
    }

    List<String> files() {
        return List.copyOf(names.keySet());
    }

    int openFiles() {
        return open.size();
    }

    @Override
    public DiskFile create(String name) throws IOException {
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        change();
        fail();
        Node node = new Node();
        all.add(node);
        names.put(name, node);
        return new Handle(node, true);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new Handle(node(name), true);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return new Handle(node(name), false);
    }

    private Node node(String name) throws IOException {
        Node node = names.get(name);
        if (node == null) {
            throw new NoSuchFileException(name);
        }
        return node;
    }

    @Override
    public boolean exists(String name) {
        return names.containsKey(name);
    }

    @Override
    public List<Entry> list(String directory) {
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, Node> each : names.entrySet()) {
            if (each.getKey().startsWith(directory + "/")) {
                String name = each.getKey().substring(directory.length() + 1);
                entries.add(new Entry(name, false, each.getValue().size));
            }
        }
        return entries;
    }

    @Override
    public void createDirectories(String directory) {}

    @Override
    public void delete(String name) {
        if (names.containsKey(name)) {
            change();
            names.remove(name);
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        change();
        Node node = node(from);
        names.remove(from);
        names.put(to, node);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        change();
        if (failsDirectories) {
            throw new IOException("Input/output error");
        }
        syncedNames = new TreeMap<>(names);
    }

    @Override
    public long free() {
        return Long.MAX_VALUE;
    }

    @Override
    public Closeable lock(String name) {
        return () -> {};
    }

    @Override
    public String where() {
        return "memory";
    }

    private final class Handle implements DiskFile {
        private final Node node;
        private final boolean writes;
        private boolean closed;

        Handle(Node node, boolean writes) {
            this.node = node;
            this.writes = writes;
            open.add(this);
        }

        private void check() throws IOException {
            if (closed) {
                throw new FileNotFoundException("closed");
            }
        }

        @Override
        public long size() throws IOException {
            check();
            return node.size;
        }

        @Override
        public int read(ByteBuffer to, long at) throws IOException {
            check();
            int length = (int) Math.max(0, Math.min(to.remaining(), node.size - at));
            read += length;
            if (at < node.badTo && at + length > node.badFrom) {
                throw new IOException("Input/output error");
            }
            to.put(node.now, (int) Math.min(at, node.size), length);
            return length;
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            check();
            if (!writes) {
                throw new IOException("to be read only");
            }
            change();
            try {
                fail();
            } catch (IOException e) {
                from.limit(from.position() + from.remaining() / 2);
                put(from, at);
                throw e;
            }
            put(from, at);
        }

        private void put(ByteBuffer from, long at) {
            written += from.remaining();
            int end = Math.toIntExact(at + from.remaining());
            if (end > node.now.length) {
                node.now = Arrays.copyOf(node.now, Math.max(end, 2 * node.now.length));
            }
            Arrays.fill(node.now, Math.min(node.size, end), end, (byte) 0);
            from.get(node.now, (int) at, from.remaining());
            node.size = Math.max(node.size, end);
        }

        @Override
        public void sync() throws IOException {
            check();
            change();
            if (!failsSyncOf.isEmpty() && names.get(failsSyncOf) == node) {
                failsSyncOf = "";
                throw new IOException("Input/output error");
            }
            node.synced = Arrays.copyOf(node.now, node.size);
        }

        @Override
        public void truncate(long size) throws IOException {
            check();
            change();
            node.size = (int) Math.min(node.size, size);
        }

        @Override
        public void close() {
            closed = true;
            open.remove(this);
        }
    }
}
