package io.midge.conf;

import java.util.Arrays;

/**
 * Cuts a configuration into keys, values and brackets: a state machine with a stack of what comes behind the value that
 * is being read.
 *
 * <pre>
 *   TOP ── key ──▶ KEY_END ── value ──▶ TOP_VALUE_END ── new line , ; } ──▶ TOP
 *    └─ { ──▶ BLOCK_START ── key ──▶ KEY_END ── value ──▶ BLOCK_VALUE_END ── new line , ; ──▶ BLOCK_START
 *                  └──────────────── } ──▶ what the { was met in ◀── } ── BLOCK_END ◀── } ──┘
 *   value [ ──▶ ARRAY_VALUE ── value ──▶ ARRAY_VALUE_END ── , new line ──▶ ARRAY_VALUE
 *   value { ──▶ MAP_KEY_START ── key ──▶ MAP_KEY_END ── value ──▶ MAP_VALUE_END ── , ; new line ──▶ MAP_KEY_START
 * </pre>
 *
 * <p>What it takes and what it refuses, with which words, is what nats-server does, whether it looks meant or not: its
 * {@code [1,2]} is an array that is not closed, a single {@code /} behind a value is a blank, a NUL is the end.
 */
final class Lexer {
    private enum State {
        TOP,
        TOP_VALUE_END,
        BLOCK_START,
        BLOCK_VALUE_END,
        BLOCK_END,
        KEY_END,
        ARRAY_VALUE,
        ARRAY_VALUE_END,
        MAP_KEY_START,
        MAP_KEY_END,
        MAP_VALUE_END
    }

    private static final String SEPARATE = "write a ',' or a new line between two values";
    private static final String KEY_FIRST = "write a key before the separator";
    private static final String CLOSE_QUOTE = "a quote that was opened is not closed";
    private static final String BRACE = "a { that was opened is not closed";
    private static final String NUL_OR_SLASH = "a comment begins with # or //";

    private final Cursor in;
    private final ValueLexer values;
    private final IncludeLexer includes;

    private State state = State.TOP;
    private State[] stack = new State[16];
    private int depth;

    Lexer(Cursor in) {
        this.in = in;
        this.values = new ValueLexer(in);
        this.includes = new IncludeLexer(in);
    }

    /** Goes on to the next item, which the cursor then has. */
    ItemKind next() throws Refusal {
        in.clear();
        while (in.kind() == ItemKind.NONE) {
            state = step();
        }
        return in.kind();
    }

    private State step() throws Refusal {
        return switch (state) {
            case TOP -> top();
            case TOP_VALUE_END -> topValueEnd();
            case BLOCK_START -> blockStart();
            case BLOCK_VALUE_END -> blockValueEnd();
            case BLOCK_END -> blockEnd();
            case KEY_END -> keyEnd();
            case ARRAY_VALUE -> arrayValue();
            case ARRAY_VALUE_END -> arrayValueEnd();
            case MAP_KEY_START -> mapKeyStart();
            case MAP_KEY_END -> mapKeyEnd();
            case MAP_VALUE_END -> mapValueEnd();
        };
    }

    private void push(State after) {
        if (depth == stack.length) {
            stack = Arrays.copyOf(stack, depth * 2);
        }
        stack[depth++] = after;
    }

    private State pop() {
        return stack[--depth];
    }

    private State skip(State next) {
        in.ignore();
        return next;
    }

    /** Whether a comment begins with this code point, which has been read; the comment is skipped. */
    private boolean comment(int c) {
        if (c == '/') {
            if (in.next() != '/') {
                in.backup();
                return false;
            }
        } else if (c != '#') {
            return false;
        }
        in.skipComment();
        return true;
    }

    private State top() throws Refusal {
        int c = in.next();
        if (Cursor.isSpace(c)) {
            return skip(State.TOP);
        }
        if (c == '{') {
            push(State.TOP);
            return skip(State.BLOCK_START);
        }
        return comment(c) ? State.TOP : keyOrEnd(c, State.TOP, State.TOP_VALUE_END);
    }

    private State blockStart() throws Refusal {
        int c = in.next();
        if (Cursor.isSpace(c)) {
            return skip(State.BLOCK_START);
        }
        if (c == '{') {
            push(State.BLOCK_END);
            return skip(State.BLOCK_START);
        }
        if (c == '}') {
            in.ignore();
            return pop();
        }
        return comment(c) ? State.BLOCK_START : keyOrEnd(c, State.BLOCK_START, State.BLOCK_VALUE_END);
    }

