package io.midge.jetstream.source;

import io.midge.conf.ByteText;
import io.midge.jetstream.config.StreamSource;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Where a copied message comes from, as its header {@code Nats-Stream-Source} says.
 *
 * <pre>
 *   stream[:hash] seq filters destinations subject[ identity]    since 2.10, with the identity since 2.15
 *   stream seq                                                   before
 *   $JS.ACK.stream.consumer.1.seq.…                              long before
 * </pre>
 *
 * @param stream as {@link SourceName#stream}
 * @param name as {@link SourceName#text}; empty in the old forms
 * @param seq of the message in its stream
 * @param identity of the stream, empty if it is not said
 */
record SourceHeader(String stream, String name, long seq, String identity) {
    static final byte[] NAME = "Nats-Stream-Source".getBytes(StandardCharsets.US_ASCII);

    /** How its line begins. */
    static final byte[] LINE = "Nats-Stream-Source:".getBytes(StandardCharsets.US_ASCII);

    private static final String OLD = "$JS.ACK.";
    private static final int MOST = 64 << 10;

    /** What a value says; null if that is nothing that makes sense. */
    static @Nullable SourceHeader read(byte[] value) {
        if (value.length > MOST) {
            return null;
        }
        String text = ByteText.of(value);
        if (text.startsWith(OLD)) {
            Delivery of = new Delivery();
            return of.read(value) ? new SourceHeader(of.stream(), "", of.streamSeq, "") : null;
        }
        String[] fields = text.split(" ", -1);
        if (fields.length < 2 || fields.length == 3) {
            return null;
        }
        byte[] digits = ByteText.bytes(fields[1]);
        long seq = Digits.read(digits, 0, digits.length);
        if (seq < 0 || fields[0].isEmpty()) {
            return null;
        }
        return new SourceHeader(
                fields[0],
                fields.length > 3 ? fields[0] + ' ' + fields[2] + ' ' + fields[3] : "",
                seq,
                fields.length > 5 ? fields[5] : "");
    }

    /** Whether a message of this source has it. Old forms say the stream only. */
    boolean isOf(StreamSource source, SourceName of) {
        if (!name.isEmpty()) {
            return name.equals(of.text());
        }
        String external = source.external() == null
                ? ""
                : ":" + SourceName.hash(source.external().api());
        return stream.equals(source.name()) || (!external.isEmpty() && stream.equals(source.name() + external));
    }

    /** The value for a message of a source. */
    static byte[] value(SourceName of, long seq, byte[] subject, String identity) {
        String before = of.stream() + ' ' + seq + ' ' + of.filters() + ' ' + of.destinations() + ' ';
        byte[] head = ByteText.bytes(before);
        byte[] tail = ByteText.bytes(identity.isEmpty() ? "" : " " + identity);
        byte[] all = new byte[head.length + subject.length + tail.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(subject, 0, all, head.length, subject.length);
        System.arraycopy(tail, 0, all, head.length + subject.length, tail.length);
        return all;
    }
}
