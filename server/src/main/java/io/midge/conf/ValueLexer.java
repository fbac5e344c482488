package io.midge.conf;

/**
 * Finds values that have no parts: strings, numbers, dates, variables. Each method goes on from what was read already
 * to the end of the value. What begins like a number may turn out to be a string: {@code 10.0.0.1}, {@code 2m30s}.
 */
final class ValueLexer {
    private static final String QUOTE = "put the value in double quotes if it is text";
    private static final String DATE_SHAPE = "write a date as 2006-01-02T15:04:05Z, or put text in double quotes";

    private final Cursor in;

    ValueLexer(Cursor in) {
        this.in = in;
    }

    /** A value that begins with this code point, which has been read. */
    void value(int first) throws Refusal {
        switch (first) {
            case '\'' -> {
                in.ignore();
                single();
            }
            case '"' -> {
                in.ignore();
                quoted();
            }
            case '(' -> {
                in.ignore();
                block();
            }
            case '-' -> negative();
            case '.' -> throw in.error("Floats must start with a digit", "write a 0 before the point, or quotes");
            case '\n', '\r' ->
                throw in.error("Expected value but found new line", "begin the value on the line of its separator");
            default -> {
                if (Cursor.isDigit(first)) {
                    number();
                } else {
                    in.backup();
                    bare();
                }
            }
        }
    }

    private void single() throws Refusal {
        int c = in.next();
        while (c != '\'') {
            if (c == Cursor.EOF) {
                cut();
                return;
            }
            c = in.next();
        }
        endQuoted();
    }

    private void quoted() throws Refusal {
        int c = in.next();
        while (c != '"') {
            if (c == '\\') {
                escape();
            } else if (c == Cursor.EOF) {
                cut();
                return;
            }
            c = in.next();
        }
        endQuoted();
    }

    /** The text ends within quotes: an error, unless it ends right behind the first. */
    private void cut() throws Refusal {
        if (in.pending()) {
            throw in.error("Unexpected EOF.", "a quote that was opened is not closed");
        }
        in.emit(ItemKind.END);
    }

    private void endQuoted() {
        in.backup();
        in.emit(ItemKind.STRING);
        in.next();
        in.ignore();
    }

    /** Up to a {@code )} on a line of its own. */
    private void block() throws Refusal {
        while (true) {
            int c = in.next();
            if (c == Cursor.EOF) {
                throw in.error("Unexpected EOF processing block.", "end the block by a ) alone on its line");
            }
            if (c != ')') {
                continue;
            }
            in.backup();
            in.backup();
            if (in.next() != '\n') {
                in.next();
                continue;
            }
            in.next();
            int after = in.next();
            in.backup();
            if (after == '\n' || after == Cursor.EOF) {
                in.backup();
                in.emit(ItemKind.STRING);
                in.next();
                in.ignore();
                return;
            }
        }
    }

    /** A string without quotes, or what turns out to be a boolean or a variable. */
    private void bare() throws Refusal {
        while (true) {
            int c = in.next();
            if (c == '\\') {
                escape();
            } else if (endsBare(c)) {
                in.backup();
                in.emit(kindOfBare());
                return;
            } else if (c == '\'') {
                in.backup();
                in.emit(ItemKind.STRING);
                in.next();
                in.ignore();
                return;
            }
        }
    }

    private static boolean endsBare(int c) {
        return switch (c) {
            case '\n', '\r', Cursor.EOF, ';', ',', ']', '}', ' ', '\t' -> true;
            default -> false;
        };
    }

    private ItemKind kindOfBare() {
        if (in.hasParts()) {
            return ItemKind.STRING;
        }
        if (in.isWord("true")
                || in.isWord("false")
                || in.isWord("on")
                || in.isWord("off")
                || in.isWord("yes")
                || in.isWord("no")) {
            return ItemKind.BOOL;
        }
        return in.skipFirst('$') ? ItemKind.VARIABLE : ItemKind.STRING;
    }

    /** Behind a backslash. */
    private void escape() throws Refusal {
        in.endPart(1);
        int c = in.next();
        switch (c) {
            case 'x' -> hex();
            case 't' -> in.addPart('\t');
            case 'n' -> in.addPart('\n');
            case 'r' -> in.addPart('\r');
            case '"', '\\' -> in.addPart(c);
            default ->
                throw in.error(
                        "Invalid escape character '" + Cursor.show(c) + "'. Only the following escape characters"
                                + " are allowed: \\xXX, \\t, \\n, \\r, \\\", \\\\.",
                        "double the backslash, or use single quotes, which take it as it is");
        }
    }

