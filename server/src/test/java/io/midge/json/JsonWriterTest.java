package io.midge.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonWriterTest {
    /** What Go 1.26.8's encoding/json writes: kind, value, text. */
    static List<String> transcript() {
        return Transcript.lines("encode.txt");
    }

    @ParameterizedTest
    @MethodSource("transcript")
    void writesAsGoDoes(String line) {
        String[] parts = line.split("\t", -1);
        var out = JsonWriter.compact();
        switch (parts[0]) {
            case "S" -> {
                byte[] bytes = HexFormat.of().parseHex(parts[1]);
                out.utf8(bytes, 0, bytes.length);
            }
            case "F" -> out.value(Double.longBitsToDouble(Long.parseLong(parts[1])));
            default -> {
                String[] time = parts[1].split(":", -1);
                out.value(Instant.ofEpochSecond(Long.parseLong(time[0]), Long.parseLong(time[1])));
            }
        }
        assertThat(out).hasToString(parts[2]);
    }

    @Test
    void textsAndBytesAreWrittenAlike() {
        for (String text : List.of("", "a<b>&\"\\", "\u0000\u001f\u007f\b\f\n\r\t", "é€😀\u2028\u2029\ufffd")) {
            byte[] bytes = text.getBytes(UTF_8);
            assertThat(JsonWriter.compact().value(text).toBytes())
                    .isEqualTo(JsonWriter.compact().utf8(bytes, 0, bytes.length).toBytes());
        }
        assertThat(JsonWriter.compact().value("a\ud83d")).hasToString("\"a\\ufffd\"");
        assertThat(JsonWriter.compact().value("\ude00b")).hasToString("\"\\ufffdb\"");
    }

    private static JsonWriter sample(JsonWriter out) {
        return out.beginObject()
                .string("id", "N")
                .beginObject("cluster")
                .endObject()
                .beginArray("none")
                .endArray()
                .strings("urls", List.of("a", "b"))
                .beginArray("objects")
                .beginObject()
                .integer("x", -1)
                .endObject()
                .beginObject()
                .endObject()
                .endArray()
                .unsigned("u", -1L)
                .number("f", 2.0)
                .bool("ok", true)
                .time("at", Instant.EPOCH)
                .name("null")
                .nullValue()
                .endObject();
    }

    @Test
    void oneLineHasNoBlanks() {
        assertThat(sample(JsonWriter.compact()))
                .hasToString(
                        "{\"id\":\"N\",\"cluster\":{},\"none\":[],\"urls\":[\"a\",\"b\"],\"objects\":[{\"x\":-1},{}],"
                                + "\"u\":18446744073709551615,\"f\":2,\"ok\":true,\"at\":\"1970-01-01T00:00:00Z\",\"null\":null}");
    }

    @Test
    void indentedTextLooksLikeGos() {
        assertThat(sample(JsonWriter.indented())).hasToString("""
                {
                  "id": "N",
                  "cluster": {},
                  "none": [],
                  "urls": [
                    "a",
                    "b"
                  ],
                  "objects": [
                    {
                      "x": -1
                    },
                    {}
                  ],
                  "u": 18446744073709551615,
                  "f": 2,
                  "ok": true,
                  "at": "1970-01-01T00:00:00Z",
                  "null": null
                }""");
    }

    @Test
    void whatIsNotSetIsLeftOut() {
        var out = JsonWriter.compact().beginObject();
        out.stringIfSet("a", "").integerIfSet("b", 0).unsignedIfSet("c", 0).numberIfSet("d", 0);
        out.boolIfSet("e", false).stringsIfSet("f", List.of());
        assertThat(out.endObject()).hasToString("{}");
        out.reset().beginObject();
        out.stringIfSet("a", "x").integerIfSet("b", 1).unsignedIfSet("c", 2).numberIfSet("d", 0.5);
        out.boolIfSet("e", true).stringsIfSet("f", List.of("y"));
        assertThat(out.endObject()).hasToString("{\"a\":\"x\",\"b\":1,\"c\":2,\"d\":0.5,\"e\":true,\"f\":[\"y\"]}");
    }

    @Test
    void largeTextsAreWritten() {
        String large = "é<".repeat(100_000);
        var out = JsonWriter.compact().beginArray().value(large).raw("{}".getBytes(UTF_8));
        assertThat(out.endArray().toString()).hasSize(2 + 100_000 * 7 + 2 + 3);
        assertThat(out.length()).isEqualTo(out.toBytes().length);
    }

    @Test
    void whatJsonCannotSayIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonWriter.compact().value(Double.NaN))
                .withMessage("json: unsupported value: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonWriter.compact().value(Instant.ofEpochSecond(253402300800L)));
        assertThatIllegalStateException().isThrownBy(() -> {
            var out = JsonWriter.compact();
            for (int i = 0; i < 65; i++) {
                out.beginArray();
            }
        });
    }

    @Test
    void textCanBeTakenInPieces() {
        var out = JsonWriter.compact().beginObject().string("a", "b");
        assertThat(new String(out.take(), UTF_8)).isEqualTo("{\"a\":\"b\"");
        assertThat(out.length()).isZero();
        out.integer("c", 1).endObject();
        assertThat(new String(out.take(), UTF_8)).isEqualTo(",\"c\":1}");
    }
}