    private State keyOrEnd(int c, State here, State after) throws Refusal {
        if (c == '/' || c == Cursor.EOF) {
            if (in.pending()) {
                throw in.error("Unexpected EOF.", NUL_OR_SLASH);
            }
            in.emit(ItemKind.END);
            return here;
        }
        in.backup();
        push(after);
        return keyStart();
    }

    private State topValueEnd() throws Refusal {
        int c = in.next();
        if (comment(c)) {
            return State.TOP;
        }
        return switch (c) {
            case '/', ' ', '\t' -> State.TOP_VALUE_END;
            case '\n', '\r', Cursor.EOF, ';', ',', '}' -> skip(State.TOP);
            default ->
                throw in.error(
                        "Expected a top-level value to end with a new line, comment or EOF, but got '" + Cursor.show(c)
                                + "' instead.",
                        SEPARATE);
        };
    }

    private State blockValueEnd() throws Refusal {
        int c = in.next();
        if (comment(c)) {
            return State.BLOCK_VALUE_END;
        }
        return switch (c) {
            case '/', ' ', '\t' -> State.BLOCK_VALUE_END;
            case '\n', '\r', ';', ',' -> skip(State.BLOCK_START);
            case '}' -> {
                in.backup();
                yield State.BLOCK_END;
            }
            default ->
                throw in.error(
                        "Expected a block-level value to end with a new line, comment or EOF, but got '"
                                + Cursor.show(c) + "' instead.",
                        c == Cursor.EOF ? BRACE : SEPARATE);
        };
    }

    private State blockEnd() throws Refusal {
        int c = in.next();
        if (comment(c)) {
            return State.BLOCK_START;
        }
        return switch (c) {
            case '/', ' ', '\t', '\n', '\r' -> State.BLOCK_END;
            case ';', ',' -> skip(State.BLOCK_START);
            case '}' -> {
                in.ignore();
                yield pop();
            }
            default ->
                throw in.error(
                        "Expected a block-level to end with a '}', but got '" + Cursor.show(c) + "' instead.",
                        c == Cursor.EOF ? BRACE : SEPARATE);
        };
    }

    private State keyStart() throws Refusal {
        while (true) {
            int c = in.peek();
            if (isSeparator(c)) {
                throw in.error("Unexpected key separator '" + Cursor.show(c) + "'", KEY_FIRST);
            }
            if (!Cursor.isSpace(c)) {
                if (c == '"' || c == '\'') {
                    in.next();
                    in.ignore();
                    return quotedKey(c);
                }
                in.ignore();
                in.next();
                return key();
            }
            in.next();
            in.ignore();
        }
    }

    private State quotedKey(int quote) throws Refusal {
        int c = in.peek();
        while (c != quote) {
            if (c == Cursor.EOF) {
                if (in.pending()) {
                    throw in.error("Unexpected EOF.", CLOSE_QUOTE);
                }
                in.emit(ItemKind.END);
                return State.TOP;
            }
            in.next();
            c = in.peek();
        }
        return endQuotedKey(State.KEY_END);
    }

    private State endQuotedKey(State next) {
        in.emit(ItemKind.KEY);
        in.next();
        in.ignore();
        return next;
    }

    private State key() throws Refusal {
        while (true) {
            int c = in.peek();
            if (Cursor.isSpace(c) && in.isWord("include")) {
                includes.name();
                return pop();
            }
            if (Cursor.isSpace(c) || isSeparator(c) || c == Cursor.EOF) {
                in.emit(ItemKind.KEY);
                return State.KEY_END;
            }
            in.next();
        }
    }

    private State keyEnd() throws Refusal {
        while (true) {
            int c = in.next();
            if (Cursor.isSpace(c)) {
                in.ignore();
            } else if (c == Cursor.EOF) {
                in.emit(ItemKind.END);
                return State.KEY_END;
            } else if (isSeparator(c)) {
                in.ignore();
                return value();
            } else {
                in.backup();
                return value();
            }
        }
    }

    private State value() throws Refusal {
        int c = in.next();
        while (Cursor.isBlank(c)) {
            in.ignore();
            c = in.next();
        }
        if (c == '[') {
            in.ignore();
            in.emit(ItemKind.ARRAY_START);
            return State.ARRAY_VALUE;
        }
        if (c == '{') {
            in.ignore();
            in.emit(ItemKind.MAP_START);
            return State.MAP_KEY_START;
        }
        values.value(c);
        return pop();
    }

