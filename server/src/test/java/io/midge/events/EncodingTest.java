package io.midge.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.s2.S2InputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
        byte[] snappy = all(Encoding.SNAPPY, body);
        assertThat(snappy).startsWith("\u00ff\6\0\0sNaPpY".getBytes(ISO_8859_1));
        assertThat(new S2InputStream(new ByteArrayInputStream(snappy)).readAllBytes())
                .isEqualTo(body);
    }

    @Test
    void aPageBecomesShorter() throws IOException {
        byte[] body = "{\"cid\":12,\"kind\":\"Client\",\"ip\":\"127.0.0.1\"},"
                .repeat(10_000)
                .getBytes(US_ASCII);
        for (Encoding encoding : List.of(Encoding.GZIP, Encoding.SNAPPY)) {
            byte[] rest = encoding.rest(body, "}".getBytes(US_ASCII)).get(0);
            assertThat(rest).as("%s", encoding).hasSizeLessThan(body.length / 10);
        }
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
}
