package io.midge.log;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines as nats-server does, {@code [pid] 2026/11/21 00:45:00.274786 [INF] text}, in local time, to standard
 * error or at the end of a file, each with one write, so that lines of several processes do not mix.
 *
 * <p>A line that cannot be written (full disk) is counted; the next one that can be is preceded by that count.
 */
public final class NatsLogSink implements LogSink {
    /** Frames of a cause that fit on a line which somebody still reads. */
    private static final int MAX_FRAMES = 12;

    /** A buffer that one long line made larger than this is not kept. */
    private static final int MAX_KEPT_BUFFER = 64 << 10;

    private final OutputStream out;
    private final byte[] prefix;
    private final LongSupplier epochMicros;
    private final @Nullable LineStamp stamp;
    private byte[] line = new byte[512];
    private long lost;
    private boolean closed;

    NatsLogSink(OutputStream out, long pid, LongSupplier epochMicros, boolean logtime, LocalTime localTime) {
        this.out = out;
        this.prefix = ascii("[" + pid + "] ");
        this.epochMicros = epochMicros;
        this.stamp = logtime ? new LineStamp(localTime) : null;
    }

    /**
     * A sink on standard error.
     *
     * @param pid the process id that each line starts with
     * @param epochMicros the clock: microseconds since 1970
     * @param logtime whether lines carry the time
     */
    public static NatsLogSink toStandardError(long pid, LongSupplier epochMicros, boolean logtime) {
        FileOutputStream err = new FileOutputStream(FileDescriptor.err);
        return new NatsLogSink(err, pid, epochMicros, logtime, LocalTime.ofMachine());
    }

    /**
     * A sink at the end of a file, which is made if it does not exist.
     *
     * @throws IOException with a text for operators if the file cannot be opened
     */
    public static NatsLogSink toFile(String file, long pid, LongSupplier epochMicros, boolean logtime)
            throws IOException {
        if (new File(file).isDirectory()) {
            throw new IOException("error opening file: open " + file + ": is a directory");
        }
        FileOutputStream out;
        try {
            out = new FileOutputStream(file, true);
        } catch (FileNotFoundException e) {
            throw new IOException("error opening file: " + e.getMessage(), e);
        }
        return new NatsLogSink(out, pid, epochMicros, logtime, LocalTime.ofMachine());
    }

    @Override
    public synchronized void write(Level level, String text, @Nullable Throwable cause) {
        if (closed) {
            return;
        }
        if (lost > 0) {
            long count = lost;
            lost = 0;
            writeLine(Level.WRN, count + " log lines before this one could not be written");
            if (lost > 0) {
                lost += count;
                return;
            }
        }
        writeLine(level, cause == null ? text : text + ": " + describe(cause));
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            out.close();
        } catch (IOException e) {
            lost++; // nobody is left to be told
        }
    }

    private void writeLine(Level level, String text) {
        byte[] message = LineEscape.escape(text).getBytes(StandardCharsets.UTF_8);
        int size = prefix.length + 26 + 7 + message.length + 1;
        byte[] buffer = line.length >= size ? line : new byte[Math.max(size, 2 * line.length)];
        System.arraycopy(prefix, 0, buffer, 0, prefix.length);
        int at = prefix.length;
        if (stamp != null) {
            at = stamp.write(epochMicros.getAsLong(), buffer, at);
            buffer[at++] = ' ';
        }
        buffer[at++] = '[';
        String tag = level.name();
        for (int i = 0; i < tag.length(); i++) {
            buffer[at++] = (byte) tag.charAt(i);
        }
        buffer[at++] = ']';
        buffer[at++] = ' ';
        System.arraycopy(message, 0, buffer, at, message.length);
        at += message.length;
        buffer[at++] = '\n';
        try {
            out.write(buffer, 0, at);
        } catch (IOException e) {
            lost++;
        }
        line = buffer.length <= MAX_KEPT_BUFFER ? buffer : line;
    }

    /** A cause and where it comes from, on one line. */
    private static String describe(Throwable cause) {
        StringBuilder out = new StringBuilder().append(cause);
        StackTraceElement[] frames = cause.getStackTrace();
        for (int i = 0; i < frames.length && i < MAX_FRAMES; i++) {
            out.append(i == 0 ? " at " : " < ").append(frames[i]);
        }
        Throwable deeper = cause.getCause();
        return deeper == null
                ? out.toString()
                : out.append("; caused by ").append(deeper).toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
