package io.midge.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pulls values out of one JSON text, with the manners of Go's encoding/json: names match exactly or else in any case,
 * {@code null} leaves what was there, of equal names the last wins, bytes that are no text become U+FFFD, and a value of
 * the wrong type is an error in Go's words, for which callers pass the names of Go's types.
 *
 * <pre>{@code
 * JsonReader in = JsonReader.of(bytes, from, length);
 * if (in.beginObject("server.ClientOpts")) {
 *     while (in.nextField()) {
 *         switch (in.field(NAMES)) {
 *             case 0 -> verbose = in.bool(verbose);
 *             case 1 -> name = in.string(name);
 *             default -> in.skip();
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>A value that nobody took is skipped. The whole text is checked first, nesting is limited, and the caller bounds
 * the length.
 */
public final class JsonReader {
    /** How deep callers go; what they skip may be nested deeper. */
    private static final int MAX_OPEN = 64;

    private final byte[] bytes;
    private final int end;
    private int at;

    /** Per open object or array: the Go type of an object, the field that was matched last in it. */
    private final @Nullable String[] types = new @Nullable String[MAX_OPEN + 1];

    private final @Nullable String[] fields = new @Nullable String[MAX_OPEN + 1];
    private int depth;
    private String name = "";

    /** A value begins here that was not taken yet. */
    private boolean pending = true;

    private JsonReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /**
     * A reader of one value.
     *
     * @throws JsonException if the bytes are not one JSON value
     */
    public static JsonReader of(byte[] bytes, int from, int length) throws JsonException {
        JsonSyntax.check(bytes, from, from + length);
        return new JsonReader(bytes, from, from + length);
    }

    /** A reader of one value, the whole array. */
    public static JsonReader of(byte[] bytes) throws JsonException {
        return of(bytes, 0, bytes.length);
    }

    /** A reader of a value that was checked before. */
    static JsonReader checked(byte[] bytes, int from, int end) {
        return new JsonReader(bytes, from, end);
    }

    /**
     * Enters the object that begins here; false if it is null.
     *
     * @param goType its type in Go with the package, as {@code server.ClientOpts}
     */
    public boolean beginObject(String goType) throws JsonException {
        if (peek() == '{') {
            enter(goType);
            return true;
        }
        return absent(goType);
    }

    /** Enters the array that begins here; false if it is null. */
    public boolean beginArray(String goType) throws JsonException {
        if (peek() == '[') {
            enter(null);
            return true;
        }
        return absent(goType);
    }

    /** Enters the object that begins here, whose fields have names of their own; false if it is null. */
    public boolean beginMap(String goType) throws JsonException {
        if (peek() == '{') {
            enter(null);
            return true;
        }
        return absent(goType);
    }

    private void enter(@Nullable String goType) throws JsonException {
        if (depth == MAX_OPEN) {
            throw new JsonException("exceeded max depth");
        }
        at++;
        depth++;
        types[depth] = goType;
        fields[depth] = null;
        pending = false;
    }

    /** Goes to the next field of this object; false, and out of the object, if there is none. */
    public boolean nextField() {
        if (!advance('}')) {
            return false;
        }
        name = text();
        fields[depth] = null;
        blanks();
        at++; // the colon
        return true;
    }

    /** Goes to the next element of this array; false, and out of the array, if there is none. */
    public boolean nextElement() {
        return advance(']');
    }

    private boolean advance(int close) {
        if (pending) {
            skip();
        }
        blanks();
        if (bytes[at] == ',') {
            at++;
            blanks();
        }
        if (bytes[at] == close) {
            at++;
            depth--;
            return false;
        }
        pending = true;
        return true;
    }

    /** The name of this field as the text has it. */
    public String name() {
        return name;
    }

    /** Which of these names, of ASCII letters, this field has: exactly, or else in another case; -1 for none. */
    public int field(String... names) {
        int found = -1;
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                found = i;
                break;
            }
            if (found < 0 && equalsFolded(names[i], name)) {
                found = i;
            }
        }
        fields[depth] = found < 0 ? null : names[found];
        return found;
    }

    /** As {@link #field}, of names that in Go stand in a struct of this name that is embedded in that of the object. */
    public int embedded(String struct, String... names) {
        int found = field(names);
        if (found >= 0) {
            fields[depth] = struct + '.' + names[found];
        }
        return found;
    }

    private static boolean equalsFolded(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (fold(a.charAt(i)) != fold(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Unicode has two more characters that are a letter of ASCII in another case. */
    private static char fold(char c) {
        if (c >= 'A' && c <= 'Z') {
            return (char) (c + 32);
        }
        return c == '\u017f' ? 's' : c == '\u212a' ? 'k' : c;
    }

    /** The byte that the value here begins with: a bracket, a quote, t, f, n, a digit or a minus sign. */
    public char kind() {
        return (char) peek();
    }

    /** Whether a null begins here, which is taken if so. */
    public boolean isNull() {
        if (peek() != 'n') {
            return false;
        }
        skip();
        return true;
    }

    /** A boolean; for null the value that was there. */
    public boolean bool(boolean current) throws JsonException {
        int c = peek();
        if (c == 't' || c == 'f') {
            skip();
            return c == 't';
        }
        absent("bool");
        return current;
    }

    /** A text; for null the value that was there. */
    public String string(String current) throws JsonException {
        return string(current, "string");
    }

    /** A text that is of this type in Go; for null the value that was there. */
    public String string(String current, String goType) throws JsonException {
        if (peek() == '"') {
            pending = false;
            return text();
        }
        absent(goType);
        return current;
    }

    /** A list of texts; for null an empty one, as Go has it, and for a null in it an empty text. */
    public List<String> strings() throws JsonException {
        if (!beginArray("[]string")) {
            return List.of();
        }
        List<String> out = new ArrayList<>();
        while (nextElement()) {
            out.add(string(""));
        }
        return out;
    }

    /** A number of 32 bits; for null the value that was there. */
    public int int32(int current) throws JsonException {
        return (int) integer(current, Integer.MIN_VALUE, Integer.MAX_VALUE, "int32");
    }

    /** A number of 64 bits; for null the value that was there. */
    public long int64(long current) throws JsonException {
        return integer(current, Long.MIN_VALUE, Long.MAX_VALUE, "int64");
    }

    /**
     * A number within bounds; for null the value that was there.
     *
     * @param goType its type in Go, for the error text: {@code int} for one of 64 bits
     */
    public long integer(long current, long min, long max, String goType) throws JsonException {
        String number = number(goType);
        if (number == null) {
            return current;
        }
        try {
            long value = Long.parseLong(number);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw mismatch("number " + number, goType);
        }
        throw mismatch("number " + number, goType);
    }

    /** A number of 64 bits without a sign; for null the value that was there. */
    public long uint64(long current) throws JsonException {
        String number = number("uint64");
        if (number == null) {
            return current;
        }
        try {
            if (number.charAt(0) != '-') {
                return Long.parseUnsignedLong(number);
            }
        } catch (NumberFormatException e) {
            throw mismatch("number " + number, "uint64");
        }
        throw mismatch("number " + number, "uint64");
    }

    /** A number with a fraction; for null the value that was there. */
    public double float64(double current) throws JsonException {
        String number = number("float64");
        if (number == null) {
            return current;
        }
        double value = Double.parseDouble(number);
        if (Double.isInfinite(value)) {
            throw mismatch("number " + number, "float64");
        }
        return value;
    }

    private @Nullable String number(String goType) throws JsonException {
        int c = peek();
        if (c != '-' && !JsonSyntax.isDigit(c)) {
            absent(goType);
            return null;
        }
        int from = at;
        skip();
        return new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
    }

    /** Takes the value that begins here, whatever it is, as it stands in the text. */
    public byte[] raw() {
        peek();
        int from = at;
        skip();
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** Leaves out the value that begins here. */
    public void skip() {
        pending = false;
        blanks();
        int open = 0;
        do {
            blanks();
            switch (bytes[at]) {
                case '{', '[' -> {
                    open++;
                    at++;
                }
                case '}', ']' -> {
                    open--;
                    at++;
                }
                case ',', ':' -> at++;
                case '"' -> skipString();
                default -> skipWord();
            }
        } while (open > 0);
    }

    private void skipString() {
        at++;
        while (bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        at++;
    }

    private void skipWord() {
        while (at < end && !JsonSyntax.isBlank(bytes[at]) && ",]}".indexOf(bytes[at]) < 0) {
            at++;
        }
    }

    /** The first byte of the value that begins here. */
    private int peek() {
        if (!pending) {
            throw new IllegalStateException("no value here: go to the next field or element first");
        }
        blanks();
        return bytes[at];
    }

    private void blanks() {
        while (at < end && JsonSyntax.isBlank(bytes[at])) {
            at++;
        }
    }

    /** False if null begins here, which is taken; anything else is of the wrong type. */
    private boolean absent(String goType) throws JsonException {
        if (isNull()) {
            return false;
        }
        String kind = switch (bytes[at]) {
            case '"' -> "string";
            case 't', 'f' -> "bool";
            case '[' -> "array";
            case '{' -> "object";
            default -> "number";
        };
        throw mismatch(kind, goType);
    }

    private JsonException mismatch(String kind, String goType) {
        StringBuilder path = new StringBuilder();
        String type = null;
        for (int i = 1; i <= depth; i++) {
            type = types[i] == null ? type : types[i];
            if (fields[i] != null) {
                path.append(path.isEmpty() ? "" : ".").append(fields[i]);
            }
        }
        String target = path.isEmpty() || type == null
                ? "value"
                : "struct field " + type.substring(type.lastIndexOf('.') + 1) + "." + path;
        return new JsonException("json: cannot unmarshal " + kind + " into Go " + target + " of type " + goType);
    }

    /** Takes the string that begins here. */
    private String text() {
        int from = at + 1;
        skipString();
        int to = at - 1;
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0 || bytes[i] == '\\') {
                return decode(from, i, to);
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private String decode(int from, int firstSpecial, int to) {
        StringBuilder out = new StringBuilder(to - from);
        for (int i = from; i < firstSpecial; i++) {
            out.append((char) bytes[i]);
        }
        int i = firstSpecial;
        while (i < to) {
            if (bytes[i] == '\\') {
                i = escape(i + 1, to, out);
                continue;
            }
            int length = Utf8.length(bytes, i, to);
            if (length == 0) {
                out.append(Utf8.REPLACEMENT);
                i++;
            } else {
                out.appendCodePoint(Utf8.codePoint(bytes, i, length));
                i += length;
            }
        }
        return out.toString();
    }

    /** Decodes what follows a backslash; half of a surrogate pair alone is no text. */
    private int escape(int i, int to, StringBuilder out) {
        if (bytes[i] != 'u') {
            out.append(
                    switch (bytes[i]) {
                        case 'b' -> '\b';
                        case 'f' -> '\f';
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        default -> (char) bytes[i];
                    });
            return i + 1;
        }
        char unit = unit(i + 1);
        if (!Character.isSurrogate(unit)) {
            out.append(unit);
        } else if (Character.isHighSurrogate(unit)
                && i + 10 < to
                && bytes[i + 5] == '\\'
                && bytes[i + 6] == 'u'
                && Character.isLowSurrogate(unit(i + 7))) {
            out.append(unit).append(unit(i + 7));
            return i + 11;
        } else {
            out.append(Utf8.REPLACEMENT);
        }
        return i + 5;
    }

    private char unit(int i) {
        int value = 0;
        for (int n = 0; n < 4; n++) {
            value = value << 4 | Character.digit(bytes[i + n], 16);
        }
        return (char) value;
    }
}
