package io.midge.monitor;

import io.midge.proto.Quoted;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request as Go reads them: the first of a name counts, one that is broken or has a semicolon is none,
 * and values are bytes.
 */
final class Query {
    /** More parameters than this are taken for none at all, as Go does. */
    private static final int MAX_PARAMETERS = 10_000;

    private final Map<String, byte[]> values = new HashMap<>();

    private Query() {}

    /** What stands behind the question mark of a URL, null when there is none. */
    static Query parse(@Nullable String raw) {
        Query query = new Query();
        if (raw == null || raw.chars().filter(c -> c == '&').count() >= MAX_PARAMETERS) {
            return query;
        }
        int from = 0;
        while (from <= raw.length()) {
            int end = raw.indexOf('&', from);
            end = end < 0 ? raw.length() : end;
            query.add(raw.substring(from, end));
            from = end + 1;
        }
        return query;
    }

    private void add(String parameter) {
        if (parameter.isEmpty() || parameter.indexOf(';') >= 0) {
            return;
        }
        int equals = parameter.indexOf('=');
        byte[] name = unescaped(equals < 0 ? parameter : parameter.substring(0, equals));
        byte[] value = unescaped(equals < 0 ? "" : parameter.substring(equals + 1));
        if (name != null && value != null) {
            values.putIfAbsent(new String(name, StandardCharsets.ISO_8859_1), value);
        }
    }

    private static byte @Nullable [] unescaped(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '%') {
                out.writeBytes(c == '+' ? new byte[] {' '} : plain(c));
                continue;
            }
            int high = i + 1 < text.length() ? hex(text.charAt(i + 1)) : -1;
            int low = i + 2 < text.length() ? hex(text.charAt(i + 2)) : -1;
            if (high < 0 || low < 0) {
                return null;
            }
            out.write(high << 4 | low);
            i += 2;
        }
        return out.toByteArray();
    }

    private static byte[] plain(char c) {
        return c < 0x100 ? new byte[] {(byte) c} : String.valueOf(c).getBytes(StandardCharsets.UTF_8);
    }

    private static int hex(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    byte[] bytes(String name) {
        return values.getOrDefault(name, new byte[0]);
    }

    /** A text, empty when it is not there. */
    String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** One of Go's words for true or false, false when it is not there. */
    boolean bool(String name) throws BadQueryException {
        return switch (text(name)) {
            case "1", "t", "T", "TRUE", "true", "True" -> true;
            case "", "0", "f", "F", "FALSE", "false", "False" -> false;
            default -> throw wrong("boolean", name, "ParseBool", "invalid syntax");
        };
    }

    /** A whole number, 0 when it is not there. */
    long integer(String name) throws BadQueryException {
        byte[] digits = bytes(name);
        if (digits.length == 0) {
            return 0;
        }
        boolean negative = digits[0] == '-';
        long size = number(name, digits, negative || digits[0] == '+' ? 1 : 0, "int", "Atoi");
        if (size < 0 && !(negative && size == Long.MIN_VALUE)) {
            throw wrong("int", name, "Atoi", "value out of range");
        }
        return negative ? -size : size;
    }

    /** A number of 64 bits without a sign, 0 when it is not there. */
    long unsigned(String name) throws BadQueryException {
        byte[] digits = bytes(name);
        return digits.length == 0 ? 0 : number(name, digits, 0, "uint64", "ParseUint");
    }

    private long number(String name, byte[] digits, int from, String type, String parser) throws BadQueryException {
        if (from == digits.length) {
            throw wrong(type, name, parser, "invalid syntax");
        }
        long value = 0;
        for (int i = from; i < digits.length; i++) {
            int digit = digits[i] - '0';
            if (digit < 0 || digit > 9) {
                throw wrong(type, name, parser, "invalid syntax");
            }
            boolean fits = Long.compareUnsigned(value, Long.divideUnsigned(-1 - digit, 10)) <= 0;
            if (!fits) {
                throw wrong(type, name, parser, "value out of range");
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private BadQueryException wrong(String type, String name, String parser, String why) {
        return new BadQueryException("Error decoding " + type + " for '" + name + "': strconv." + parser + ": parsing "
                + Quoted.of(bytes(name)) + ": " + why);
    }

    /** A word in lower case. */
    String word(String name) {
        return text(name).toLowerCase(Locale.ROOT);
    }
}
