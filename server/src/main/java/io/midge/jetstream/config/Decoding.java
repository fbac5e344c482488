package io.midge.jetstream.config;

import io.midge.json.GoText;
import io.midge.json.GoTime;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.json.ZonedTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads one value as Go's encoding/json does: a value of the wrong type, and where that is strict an unknown field, is
 * left out and told in the end, the first of them; what types of their own refuse ends it at once.
 */
final class Decoding {
    private final JsonReader in;
    private final boolean strict;
    private @Nullable JsonException first;

    Decoding(JsonReader in, boolean strict) {
        this.in = in;
        this.strict = strict;
    }

    /** What is wrong, if anything is. */
    void end() throws JsonException {
        if (first != null) {
            throw first;
        }
    }

    private void keep(JsonException wrong) {
        first = first == null ? wrong : first;
    }

    /** Enters an object; false if there is none. */
    boolean object(String goType) {
        try {
            return in.beginObject(goType);
        } catch (JsonException e) {
            keep(e);
            return false;
        }
    }

    /** Enters an array; false if there is none. */
    private boolean array(String goType) {
        try {
            return in.beginArray(goType);
        } catch (JsonException e) {
            keep(e);
            return false;
        }
    }

    boolean next() {
        return in.nextField();
    }

    boolean nextElement() {
        return in.nextElement();
    }

    /** Enters an array of objects; false if there is none. */
    boolean objects(String goType) {
        return array("[]" + goType);
    }

    int field(String... names) {
        return in.field(names);
    }

    int embedded(String struct, String... names) {
        return in.embedded(struct, names);
    }

    /** Whether null begins here, which is taken then. */
    boolean isNull() {
        return in.isNull();
    }

    /** Nothing is known of this field. */
    void unknown() {
        if (strict) {
            keep(new JsonException("json: unknown field " + GoText.quoted(in.name())));
        }
        in.skip();
    }

    String string() {
        try {
            return in.string("");
        } catch (JsonException e) {
            keep(e);
            return "";
        }
    }

    boolean bool() {
        try {
            return in.bool(false);
        } catch (JsonException e) {
            keep(e);
            return false;
        }
    }

    long integer(String goType) {
        return integer(Long.MIN_VALUE, Long.MAX_VALUE, goType);
    }

    private long integer(long min, long max, String goType) {
        try {
            return in.integer(0, min, max, goType);
        } catch (JsonException e) {
            keep(e);
            return 0;
        }
    }

    /** A number that Go keeps in 64 bits; here the nearest one of 32. */
    int clamped() {
        return Math.clamp(integer("int"), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    int int32() {
        return (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE, "int32");
    }

    long unsigned() {
        try {
            return in.uint64(0);
        } catch (JsonException e) {
            keep(e);
            return 0;
        }
    }

    long duration() {
        return integer("time.Duration");
    }

    List<String> strings() {
        if (!array("[]string")) {
            return List.of();
        }
        List<String> out = new ArrayList<>();
        while (in.nextElement()) {
            out.add(string());
        }
        return out;
    }

    List<Long> durations() {
        if (!array("[]time.Duration")) {
            return List.of();
        }
        List<Long> out = new ArrayList<>();
        while (in.nextElement()) {
            out.add(duration());
        }
        return out;
    }

    Map<String, String> texts() {
        Map<String, String> out = new TreeMap<>();
        try {
            if (!in.beginMap("map[string]string")) {
                return out;
            }
        } catch (JsonException e) {
            keep(e);
            return out;
        }
        while (in.nextField()) {
            String name = in.name();
            out.put(name, string());
        }
        return out;
    }

    /** A time, in the zone that it was told in. */
    @Nullable
    ZonedTime time() throws JsonException {
        return GoTime.read(in, null);
    }

    /** A time, wherever it was told. */
    @Nullable
    Instant instant() throws JsonException {
        ZonedTime time = time();
        return time == null ? null : time.inUtc().instant();
    }

    /** One of these words, which the type of the field compares with what stands in the text. */
    int word(String... words) throws JsonException {
        return word("can not unmarshal ", true, words);
    }

    /** The same, of types that show what they do not know in other words. */
    int word(String refusal, boolean quoted, String... words) throws JsonException {
        byte[] raw = in.raw();
        String text = Texts.of(raw);
        for (int i = 0; i < words.length; i++) {
            if (text.length() == words[i].length() + 2 && text.regionMatches(1, words[i], 0, words[i].length())) {
                if (text.charAt(0) == '"') {
                    return i;
                }
            }
        }
        throw new JsonException(refusal + (quoted ? GoText.quoted(raw) : text));
    }

    /** The name of a compression, which is read as any text is. */
    StoreCompression compression() throws JsonException {
        return switch (in.string("")) {
            case "none" -> StoreCompression.NONE;
            case "s2" -> StoreCompression.S2;
            default -> throw new JsonException("unknown compression algorithm");
        };
    }

    /** The word here in small letters, as it stands in the text. */
    DiscardPolicy discard() throws JsonException {
        byte[] raw = in.raw();
        String text = Texts.of(raw);
        if (text.equalsIgnoreCase("\"old\"")) {
            return DiscardPolicy.OLD;
        }
        if (text.equalsIgnoreCase("\"new\"")) {
            return DiscardPolicy.NEW;
        }
        throw new JsonException("can not unmarshal " + GoText.quoted(raw));
    }
}
