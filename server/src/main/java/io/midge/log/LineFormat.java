package io.midge.log;

import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines as nats-server does, {@code [pid] 2026/11/21 00:45:00.274786 [INF] text}, in a buffer of its own. Not
 * thread-safe: a sink calls it under its lock.
 */
final class LineFormat {
    /** A buffer that one long line made larger than this is not kept. */
    private static final int MAX_KEPT_BUFFER = 64 << 10;

    private final byte[] prefix;
    private final LongSupplier epochMicros;
    private final @Nullable LineStamp stamp;
    private final boolean colours;
    private byte[] buffer = new byte[512];

    LineFormat(LineHead head, @Nullable LineStamp stamp, boolean colours) {
        this.prefix = ascii("[" + head.pid() + "] ");
        this.epochMicros = head.epochMicros();
        this.stamp = stamp;
        this.colours = colours;
    }

    /** Puts a line into {@link #buffer()} and returns its length. */
    int line(Level level, String text) {
        byte[] message = LineEscape.escape(text).getBytes(StandardCharsets.UTF_8);
        String label = level.label(colours);
        int size = prefix.length + LineStamp.LENGTH + 1 + label.length() + message.length + 1;
        if (buffer.length > MAX_KEPT_BUFFER && size <= MAX_KEPT_BUFFER) {
            buffer = new byte[512];
        }
        if (buffer.length < size) {
            buffer = new byte[Math.max(size, 2 * buffer.length)];
        }
        int at = put(prefix, 0);
        if (stamp != null) {
            at = stamp.write(epochMicros.getAsLong(), buffer, at);
            buffer[at++] = ' ';
        }
        for (int i = 0; i < label.length(); i++) {
            buffer[at++] = (byte) label.charAt(i);
        }
        at = put(message, at);
        buffer[at++] = '\n';
        return at;
    }

    /** The line that was made last, and room behind it. */
    byte[] buffer() {
        return buffer;
    }

    private int put(byte[] bytes, int at) {
        System.arraycopy(bytes, 0, buffer, at, bytes.length);
        return at + bytes.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
