package io.midge.jetstream.stream;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A disk that refuses to write when a test says so, and for what reason. */
final class SickDisk implements Disk {
    private final Disk well;
    private @Nullable String ails;
    private String where = "";

    SickDisk(Disk well) {
        this.well = well;
    }

    /** From now on files whose name begins like this are not written; null: all is well. */
    void ails(@Nullable String why, String name) {
        ails = why;
        where = name;
    }

    private void look(String name) throws IOException {
        if (ails != null && name.startsWith(where)) {
            throw new IOException(ails);
        }
    }

    private DiskFile file(String name, DiskFile of) {
        return new DiskFile() {
            @Override
            public long size() throws IOException {
                return of.size();
            }

            @Override
            public int read(ByteBuffer to, long at) throws IOException {
                return of.read(to, at);
            }

            @Override
            public void write(ByteBuffer from, long at) throws IOException {
                look(name);
                of.write(from, at);
            }

            @Override
            public void sync() throws IOException {
                look(name);
                of.sync();
            }

            @Override
            public void truncate(long size) throws IOException {
                of.truncate(size);
            }

            @Override
            public void close() throws IOException {
                of.close();
            }
        };
    }

    @Override
    public DiskFile create(String name) throws IOException {
        look(name);
        return file(name, well.create(name));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return file(name, well.open(name));
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        return file(name, well.openToRead(name));
    }

    @Override
    public boolean exists(String name) throws IOException {
        return well.exists(name);
    }

    @Override
    public List<Entry> list(String directory) throws IOException {
        return well.list(directory);
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        well.createDirectories(directory);
    }

    @Override
    public void delete(String name) throws IOException {
        well.delete(name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        well.rename(from, to);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        well.syncDirectory(directory);
    }

    @Override
    public long free() throws IOException {
        return well.free();
    }

    @Override
    public Closeable lock(String name) throws IOException {
        return well.lock(name);
    }

    @Override
    public String where() {
        return well.where();
    }
}
