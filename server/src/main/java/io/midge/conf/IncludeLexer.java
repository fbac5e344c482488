package io.midge.conf;

/** Finds the name of a file to include. Nothing in it is an escape. */
final class IncludeLexer {
    private final Cursor in;

    IncludeLexer(Cursor in) {
        this.in = in;
    }

    /** Behind the word {@code include}. */
    void name() throws Refusal {
        in.ignore();
        int c = in.next();
        while (Cursor.isBlank(c)) {
            in.ignore();
            c = in.next();
        }
        switch (c) {
            case '\'', '"' -> {
                in.ignore();
                quoted(c);
            }
            case '[' -> throw refused("start of an array");
            case '{' -> throw refused("start of a map");
            case '(' -> throw refused("start of a block");
            case '-' -> throw refused("start of a number");
            case '\\' -> throw refused("escape sequence");
            case '\n', '\r' -> throw refused("new line");
            default -> {
                if (Cursor.isDigit(c)) {
                    throw refused("start of a number");
                }
                in.backup();
                bare();
            }
        }
    }

    private Refusal refused(String what) {
        return in.error(
                "Expected include value but found " + what, "write the name of the file in quotes behind include");
    }

    private void quoted(int quote) throws Refusal {
        int c = in.next();
        while (c != quote) {
            if (c == Cursor.EOF) {
                throw in.error(
                        "Unexpected EOF in " + (quote == '"' ? "double " : "") + "quoted include",
                        "a quote that was opened is not closed");
            }
            c = in.next();
        }
        end(true);
    }

    private void bare() {
        while (true) {
            switch (in.next()) {
                case '\n', '\r', Cursor.EOF, ';', '}', ' ', '\t' -> {
                    end(false);
                    return;
                }
                case '\'' -> {
                    end(true);
                    return;
                }
                default -> {}
            }
        }
    }

    /** What was read last is no part of the name, and is skipped if it is a quote. */
    private void end(boolean quote) {
        in.backup();
        in.emit(ItemKind.INCLUDE);
        if (quote) {
            in.next();
            in.ignore();
        }
    }
}