    private State arrayValue() throws Refusal {
        int c = in.next();
        if (Cursor.isSpace(c)) {
            return skip(State.ARRAY_VALUE);
        }
        if (comment(c)) {
            return State.ARRAY_VALUE;
        }
        if (c == '/' || c == ',') {
            throw in.error("Unexpected array value terminator ','.", "write a value here, or leave the ',' out");
        }
        if (c == ']') {
            return endOf(ItemKind.ARRAY_END);
        }
        in.backup();
        push(State.ARRAY_VALUE_END);
        return value();
    }

    private State arrayValueEnd() throws Refusal {
        int c = in.next();
        if (comment(c)) {
            return State.ARRAY_VALUE_END;
        }
        return switch (c) {
            case ' ', '\t' -> skip(State.ARRAY_VALUE_END);
            case '/', ',', '\n', '\r' -> skip(State.ARRAY_VALUE);
            case ']' -> endOf(ItemKind.ARRAY_END);
            default ->
                throw in.error(
                        "Expected an array value terminator \",\" or an array terminator \"]\", but got '"
                                + Cursor.show(c) + "' instead.",
                        c == Cursor.EOF
                                ? "a [ that was opened is not closed; a number must not touch its ]"
                                : SEPARATE + "; a number must not touch the ] behind it");
        };
    }

    private State endOf(ItemKind kind) {
        in.ignore();
        in.emit(kind);
        return pop();
    }

    private State mapKeyStart() throws Refusal {
        int c = in.peek();
        if (isSeparator(c)) {
            throw in.error("Unexpected key separator '" + Cursor.show(c) + "'.", KEY_FIRST);
        }
        if (Cursor.isSpace(c)) {
            in.next();
            return skip(State.MAP_KEY_START);
        }
        switch (c) {
            case ']' ->
                throw in.error("Unexpected array end ']' processing map.", "close the { by a } before the array ends");
            case Cursor.EOF -> throw in.error("Unexpected EOF processing map.", BRACE);
            case '}' -> {
                in.next();
                return endOf(ItemKind.MAP_END);
            }
            case '"', '\'' -> {
                in.next();
                in.ignore();
                return quotedMapKey(c);
            }
            case '#', '/' -> {
                in.next();
                if (comment(c)) {
                    return State.MAP_KEY_START;
                }
            }
            default -> {}
        }
        in.ignore();
        in.next();
        return mapKey();
    }

    private State quotedMapKey(int quote) throws Refusal {
        int c = in.peek();
        while (c != quote) {
            if (c == Cursor.EOF) {
                throw in.error(
                        "Unexpected EOF processing " + (quote == '"' ? "double " : "") + "quoted map key.",
                        CLOSE_QUOTE);
            }
            in.next();
            c = in.peek();
        }
        return endQuotedKey(State.MAP_KEY_END);
    }

    private State mapKey() throws Refusal {
        while (true) {
            int c = in.peek();
            if (c == Cursor.EOF) {
                throw in.error("Unexpected EOF processing map key.", BRACE);
            }
            if (Cursor.isSpace(c) && in.isWord("include")) {
                includes.name();
                return State.MAP_VALUE_END;
            }
            if (Cursor.isSpace(c) || isSeparator(c)) {
                in.emit(ItemKind.KEY);
                return State.MAP_KEY_END;
            }
            in.next();
        }
    }

    private State mapKeyEnd() throws Refusal {
        int c = in.next();
        while (Cursor.isSpace(c)) {
            in.ignore();
            c = in.next();
        }
        if (isSeparator(c)) {
            in.ignore();
            c = in.next();
        }
        while (Cursor.isSpace(c)) {
            in.ignore();
            c = in.next();
        }
        if (c == ',') {
            throw in.error("Unexpected map value terminator \",\".", "write a value behind the key");
        }
        if (c == '}') {
            return endOf(ItemKind.MAP_END);
        }
        in.backup();
        push(State.MAP_VALUE_END);
        return value();
    }

    private State mapValueEnd() throws Refusal {
        int c = in.next();
        if (comment(c)) {
            return State.MAP_VALUE_END;
        }
        return switch (c) {
            case ' ', '\t' -> skip(State.MAP_VALUE_END);
            case '/', ';', ',', '\n', '\r' -> skip(State.MAP_KEY_START);
            case '}' -> endOf(ItemKind.MAP_END);
            default ->
                throw in.error(
                        "Expected a map value terminator \",\" or a map terminator \"}\", but got '" + Cursor.show(c)
                                + "' instead.",
                        c == Cursor.EOF ? BRACE : SEPARATE);
        };
    }

    private static boolean isSeparator(int c) {
        return c == '=' || c == ':';
    }
}
