package io.midge.proto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Against what Go's {@code %q} printed for the same bytes: {@code quoted.txt} has them in hexadecimal, TAB, the text. */
class QuotedTest {
    @Test
    void bytesAreQuotedAsGoDoes() throws IOException {
        List<String> vectors;
        try (InputStream in = QuotedTest.class.getResourceAsStream("quoted.txt")) {
            vectors = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
                    .lines()
                    .toList();
        }
        assertThat(vectors).hasSizeGreaterThan(400);
        for (String vector : vectors) {
            int tab = vector.indexOf('\t');
            byte[] bytes = HexFormat.of().parseHex(vector, 0, tab);
            assertThat(Quoted.of(bytes)).as(vector).isEqualTo(vector.substring(tab + 1));
        }
    }

    @Test
    void onlyTheGivenPartIsLookedAt() {
        byte[] euro = "x\u20acx".getBytes(UTF_8);
        assertThat(Quoted.of(euro, 1, 3)).isEqualTo("\"\u20ac\"");
        assertThat(Quoted.of(euro, 1, 2)).isEqualTo("\"\\xe2\\x82\"");
        assertThat(Quoted.of(euro, 2, 3)).isEqualTo("\"\\x82\\xacx\"");
        assertThat(Quoted.of(euro, 5, 0)).isEqualTo("\"\"");
    }
}
