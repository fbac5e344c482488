package io.midge.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JsonReaderTest {
    /** What Go 1.26.8's encoding/json made of each input: hex of the input, a tab, its error or the fields. */
    static List<String> transcript() {
        return Transcript.lines("decode.txt");
    }

    @ParameterizedTest
    @MethodSource("transcript")
    void readsAsGoDoes(String line) {
        String[] parts = line.split("\t", -1);
        byte[] input = HexFormat.of().parseHex(parts[0]);
        assertThat(decode(input)).as(new String(input, UTF_8)).isEqualTo(parts[1]);
    }

    private static String decode(byte[] input) {
        try {
            var opts = new Opts();
            var in = JsonReader.of(input);
            opts.read(in);
            return "V " + opts;
        } catch (JsonException e) {
            return "E " + e.getMessage();
        }
    }

    /** A type with one field of each kind, the twin of the one that the transcript was made with. */
    private static final class Opts {
        private static final String[] NAMES = {
            "verbose", "name", "protocol", "small", "big", "count", "rate", "tags", "import", "task"
        };

        private boolean verbose = true;
        private String name = "nm";
        private long protocol = 7;
        private int small;
        private long big;
        private long count;
        private double rate;
        private List<String> tags = List.of("t");
        private String allow = "-";
        private String task = "";

        void read(JsonReader in) throws JsonException {
            if (!in.beginObject("main.ClientOpts")) {
                return;
            }
            while (in.nextField()) {
                switch (in.field(NAMES)) {
                    case 0 -> verbose = in.bool(verbose);
                    case 1 -> name = in.string(name);
                    case 2 -> protocol = in.integer(protocol, Long.MIN_VALUE, Long.MAX_VALUE, "int");
                    case 3 -> small = in.int32(small);
                    case 4 -> big = in.int64(big);
                    case 5 -> count = in.uint64(count);
                    case 6 -> rate = in.float64(rate);
                    case 7 -> tags = in.strings();
                    case 8 -> permission(in);
                    case 9 -> task = in.string(task);
                    default -> in.skip();
                }
            }
        }

        private void permission(JsonReader in) throws JsonException {
            if (in.beginObject("main.Perm")) {
                while (in.nextField()) {
                    if (in.field("allow") == 0) {
                        allow = String.join("+", in.strings());
                    }
                }
            }
        }

        @Override
        public String toString() {
            String floating = rate == 0 ? (1 / rate < 0 ? "-0" : "0") : GoNumber.format(rate);
            return verbose + "|" + HexFormat.of().formatHex(name.getBytes(UTF_8)) + "|" + protocol + "|" + small + "|"
                    + big + "|" + Long.toUnsignedString(count) + "|" + floating + "|" + String.join("+", tags) + "|"
                    + allow + "|" + task;
        }
    }

    @Test
    void aSliceIsReadWithoutWhatSurroundsIt() throws JsonException {
        byte[] bytes = "xx{\"a\":12}yy".getBytes(UTF_8);
        var in = JsonReader.of(bytes, 2, 8);
        assertThat(in.beginObject("T")).isTrue();
        assertThat(in.nextField()).isTrue();
        assertThat(in.name()).isEqualTo("a");
        assertThat(in.int32(0)).isEqualTo(12);
        assertThat(in.nextField()).isFalse();
        assertThat(JsonReader.of("1234".getBytes(UTF_8), 0, 2).int32(0)).isEqualTo(12);
    }

    @Test
    void nestingIsLimited() throws JsonException {
        assertThat(JsonReader.of(nested(10_000)).beginArray("x")).isTrue();
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonReader.of(nested(10_001)))
                .withMessage("exceeded max depth");
        assertThatExceptionOfType(JsonException.class)
                .isThrownBy(() -> JsonReader.of("{\"a\":[".repeat(100_000).getBytes(UTF_8)))
                .withMessage("exceeded max depth");
    }

    private static byte[] nested(int depth) {
        return ("[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8);
    }

    @Test
    void whatNobodyTakesIsSkipped() throws JsonException {
        var in = JsonReader.of("[{\"a\":[1,\"]}\\\\\",{\"b\":null}],\"c\":-1e5}, [ ] ,\"x\",true]".getBytes(UTF_8));
        in.beginArray("[]T");
        int elements = 0;
        while (in.nextElement()) {
            elements++;
        }
        assertThat(elements).isEqualTo(4);
    }

    @Test
    void aValueCanBeTakenAsItStands() throws JsonException {
        var in = JsonReader.of("{\"a\": {\"b\" : [1, 2]} , \"c\":1.50}".getBytes(UTF_8));
        in.beginObject("T");
        in.nextField();
        assertThat(in.raw()).asString(UTF_8).isEqualTo("{\"b\" : [1, 2]}");
        in.nextField();
        assertThat(in.raw()).asString(UTF_8).isEqualTo("1.50");
        assertThat(in.nextField()).isFalse();
    }

    @Test
    void nullIsToldFromAValue() throws JsonException {
        var in = JsonReader.of("[null,1]".getBytes(UTF_8));
        in.beginArray("[]T");
        in.nextElement();
        assertThat(in.isNull()).isTrue();
        in.nextElement();
        assertThat(in.isNull()).isFalse();
        assertThat(in.int32(5)).isEqualTo(1);
        assertThat(in.nextElement()).isFalse();
    }

    @Test
    void takingAValueTwiceIsOurMistake() throws JsonException {
        var in = JsonReader.of("1".getBytes(UTF_8));
        in.int32(0);
        assertThatIllegalStateException().isThrownBy(() -> in.int32(0));
    }
}
