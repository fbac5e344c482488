package io.midge.log;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines in nats-server's format to standard error or at the end of a file, each with one write, so that lines of
 * several processes do not mix.
 *
 * <p>A line that cannot be written (full disk) is counted; the next one that can be is preceded by that count.
 */
public final class NatsLogSink implements LogSink {
    private final OutputStream out;
    private final @Nullable LogFile file;
    private final LineHead head;
    private final LineFormat format;
    private long lost;
    private boolean closed;

    NatsLogSink(OutputStream out, @Nullable LogFile file, LineHead head, LineFormat format) {
        this.out = out;
        this.file = file;
        this.head = head;
        this.format = format;
        beginIfFull();
    }

    /** A sink on standard error, in nats-server's colours if that is a terminal. */
    public static NatsLogSink toStandardError(LineHead head) {
        FileOutputStream err = new FileOutputStream(FileDescriptor.err);
        boolean colours = isTerminal("/proc/self/fd/2");
        return new NatsLogSink(err, null, head, new LineFormat(head, head.stamp(), colours));
    }

    /**
     * A sink at the end of a file, which is made if it does not exist.
     *
     * @param sizeLimit size in bytes above which the file is put aside and a new one begins, 0 for never
     * @param maxFiles how many files there may be, the current one among them; 0 for any number
     * @throws IOException with a text for operators if the file cannot be opened
     */
    public static NatsLogSink toFile(String name, long sizeLimit, long maxFiles, LineHead head) throws IOException {
        LogFile file = new LogFile(name, sizeLimit, maxFiles);
        return new NatsLogSink(file, file, head, new LineFormat(head, head.stamp(), false));
    }

    @Override
    public synchronized boolean write(Level level, String text, @Nullable Throwable cause) {
        if (closed) {
            return false;
        }
        if (lost > 0) {
            long count = lost;
            lost = 0;
            put(Level.WRN, LogText.lost(count));
            if (lost > 0) {
                lost += count;
                return true;
            }
        }
        put(level, LogText.of(text, cause));
        rotateIfFull();
        return true;
    }

    @Override
    public synchronized boolean reopen() throws IOException {
        if (file == null || closed) {
            return false;
        }
        file.reopen();
        beginIfFull();
        return true;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (file == null) {
            return; // standard error is the process's: the next sink may write to it
        }
        try {
            out.close();
        } catch (IOException e) {
            lost++; // nobody is left to be told
        }
    }

    private void put(Level level, String text) {
        int length = format.line(level, text);
        try {
            out.write(format.buffer(), 0, length);
        } catch (IOException e) {
            lost++;
        }
    }

    private void beginIfFull() {
        if (file != null && file.isFull()) {
            put(Level.INF, "Rotating logfile...");
            rotateIfFull();
        }
    }

    // What stands in the new file is not looked at: a limit below one line's length would never end.
    private void rotateIfFull() {
        if (file == null || !file.isFull()) {
            return;
        }
        byte[] stamp = new byte[LineStamp.LENGTH];
        new LineStamp(LocalTime.ofMachine()).write(head.epochMicros().getAsLong(), stamp, 0);
        for (LogFile.Note each : file.rotate(new String(stamp, StandardCharsets.US_ASCII))) {
            put(each.level(), each.text());
        }
    }

    /** Whether an open file, by its name under {@code /proc}, is a terminal. */
    static boolean isTerminal(String descriptor) {
        try {
            String path = new File(descriptor).getCanonicalPath();
            return path.startsWith("/dev/pts/") || path.startsWith("/dev/tty") || path.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
