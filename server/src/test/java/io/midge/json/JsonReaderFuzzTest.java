package io.midge.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Any bytes are either read to the end or refused, and what was read can be written and read again. Runs over the seeds
 * in the resources as a plain test; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
class JsonReaderFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreReadOrRefused(byte[] data) throws JsonException {
        JsonReader in;
        try {
            in = JsonReader.of(data);
        } catch (JsonException e) {
            assertThat(e)
                    .hasMessageMatching("(?s)invalid character .*|unexpected end of JSON input|exceeded max depth");
            return;
        }
        var copy = JsonWriter.compact();
        copy(in, copy, data);
        byte[] written = copy.toBytes();
        var again = JsonWriter.indented();
        copy(JsonReader.of(written), again, written);
        var third = JsonWriter.compact();
        copy(JsonReader.of(again.toBytes()), third, written);
        assertThat(third.toBytes()).isEqualTo(written);
        JsonReader.of(data).skip();
        readAsConnect(data);
    }

    private static void copy(JsonReader in, JsonWriter out, byte[] data) {
        try {
            if (in.isNull()) {
                out.nullValue();
            } else {
                copyValue(in, out, data);
            }
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
    }

    private static void copyValue(JsonReader in, JsonWriter out, byte[] data) throws JsonException {
        switch (in.kind()) {
            case '{' -> {
                in.beginObject("T");
                out.beginObject();
                while (in.nextField()) {
                    out.name(in.name());
                    copy(in, out, data);
                }
                out.endObject();
            }
            case '[' -> {
                in.beginArray("T");
                out.beginArray();
                while (in.nextElement()) {
                    copy(in, out, data);
                }
                out.endArray();
            }
            case '"' -> out.value(in.string(""));
            case 't', 'f' -> out.value(in.bool(false));
            default -> out.raw(in.raw());
        }
    }

    private static void readAsConnect(byte[] data) {
        try {
            var in = JsonReader.of(data);
            if (in.beginObject("server.ClientOpts")) {
                while (in.nextField()) {
                    switch (in.field("verbose", "name", "protocol", "rate", "tags", "count")) {
                        case 0 -> in.bool(true);
                        case 1 -> in.string("");
                        case 2 -> in.int32(0);
                        case 3 -> in.float64(0);
                        case 4 -> in.strings();
                        case 5 -> in.uint64(0);
                        default -> in.skip();
                    }
                }
            }
        } catch (JsonException e) {
            assertThat(e).hasMessageStartingWith("json: cannot unmarshal ");
        }
    }
}
