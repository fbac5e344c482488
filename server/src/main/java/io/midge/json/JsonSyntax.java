package io.midge.json;

import java.util.Arrays;

/**
 * Checks that a text is one JSON value, before anything is read from it: as in Go, no field of a broken text takes
 * effect. Errors have Go's wording, which names the first byte that cannot continue the text and where it stands. Inside
 * a token the end of the text counts as a blank, elsewhere it is an unexpected end.
 */
final class JsonSyntax {
    /** Nesting of a text, as in Go. */
    static final int MAX_DEPTH = 10_000;

    private static final String HEX = "0123456789abcdef";

    private final byte[] bytes;
    private final int end;
    private int at;

    JsonSyntax(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    static void check(byte[] bytes, int from, int end) throws JsonException {
        JsonSyntax syntax = new JsonSyntax(bytes, from, end);
        syntax.value();
        syntax.blanks();
        if (syntax.at < end) {
            throw syntax.invalid("after top-level value");
        }
    }

    /** Whether nothing but blanks follows. */
    boolean isAtEnd() {
        blanks();
        return at == end;
    }

    /** How far the text was read: of a broken one, the byte that cannot continue it. */
    int at() {
        return at;
    }

    // Without recursion: a peer decides how deep it goes. What is open is kept in one byte each, '{' or '['.
    void value() throws JsonException {
        byte[] open = new byte[16];
        int depth = 0;
        do {
            int c = next();
            if (c == '{' || c == '[') {
                if (depth == MAX_DEPTH) {
                    throw new JsonException("exceeded max depth");
                }
                if (depth == open.length) {
                    open = Arrays.copyOf(open, 2 * depth);
                }
                open[depth++] = (byte) c;
                at++;
                if (begins(c)) {
                    continue;
                }
                depth--;
            } else {
                scalar(c);
            }
            while (depth > 0 && ends(open[depth - 1])) {
                depth--;
            }
        } while (depth > 0);
    }

    // Behind an opening bracket: is there a value? If not, the closing one is taken.
    private boolean begins(int bracket) throws JsonException {
        if (next() == (bracket == '{' ? '}' : ']')) {
            at++;
            return false;
        }
        if (bracket == '{') {
            key();
        }
        return true;
    }

    // Behind a value: is it the last of its object or array? If not, the next one comes.
    private boolean ends(int bracket) throws JsonException {
        int c = next();
        boolean object = bracket == '{';
        if (c != ',' && c != (object ? '}' : ']')) {
            throw invalid(object ? "after object key:value pair" : "after array element");
        }
        at++;
        if (c != ',') {
            return true;
        }
        if (object) {
            key();
        }
        return false;
    }

    private void key() throws JsonException {
        if (next() != '"') {
            throw invalid("looking for beginning of object key string");
        }
        string();
        if (next() != ':') {
            throw invalid("after object key");
        }
        at++;
    }

    private void scalar(int c) throws JsonException {
        switch (c) {
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> {
                if (c != '-' && !isDigit(c)) {
                    throw invalid("looking for beginning of value");
                }
                number();
            }
        }
    }

    private void string() throws JsonException {
        at++;
        while (true) {
            if (at == end) {
                throw unexpectedEnd();
            }
            int c = bytes[at];
            if (c == '"') {
                at++;
                return;
            }
            if (c >= 0 && c < 0x20) {
                throw invalid("in string literal");
            }
            at++;
            if (c == '\\') {
                escape();
            }
        }
    }

    private void escape() throws JsonException {
        switch (here()) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
            case 'u' -> {
                at++;
                for (int i = 0; i < 4; i++) {
                    if (Character.digit(here(), 16) < 0 || here() > 'f') {
                        throw invalid("in \\u hexadecimal character escape");
                    }
                    at++;
                }
            }
            default -> throw invalid("in string escape code");
        }
    }

    private void literal(String word) throws JsonException {
        at++;
        for (int i = 1; i < word.length(); i++) {
            if (here() != word.charAt(i)) {
                throw invalid("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
            at++;
        }
    }

    private void number() throws JsonException {
        if (here() == '-') {
            at++;
        }
        if (here() == '0') {
            at++;
        } else {
            digits("in numeric literal");
        }
        if (here() == '.') {
            at++;
            digits("after decimal point in numeric literal");
        }
        if (here() == 'e' || here() == 'E') {
            at++;
            if (here() == '+' || here() == '-') {
                at++;
            }
            digits("in exponent of numeric literal");
        }
    }

    private void digits(String where) throws JsonException {
        if (!isDigit(here())) {
            throw invalid(where);
        }
        while (isDigit(here())) {
            at++;
        }
    }

    /** The byte at this position; a blank at the end. */
    private int here() {
        return at < end ? bytes[at] : ' ';
    }

    /** The first byte here that is no blank. */
    private int next() throws JsonException {
        blanks();
        if (at == end) {
            throw unexpectedEnd();
        }
        return bytes[at];
    }

    private void blanks() {
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static JsonException unexpectedEnd() {
        return new JsonException("unexpected end of JSON input");
    }

    private JsonException invalid(String where) {
        return new JsonException("invalid character " + quote(here() & 0xff) + " " + where);
    }

    /** A byte in quotes as Go shows it: taken as a code point, with Go's escapes for what cannot be printed. */
    private static String quote(int c) {
        return switch (c) {
            case '\'' -> "'\\''";
            case '"' -> "'\"'";
            case '\\' -> "'\\\\'";
            case 7 -> "'\\a'";
            case '\b' -> "'\\b'";
            case '\f' -> "'\\f'";
            case '\n' -> "'\\n'";
            case '\r' -> "'\\r'";
            case '\t' -> "'\\t'";
            case 11 -> "'\\v'";
            default -> {
                String hex = "" + HEX.charAt(c >> 4) + HEX.charAt(c & 15);
                if (c < ' ' || c == 0x7f) {
                    yield "'\\x" + hex + "'";
                }
                yield (c >= 0x80 && c <= 0xa0) || c == 0xad ? "'\\u00" + hex + "'" : "'" + (char) c + "'";
            }
        };
    }
}
