package io.midge.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Writes one JSON text as Go's encoding/json would: fields in the order of the calls, {@code <}, {@code >} and
 * {@code &} escaped, numbers in Go's shortest form, on one line or indented by two blanks.
 *
 * <p>Methods with {@code IfSet} leave a field out where Go's {@code omitempty} does. Nesting is limited to 64.
 */
public final class JsonWriter {
    private static final int MAX_DEPTH = 64;

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final boolean indent;
    private final int most;
    private byte[] out = new byte[512];
    private int length;
    private int depth;

    /** The object or array that is open holds nothing yet. */
    private boolean empty = true;

    /** A name was written whose value comes next. */
    private boolean named;

    private JsonWriter(boolean indent, int most) {
        this.indent = indent;
        this.most = most;
    }

    /** A writer of one line without blanks. */
    public static JsonWriter compact() {
        return new JsonWriter(false, Integer.MAX_VALUE);
    }

    /** The same, which ends in a {@link TooLongException} at about so many bytes, and never holds more. */
    public static JsonWriter compact(int most) {
        return new JsonWriter(false, most);
    }

    /** A writer of one field or element per line, each level indented by two blanks. */
    public static JsonWriter indented() {
        return new JsonWriter(true, Integer.MAX_VALUE);
    }

    /** Opens an object: the whole text, an element, or the value of the name before. */
    public JsonWriter beginObject() {
        return open('{');
    }

    /** Opens an object as a field. */
    public JsonWriter beginObject(String name) {
        return name(name).open('{');
    }

    /** Closes the object. */
    public JsonWriter endObject() {
        return close('}');
    }

    /** Opens an array: the whole text, an element, or the value of the name before. */
    public JsonWriter beginArray() {
        return open('[');
    }

    /** Opens an array as a field. */
    public JsonWriter beginArray(String name) {
        return name(name).open('[');
    }

    /** Closes the array. */
    public JsonWriter endArray() {
        return close(']');
    }

    /** The name of the value that comes next. */
    public JsonWriter name(String name) {
        separate();
        quoted(name);
        put(':');
        if (indent) {
            put(' ');
        }
        named = true;
        return this;
    }

    /** A text. */
    public JsonWriter value(String value) {
        separate();
        quoted(value);
        return this;
    }

    /** A text in UTF-8; a byte that is none becomes {@code \}{@code ufffd}. */
    public JsonWriter utf8(byte[] bytes, int from, int count) {
        separate();
        put('"');
        int end = from + count;
        int i = from;
        while (i < end) {
            int size = Utf8.length(bytes, i, end);
            if (size == 0) {
                unicode(Utf8.REPLACEMENT);
                i++;
            } else {
                codePoint(Utf8.codePoint(bytes, i, size));
                i += size;
            }
        }
        put('"');
        return this;
    }

    /** A number. */
    public JsonWriter value(long value) {
        separate();
        ascii(Long.toString(value));
        return this;
    }

    /** A number of 64 bits without a sign. */
    public JsonWriter unsigned(long value) {
        separate();
        ascii(Long.toUnsignedString(value));
        return this;
    }

    /** A number with a fraction, which must be finite. */
    public JsonWriter value(double value) {
        separate();
        ascii(GoNumber.format(value));
        return this;
    }

    /** A boolean. */
    public JsonWriter value(boolean value) {
        separate();
        ascii(value ? "true" : "false");
        return this;
    }

    /** A time in UTC, as RFC 3339 with as many digits of the second as it has. */
    public JsonWriter value(Instant value) {
        separate();
        put('"');
        ascii(GoTime.format(value));
        put('"');
        return this;
    }

    /** A time in the zone that it was told in. */
    public JsonWriter value(ZonedTime value) {
        separate();
        put('"');
        ascii(GoTime.format(value));
        put('"');
        return this;
    }

    /** A null. */
    public JsonWriter nullValue() {
        separate();
        ascii("null");
        return this;
    }

    /** JSON that was written before. */
    public JsonWriter raw(byte[] json) {
        separate();
        room(json.length);
        System.arraycopy(json, 0, out, length, json.length);
        length += json.length;
        return this;
    }

    /** A text as a field. */
    public JsonWriter string(String name, String value) {
        return name(name).value(value);
    }

    /** A text as a field, unless it is empty. */
    public JsonWriter stringIfSet(String name, String value) {
        return value.isEmpty() ? this : string(name, value);
    }

    /** A number as a field. */
    public JsonWriter integer(String name, long value) {
        return name(name).value(value);
    }

    /** A number as a field, unless it is zero. */
    public JsonWriter integerIfSet(String name, long value) {
        return value == 0 ? this : integer(name, value);
    }

    /** A number without a sign as a field. */
    public JsonWriter unsigned(String name, long value) {
        return name(name).unsigned(value);
    }

    /** A number without a sign as a field, unless it is zero. */
    public JsonWriter unsignedIfSet(String name, long value) {
        return value == 0 ? this : unsigned(name, value);
    }

