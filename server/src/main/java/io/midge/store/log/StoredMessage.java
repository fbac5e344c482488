package io.midge.store.log;

import org.jspecify.annotations.Nullable;

/**
 * A message as it was read: a view over a buffer that belongs to the reader, valid until the next read. Of one thread.
 */
public final class StoredMessage {
    public long seq;
    /** Nanoseconds since 1970. */
    public long time;
    /** Seconds that it lives, 0 or {@link io.midge.store.op.OpFrame#FOREVER}. */
    public int ttl;

    public int flags;
    public byte[] subject = new byte[0];
    public int subjectOffset;
    public int subjectLength;
    public byte[] headers = new byte[0];
    public int headersOffset;
    public int headersLength;
    public byte[] payload = new byte[0];
    public int payloadOffset;
    public int payloadLength;

    /** For the reader that fills it: bytes that it may keep from one read to the next. */
    byte @Nullable [] own;

    /** What it counts in the accounting of nats-server's file store. */
    public long fileSize() {
        return fileSize(subjectLength, headersLength, payloadLength);
    }

    /** What it counts in the accounting of nats-server's memory store. */
    public long memorySize() {
        return memorySize(subjectLength, headersLength, payloadLength);
    }

    public static long fileSize(int subject, int headers, long payload) {
        return 22L + subject + (headers > 0 ? 4L + headers : 0) + payload + 8;
    }

    public static long memorySize(int subject, int headers, long payload) {
        return (long) subject + headers + payload + 16;
    }
}
