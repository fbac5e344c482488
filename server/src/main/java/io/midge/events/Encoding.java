package io.midge.events;

import io.midge.proto.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;

/** How an answer is encoded, which a request may choose. */
enum Encoding {
    NONE,
    GZIP,
    SNAPPY,
    /** Another one was asked for. */
    IDENTITY;

    private static final int CHUNK = 1 << 16;
    private static final int UNCOMPRESSED = 1;
    private static final int MASK = 0xa282ead8;

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
            case SNAPPY -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream(part.length + 64);
                out.writeBytes(new byte[] {(byte) 0xff, 6, 0, 0});
                out.writeBytes("sNaPpY".getBytes(StandardCharsets.US_ASCII));
                snappy(out, part);
                yield out.toByteArray();
            }
        };
    }

    /** All that follows, encoded: a file of gzip may have several members, one of Snappy has chunks. */
    List<byte[]> rest(byte[]... parts) {
        return switch (this) {
            case NONE, IDENTITY -> List.of(parts);
            case GZIP -> List.of(gzip(parts));
            case SNAPPY -> {
                ByteArrayOutputStream out = new ByteArrayOutputStream(parts[0].length + 64);
                for (byte[] each : parts) {
                    snappy(out, each);
                }
                yield List.of(out.toByteArray());
            }
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

    // The framing of Snappy with chunks that are not compressed: any reader takes them, and it is a page, not a backup.
    private static void snappy(ByteArrayOutputStream out, byte[] body) {
        CRC32C sum = new CRC32C();
        for (int at = 0; at < body.length; at += CHUNK) {
            int length = Math.min(CHUNK, body.length - at);
            sum.reset();
            sum.update(body, at, length);
            int crc = (int) sum.getValue();
            little(out, (length + 4) << 8 | UNCOMPRESSED);
            little(out, Integer.rotateRight(crc, 15) + MASK);
            out.write(body, at, length);
        }
    }

    private static void little(ByteArrayOutputStream out, int value) {
        for (int shift = 0; shift < 32; shift += 8) {
            out.write(value >> shift);
        }
    }
}
