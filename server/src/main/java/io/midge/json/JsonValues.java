package io.midge.json;

import org.jspecify.annotations.Nullable;

/**
 * The values of a text, one behind the other, as Go's decoder of streams takes them: a value that breaks off is an
 * unexpected end of the file, and other errors tell how many bytes were read.
 */
public final class JsonValues {
    private final byte[] bytes;
    private final int from;
    private final int end;
    private int at;

    private JsonValues(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.from = from;
        this.at = from;
        this.end = end;
    }

    /** Those of a whole array. */
    public static JsonValues of(byte[] bytes) {
        return new JsonValues(bytes, 0, bytes.length);
    }

    /** A reader of the next value, null if there is none. */
    public @Nullable JsonReader next() throws JsonException {
        JsonSyntax syntax = new JsonSyntax(bytes, at, end);
        if (syntax.isAtEnd()) {
            return null;
        }
        try {
            syntax.value();
        } catch (JsonException e) {
            if (syntax.at() >= end) {
                throw new JsonException("unexpected EOF");
            }
            throw new JsonException(e.getMessage() + " at offset " + (syntax.at() - from + 1));
        }
        JsonReader value = JsonReader.checked(bytes, at, syntax.at());
        at = syntax.at();
        return value;
    }
}
