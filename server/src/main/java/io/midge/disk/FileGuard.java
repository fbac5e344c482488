package io.midge.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * A lock on a directory by way of a file in it, which says who has it. The operating system frees it when the process ends,
 * however that comes about.
 *
 * <p>Within a process the operating system refuses nobody, and takes the lock away as soon as anybody closes the file. So who
 * has which file is noted for the whole JVM, before it is opened, in the one place that even two copies of this class share:
 * the system properties.
 *
 * <p>Any thread.
 */
final class FileGuard implements Closeable {
    private static final String NOTE = "io.midge.lock.";

    /** Far behind the text: where a lock keeps others from reading, it shall not keep them from that. */
    private static final long LOCKED_BYTE = 1L << 40;

    private static final int MAX_TEXT = 200;

    private final String note;
    private final String since;
    private final FileChannel channel;
    private final FileLock lock;

    private FileGuard(String note, String since, FileChannel channel, FileLock lock) {
        this.note = note;
        this.since = since;
        this.channel = channel;
        this.lock = lock;
    }

    static FileGuard take(Path file, InstantSource clock) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // from an earlier time
        }
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        String note = NOTE + (key == null ? file.toRealPath() : key);
        String since = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Object holds = System.getProperties().putIfAbsent(note, since);
        if (holds != null) {
            throw new LockedException(file + " is locked by this process since " + holds);
        }
        FileGuard guard = null;
        try {
            guard = take(file, note, since);
            return guard;
        } finally {
            if (guard == null) {
                System.getProperties().remove(note, since);
            }
        }
    }

    private static FileGuard take(Path file, String note, String since) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock(LOCKED_BYTE, 1, false);
            if (lock == null) {
                throw new LockedException(file + " is locked by " + text(channel));
            }
            String text = "process " + ProcessHandle.current().pid() + " since " + since;
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
            return new FileGuard(note, since, channel, lock);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** What the one who has it wrote, if it is there already. */
    private static String text(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(MAX_TEXT);
        channel.read(bytes, 0);
        String text =
                new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).replaceAll("\\P{Print}+", " ");
        return text.isBlank() ? "another process" : text.strip();
    }

    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try (channel) {
            channel.truncate(0);
            lock.release();
        } finally {
            System.getProperties().remove(note, since);
        }
    }
}
