package io.midge.events;

import io.midge.proto.Headers;
import io.midge.s2.S2Chunks;
import io.midge.s2.S2Encoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** How an answer is encoded, which a request may choose. */
enum Encoding {
    NONE,
    GZIP,
    SNAPPY,
    /** Another one was asked for. */
    IDENTITY;

    /** What the headers of a request ask for. */
    static Encoding asked(byte[] headers) {
        if (headers.length == 0) {
            return NONE;
        }
        String asked = Headers.value(headers, "Accept-Encoding").toLowerCase(Locale.ROOT);
        if (asked.isEmpty()) {
            return NONE;
        }
        if (asked.contains("snappy") || asked.contains("s2")) {
            return SNAPPY;
        }
        return asked.contains("gzip") ? GZIP : IDENTITY;
    }

    /** The headers of an answer. */
    byte[] headers() {
        return this == NONE
                ? Letter.NONE
                : ("NATS/1.0\r\nContent-Encoding: " + name().toLowerCase(Locale.ROOT) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
    }

    /** The beginning of an answer, encoded; small ones are all beginning. */
    byte[] begin(byte[] part) {
        return switch (this) {
            case NONE, IDENTITY -> part;
            case GZIP -> gzip(part);
            case SNAPPY -> beginSnappy(part);
        };
    }

    /** All that follows, encoded: a file of gzip may have several members, one of Snappy has chunks. */
    List<byte[]> rest(byte[]... parts) {
        return switch (this) {
            case NONE, IDENTITY -> List.of(parts);
            case GZIP -> List.of(gzip(parts));
            case SNAPPY -> List.of(snappy(parts));
        };
    }

    private static byte[] gzip(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512 + parts[0].length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            for (byte[] each : parts) {
                gzip.write(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // into memory
        }
        return out.toByteArray();
    }

    /** The beginning of a stream of Snappy; it is not worth the time of an I/O loop to make it shorter. */
    private static byte[] beginSnappy(byte[] part) {
        byte[] identifier = new byte[S2Chunks.IDENTIFIER];
        S2Chunks chunks = new S2Chunks(S2Encoder.snappy());
        chunks.identify(identifier, 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream(part.length + 64);
        out.writeBytes(identifier);
        cut(chunks::asIs, out, part);
        return out.toByteArray();
    }

    private static byte[] snappy(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512 + parts[0].length / 4);
        cut(new S2Chunks(S2Encoder.snappy())::chunk, out, parts);
        return out.toByteArray();
    }

    /** Makes a chunk of something. */
    private interface Chunker {
        int make(byte[] from, int off, int length, byte[] to, int at);
    }

    private static void cut(Chunker chunker, ByteArrayOutputStream out, byte[]... parts) {
        int largest = 0;
        for (byte[] each : parts) {
            largest = Math.max(largest, Math.min(each.length, S2Chunks.MAX_SNAPPY_BLOCK));
        }
        byte[] chunk = new byte[S2Chunks.maxLength(largest)];
        for (byte[] each : parts) {
            for (int at = 0; at < each.length; at += S2Chunks.MAX_SNAPPY_BLOCK) {
                int length = Math.min(S2Chunks.MAX_SNAPPY_BLOCK, each.length - at);
                out.write(chunk, 0, chunker.make(each, at, length, chunk, 0));
            }
        }
    }
}