    /** A number with a fraction as a field. */
    public JsonWriter number(String name, double value) {
        return name(name).value(value);
    }

    /** A number with a fraction as a field, unless it is zero. */
    public JsonWriter numberIfSet(String name, double value) {
        return value == 0 ? this : number(name, value);
    }

    /** A boolean as a field. */
    public JsonWriter bool(String name, boolean value) {
        return name(name).value(value);
    }

    /** A boolean as a field, unless it is false. */
    public JsonWriter boolIfSet(String name, boolean value) {
        return value ? bool(name, true) : this;
    }

    /** A time as a field. */
    public JsonWriter time(String name, Instant value) {
        return name(name).value(value);
    }

    /** A time in the zone that it was told in, as a field. */
    public JsonWriter time(String name, ZonedTime value) {
        return name(name).value(value);
    }

    /** A list of texts as a field. */
    public JsonWriter strings(String name, List<String> values) {
        beginArray(name);
        for (int i = 0; i < values.size(); i++) {
            value(values.get(i));
        }
        return endArray();
    }

    /** A list of texts as a field, unless it is empty. */
    public JsonWriter stringsIfSet(String name, List<String> values) {
        return values.isEmpty() ? this : strings(name, values);
    }

    /** The bytes so far. */
    public int length() {
        return length;
    }

    /** The text so far, in UTF-8. */
    public byte[] toBytes() {
        return Arrays.copyOf(out, length);
    }

    /** Hands over what was written since the last time, in UTF-8, and goes on behind it: for texts too large to keep. */
    public byte[] take() {
        byte[] taken = toBytes();
        length = 0;
        return taken;
    }

    /** Starts anew, with the buffer that is there. */
    public JsonWriter reset() {
        length = 0;
        depth = 0;
        empty = true;
        named = false;
        return this;
    }

    @Override
    public String toString() {
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    private JsonWriter open(char bracket) {
        separate();
        put(bracket);
        depth++;
        if (depth > MAX_DEPTH) {
            throw new IllegalStateException("nested more than " + MAX_DEPTH + " deep");
        }
        empty = true;
        return this;
    }

    private JsonWriter close(char bracket) {
        depth--;
        if (!empty) {
            newLine();
        }
        put(bracket);
        empty = false;
        return this;
    }

    /** What stands between the value before and the one that comes. */
    private void separate() {
        if (named) {
            named = false;
            return;
        }
        if (depth == 0) {
            return;
        }
        if (!empty) {
            put(',');
        }
        newLine();
        empty = false;
    }

    private void newLine() {
        if (!indent) {
            return;
        }
        put('\n');
        for (int i = 0; i < depth; i++) {
            put(' ');
            put(' ');
        }
    }

    private void quoted(String text) {
        put('"');
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (pair) {
                    codePoint(Character.toCodePoint(c, text.charAt(++i)));
                } else {
                    unicode(Utf8.REPLACEMENT);
                }
            } else {
                codePoint(c);
            }
            i++;
        }
        put('"');
    }

    private void codePoint(int c) {
        if (c < 0x80) {
            character(c);
        } else if (c < 0x800) {
            put(0xc0 | (c >> 6));
            put(0x80 | (c & 0x3f));
        } else if (c == 0x2028 || c == 0x2029) {
            unicode(c);
        } else if (c < 0x10000) {
            put(0xe0 | (c >> 12));
            put(0x80 | ((c >> 6) & 0x3f));
            put(0x80 | (c & 0x3f));
        } else {
            put(0xf0 | (c >> 18));
            put(0x80 | ((c >> 12) & 0x3f));
            put(0x80 | ((c >> 6) & 0x3f));
            put(0x80 | (c & 0x3f));
        }
    }

    private void character(int c) {
        switch (c) {
            case '"', '\\' -> escape(c);
            case '\b' -> escape('b');
            case '\f' -> escape('f');
            case '\n' -> escape('n');
            case '\r' -> escape('r');
            case '\t' -> escape('t');
            case '<', '>', '&' -> unicode(c);
            default -> {
                if (c < 0x20) {
                    unicode(c);
                } else {
                    put(c);
                }
            }
        }
    }

    private void escape(int c) {
        put('\\');
        put(c);
    }

    private void unicode(int c) {
        escape('u');
        for (int shift = 12; shift >= 0; shift -= 4) {
            put(HEX[(c >> shift) & 15]);
        }
    }

    private void ascii(String text) {
        int size = text.length();
        room(size);
        for (int i = 0; i < size; i++) {
            out[length++] = (byte) text.charAt(i);
        }
    }

    private void put(int b) {
        if (length == out.length) {
            room(1);
        }
        out[length++] = (byte) b;
    }

    private void room(int more) {
        if (out.length - length < more) {
            int least = Math.addExact(length, more);
            if (least > most) {
                throw new TooLongException(most);
            }
            out = Arrays.copyOf(out, (int) Math.min(most, Math.max(out.length * 2L, least)));
        }
    }
}