    private void hex() throws Refusal {
        for (int i = 0; i < 2; i++) {
            if (Cursor.isNewLine(in.next())) {
                throw in.error(
                        "Expected two hexadecimal digits after '\\x', but hit end of line",
                        "write two digits, such as \\x0a");
            }
        }
        int high = Character.digit(in.back(2), 16);
        int low = Character.digit(in.back(1), 16);
        if (high < 0 || low < 0) {
            throw in.error(
                    "Expected two hexadecimal digits after '\\x', but got '" + in.last(2) + "'",
                    "write two digits, such as \\x0a");
        }
        in.addPart(high << 4 | low);
    }

    /** Behind the first digit. */
    private void number() throws Refusal {
        while (true) {
            int c = in.next();
            if (Cursor.isDigit(c)) {
                continue;
            }
            if (c == '-') {
                date();
            } else if (c == '.') {
                decimal();
            } else if (isSuffix(c)) {
                suffix();
            } else if (endsNumber(c)) {
                in.backup();
                in.emit(ItemKind.INTEGER);
            } else {
                bare();
            }
            return;
        }
    }

    private void negative() throws Refusal {
        int c = in.next();
        if (c == '.') {
            throw in.error("Floats must start with a digit, not '.'.", "write a 0 before the point, or quotes");
        }
        if (!Cursor.isDigit(c)) {
            throw in.error("Expected a digit but got '" + Cursor.show(c) + "'.", QUOTE);
        }
        while (Cursor.isDigit(c)) {
            c = in.next();
        }
        if (c == '.') {
            decimal();
        } else if (isSuffix(c)) {
            suffix();
        } else {
            in.backup();
            in.emit(ItemKind.INTEGER);
        }
    }

    /** Behind the letter of a size. */
    private void suffix() throws Refusal {
        int c = in.next();
        while (c == 'b' || c == 'B' || c == 'i' || c == 'I') {
            c = in.next();
        }
        in.backup();
        if (endsNumber(c)) {
            in.emit(ItemKind.INTEGER);
        } else {
            bare();
        }
    }

    /** Behind the point. */
    private void decimal() throws Refusal {
        int c = in.next();
        if (!Cursor.isDigit(c)) {
            throw in.error("Floats must have a digit after the '.', but got '" + Cursor.show(c) + "' instead.", QUOTE);
        }
        while (Cursor.isDigit(c)) {
            c = in.next();
        }
        if (c != '.') {
            in.backup();
            in.emit(ItemKind.FLOAT);
            return;
        }
        while (Cursor.isDigit(c) || c == '.' || c == ':' || c == '-') {
            c = in.next();
        }
        in.backup();
        in.emit(ItemKind.STRING);
    }

    /** Behind the first hyphen. */
    private void date() throws Refusal {
        if (in.size() != 5) {
            throw in.error("All ISO8601 dates must be in full Zulu form.", DATE_SHAPE);
        }
        String shape = "00-00T00:00:00Z";
        for (int i = 0; i < shape.length(); i++) {
            char wanted = shape.charAt(i);
            int c = in.next();
            if (wanted == '0' && !Cursor.isDigit(c)) {
                throw in.error(
                        "Expected digit in ISO8601 datetime, but found '" + Cursor.show(c) + "' instead.", DATE_SHAPE);
            }
            if (wanted != '0' && wanted != c) {
                throw in.error(
                        "Expected '" + wanted + "' in ISO8601 datetime, but found '" + Cursor.show(c) + "' instead.",
                        DATE_SHAPE);
            }
        }
        in.emit(ItemKind.DATE);
    }

    private static boolean isSuffix(int c) {
        return switch (c) {
            case 'k', 'K', 'm', 'M', 'g', 'G', 't', 'T', 'p', 'P', 'e', 'E' -> true;
            default -> false;
        };
    }

    private static boolean endsNumber(int c) {
        return switch (c) {
            case '\n', '\r', Cursor.EOF, '}', ';', ',', ' ', '\t' -> true;
            default -> false;
        };
    }
}
