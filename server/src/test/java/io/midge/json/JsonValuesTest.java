package io.midge.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values one behind the other; errors are those of Go's decoder of streams. */
class JsonValuesTest {
    private static List<String> read(String text) throws JsonException {
        JsonValues values = JsonValues.of(text.getBytes(UTF_8));
        List<String> out = new ArrayList<>();
        for (JsonReader next = values.next(); next != null; next = values.next()) {
            out.add(new String(next.raw(), UTF_8));
        }
        return out;
    }

    @Test
    void valuesNeedNothingBetweenThem() throws JsonException {
        assertThat(read("{\"a\":1}[2] 3\n\"x\"true")).containsExactly("{\"a\":1}", "[2]", "3", "\"x\"", "true");
        assertThat(read(" \n")).isEmpty();
        assertThat(read("")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            delimiter = ';',
            value = {
                "{\"name\":\"A\",;unexpected EOF",
                "nul;unexpected EOF",
                "-;unexpected EOF",
                "{\"a\":1} {;unexpected EOF",
                "{\"name\":\"A\"} x;invalid character 'x' looking for beginning of value at offset 14",
                "{\"name\":\"A\",};invalid character '}' looking for beginning of object key string at offset 13",
                "nulx;invalid character 'x' in literal null (expecting 'l') at offset 4",
            })
    void whatIsNoValueIsTold(String text, String error) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(JsonException.class).hasMessage(error);
    }

    @Test
    void textsAreQuotedAsGoQuotesThem() {
        assertThat(GoText.quoted("a\"\\\n\t\u0007\u000b\u0001\u007fé\u00a0\u200b\u2028\ud83d\ude00<"))
                .isEqualTo("\"a\\\"\\\\\\n\\t\\a\\v\\x01\\x7fé\\u00a0\\u200b\\u2028\ud83d\ude00<\"");
        assertThat(GoText.quoted(new byte[] {'a', (byte) 0xff, (byte) 0xc3})).isEqualTo("\"a\\xff\\xc3\"");
        assertThat(GoText.quoted("\udb40\udc01")).isEqualTo("\"\\U000e0001\"");
    }
}
