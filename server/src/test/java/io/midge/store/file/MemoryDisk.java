package io.midge.store.file;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Files in memory, what was called on them, and a call that fails on demand. */
public final class MemoryDisk implements Disk {
    public final TreeMap<String, byte[]> files = new TreeMap<>();
    final List<String> calls = new ArrayList<>();
    String failing = "";

    private void call(String what) throws IOException {
        calls.add(what);
        if (what.equals(failing)) {
            throw new IOException("no space left on device");
        }
    }

    @Override
    public DiskFile create(String name) throws IOException {
        call("create " + name);
        if (files.putIfAbsent(name, new byte[0]) != null) {
            throw new FileAlreadyExistsException(name);
        }
        return new File(name);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return openToRead(name);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        if (!files.containsKey(name)) {
            throw new NoSuchFileException(name);
        }
        return new File(name);
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name) || files.keySet().stream().anyMatch(each -> each.startsWith(name + "/"));
    }

    @Override
    public List<Entry> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String name : files.keySet()) {
            if (name.startsWith(prefix)) {
                names.add(name.substring(prefix.length()).split("/", 2)[0]);
            }
        }
        return names.stream()
                .map(name -> new Entry(name, !files.containsKey(prefix + name), 0))
                .toList();
    }

    @Override
    public void createDirectories(String directory) {}

    @Override
    public void delete(String name) {
        files.remove(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        call("rename " + from + " " + to);
        byte[] bytes = files.remove(from);
        if (bytes == null) {
            throw new NoSuchFileException(from);
        }
        files.put(to, bytes);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        call("syncDirectory " + directory);
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
        return "/data";
    }

    private final class File implements DiskFile {
        private final String name;

        File(String name) {
            this.name = name;
        }

        private byte[] bytes() throws IOException {
            byte[] bytes = files.get(name);
            if (bytes == null) {
                throw new NoSuchFileException(name);
            }
            return bytes;
        }

        @Override
        public long size() throws IOException {
            return bytes().length;
        }

        @Override
        public int read(ByteBuffer to, long at) throws IOException {
            int count = (int) Math.max(0, Math.min(to.remaining(), bytes().length - at));
            to.put(bytes(), count == 0 ? 0 : (int) at, count);
            return count;
        }

        @Override
        public void write(ByteBuffer from, long at) throws IOException {
            call("write " + name);
            int count = from.remaining();
            byte[] bytes = Arrays.copyOf(bytes(), (int) Math.max(bytes().length, at + count));
            from.get(bytes, (int) at, count);
            files.put(name, bytes);
        }

        @Override
        public void sync() throws IOException {
            call("sync " + name);
        }

        @Override
        public void truncate(long size) throws IOException {
            files.put(name, Arrays.copyOf(bytes(), (int) size));
        }

        @Override
        public void close() {}
    }
}
