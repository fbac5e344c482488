package io.midge.conf.flags;

/** Text as Go's strconv reads and shows it. */
final class GoText {
    /** A number has a character that does not belong there. */
    static final String SYNTAX = "parse error";

    /** A number needs more than 64 bits. */
    static final String RANGE = "value out of range";

    private GoText() {}

    /** In double quotes, with escapes for what cannot be printed. */
    static String quote(String text) {
        return io.midge.json.GoText.quoted(text);
    }

    /** Whether a text is one of Go's words for true or false. */
    static boolean isBool(String text) {
        return isTrue(text)
                || switch (text) {
                    case "0", "f", "F", "false", "FALSE", "False" -> true;
                    default -> false;
                };
    }

    /** Whether a text is one of Go's words for true. */
    static boolean isTrue(String text) {
        return switch (text) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            default -> false;
        };
    }

    /**
     * A whole number as in Go's source: decimal, or with prefix 0x, 0o, 0 or 0b, with underscores between digits.
     *
     * @throws NumberFormatException whose message is {@link #SYNTAX} or {@link #RANGE}
     */
    static long parseInt(String text) {
        boolean negative = text.startsWith("-");
        int at = negative || text.startsWith("+") ? 1 : 0;
        if (at + 1 >= text.length() || text.charAt(at) != '0') {
            return digits(text, at, 10, false, negative);
        }
        int base = base(text.charAt(at + 1));
        boolean letter = base != 0 && at + 2 < text.length();
        return digits(text, letter ? at + 2 : at + 1, letter ? base : 8, true, negative);
    }

    /** The base that a letter after a zero stands for, 0 if it is none: then the zero alone means octal. */
    private static int base(char letter) {
        return switch (letter) {
            case 'x', 'X' -> 16;
            case 'o', 'O' -> 8;
            case 'b', 'B' -> 2;
            default -> 0;
        };
    }

    private static long digits(String text, int from, int base, boolean prefixed, boolean negative) {
        long limit = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
        long value = 0; // counts downwards, where there is room for one more
        boolean digitBefore = prefixed;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '_') {
                if (!digitBefore) {
                    throw new NumberFormatException(SYNTAX);
                }
                digitBefore = false;
                continue;
            }
            int digit = c < 0x80 ? Character.digit(c, base) : -1;
            if (digit < 0) {
                throw new NumberFormatException(SYNTAX);
            }
            if (value < (limit + digit) / base) {
                throw new NumberFormatException(RANGE);
            }
            value = value * base - digit;
            digitBefore = true;
        }
        if (!digitBefore) {
            throw new NumberFormatException(SYNTAX);
        }
        return negative ? value : -value;
    }
}
