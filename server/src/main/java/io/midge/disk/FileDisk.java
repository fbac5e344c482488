package io.midge.disk;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** A directory of the machine's file system. Any thread that is never interrupted. */
public final class FileDisk implements Disk {
    private final Path root;
    private final InstantSource clock;

    private FileDisk(Path root, InstantSource clock) {
        this.root = root;
        this.clock = clock;
    }

    /** A directory, which is made, with those above it and so that it stays, unless it is there. */
    public static FileDisk at(Path directory, InstantSource clock) throws IOException {
        Path root = directory.toAbsolutePath();
        Deque<Path> grown = new ArrayDeque<>();
        for (Path at = root; at != null && Files.notExists(at); at = at.getParent()) {
            grown.push(at);
        }
        Files.createDirectories(root);
        for (Path made : grown) {
            Path above = made.getParent();
            if (above != null) {
                sync(above);
            }
        }
        return new FileDisk(root, clock);
    }

    @Override
    public DiskFile create(String name) throws IOException {
        return new OpenFile(FileChannel.open(
                path(name), StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
    }

    @Override
    public DiskFile open(String name) throws IOException {
        return new OpenFile(FileChannel.open(path(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        Path path = path(name);
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "Is a directory");
        }
        return new OpenFile(FileChannel.open(path, StandardOpenOption.READ));
    }

    @Override
    public boolean exists(String name) throws IOException {
        Path path = directory(name);
        if (Files.exists(path)) {
            return true;
        }
        if (Files.notExists(path)) {
            return false;
        }
        throw new IOException(path + ": whether it is there cannot be told"); // no right to look, or a failing disk
    }

    @Override
    public List<Entry> list(String directory) throws IOException {
        List<Entry> found = new ArrayList<>();
        try (DirectoryStream<Path> each = Files.newDirectoryStream(directory(directory))) {
            for (Path path : each) {
                add(path, found);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.comparing(Entry::name));
        return found;
    }

    private static void add(Path path, List<Entry> to) throws IOException {
        BasicFileAttributes is;
        try {
            is = Files.readAttributes(path, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return; // removed meanwhile
        }
        to.add(new Entry(path.getFileName().toString(), is.isDirectory(), is.isDirectory() ? 0 : is.size()));
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        Files.createDirectories(directory(directory));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(path(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(path(from), path(to), StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        sync(directory(directory));
    }

    @Override
    public long free() throws IOException {
        return Files.getFileStore(root).getUsableSpace();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The file says who has it: nothing else in this process may open it, since closing any of a process's descriptors of a
     * file gives back all its locks on it. It stays behind.
     */
    @Override
    public Closeable lock(String name) throws IOException {
        refuseInterrupted();
        return FileGuard.take(path(name), clock);
    }

    @Override
    public String where() {
        return root.toString();
    }

    private Path path(String name) {
        return root.resolve(Names.check(name));
    }

    private Path directory(String name) {
        return name.isEmpty() ? root : path(name);
    }

    // Windows opens no directory as a file, and keeps names without being asked.
    private static void sync(Path directory) throws IOException {
        refuseInterrupted();
        if (File.separatorChar == '\\') {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Before a channel is used: it would be closed, for all. */
    static void refuseInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("a thread that is interrupted must not use files");
        }
    }
}
