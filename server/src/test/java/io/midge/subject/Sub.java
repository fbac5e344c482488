package io.midge.subject;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/** A subscription with nothing but what a sublist needs. */
final class Sub implements Interest {
    private final byte[] subject;
    private final byte @Nullable [] queue;

    private Sub(byte[] subject, byte @Nullable [] queue) {
        this.subject = subject;
        this.queue = queue;
    }

    static Sub on(String subject) {
        return new Sub(bytes(subject), null);
    }

    static Sub on(byte[] subject) {
        return new Sub(subject, null);
    }

    static Sub on(String subject, @Nullable String queue) {
        return new Sub(bytes(subject), queue == null ? null : bytes(queue));
    }

    static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    @Override
    public byte[] subject() {
        return subject;
    }

    @Override
    public byte @Nullable [] queue() {
        return queue;
    }

    @Override
    public String toString() {
        String text = new String(subject, ISO_8859_1);
        return queue == null ? text : text + " " + new String(queue, ISO_8859_1);
    }
}
