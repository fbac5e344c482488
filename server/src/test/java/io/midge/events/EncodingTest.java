package io.midge.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {
    private static byte[] headers(String lines) {
        return ("NATS/1.0\r\n" + lines + "\r\n\r\n").getBytes(US_ASCII);
    }

    @ParameterizedTest
    @CsvSource({
        "Accept-Encoding: gzip, GZIP",
        "Accept-Encoding:GZIP, GZIP",
        "Accept-Encoding: deflate; gzip;q=0, GZIP",
        "Accept-Encoding: gzip snappy, SNAPPY",
        "Accept-Encoding: S2, SNAPPY",
        "Accept-Encoding: deflate, IDENTITY",
        "accept-encoding: gzip, NONE",
        "X-Accept-Encoding: gzip, NONE",
        "Accept-Encodings: gzip, NONE",
        "Accept-Encoding:, NONE"
    })
    void theRequestChooses(String header, Encoding expected) {
        assertThat(Encoding.asked(headers(header))).isEqualTo(expected);
    }

    @Test
    void withoutHeadersThereIsNone() {
        assertThat(Encoding.asked(new byte[0])).isEqualTo(Encoding.NONE);
        assertThat(Encoding.NONE.headers()).isEmpty();
        assertThat(Encoding.GZIP.headers()).isEqualTo(headers("Content-Encoding: gzip"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 200_000})
    void whatIsEncodedCanBeRead(int size) throws IOException {
        byte[] body = new byte[size];
        new Random(size).nextBytes(body);
        assertThat(all(Encoding.IDENTITY, body)).isEqualTo(body);
        assertThat(new GZIPInputStream(new ByteArrayInputStream(all(Encoding.GZIP, body))).readAllBytes())
                .isEqualTo(body);
        assertThat(unframed(all(Encoding.SNAPPY, body))).isEqualTo(body);
    }

    // Encoded in three parts, two of which at once.
    private static byte[] all(Encoding encoding, byte[] body) {
        int a = body.length / 3;
        int b = body.length / 2;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(encoding.begin(Arrays.copyOf(body, a)));
        encoding.rest(Arrays.copyOfRange(body, a, b), Arrays.copyOfRange(body, b, body.length))
                .forEach(out::writeBytes);
        return out.toByteArray();
    }

    // The framing format of Snappy, chunks of type 1 only.
    private static byte[] unframed(byte[] framed) {
        ByteBuffer in = ByteBuffer.wrap(framed).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[10];
        in.get(magic);
        assertThat(magic).isEqualTo("\u00ff\6\0\0sNaPpY".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (in.hasRemaining()) {
            int head = in.getInt();
            assertThat(head & 0xff).isEqualTo(1);
            int sum = in.getInt();
            byte[] chunk = new byte[(head >>> 8) - 4];
            assertThat(chunk.length).isBetween(1, 65_536);
            in.get(chunk);
            CRC32C crc = new CRC32C();
            crc.update(chunk);
            assertThat(sum).isEqualTo((int) ((crc.getValue() >>> 15 | crc.getValue() << 17) + 0xa282ead8L));
            out.writeBytes(chunk);
        }
        return out.toByteArray();
    }
}
