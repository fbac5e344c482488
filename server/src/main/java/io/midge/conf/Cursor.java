package io.midge.conf;

import io.midge.json.Utf8;
import java.util.Arrays;

/**
 * Goes through a text code point by code point, and makes items of what it went through. Lines and columns are counted
 * as nats-server does, oddities included: columns from 0 on the first line, from 1 on the others.
 */
final class Cursor {
    /** What is read at the end; a NUL in the text is the end as well. */
    static final int EOF = 0;

    private static final int REPLACEMENT = 0xfffd;

    private final byte[] text;
    private final String file;

    private int pos;
    private int width;
    private int line = 1;
    private int lineStart;

    /** Where the item begins, its first part if it has several. */
    private int begin;

    /** Where the last part of the item begins. */
    private int start;

    /** Where the line of the item begins. */
    private int itemLineStart;

    /** Where the last code point was read. */
    private int looked;

    /** The parts of a string with escapes that are complete. */
    private byte[] parts = new byte[0];

    private int partsSize;
    private boolean escaped;

    private ItemKind kind = ItemKind.NONE;
    private String value = "";
    private int itemLine;
    private int itemColumn;
    private int itemBegin;

    Cursor(byte[] text, String file) {
        this.text = text;
        this.file = file;
    }

    int next() {
        looked = pos;
        if (pos >= text.length) {
            width = 0;
            return EOF;
        }
        int first = text[pos];
        if (first == '\n') {
            line++;
            lineStart = pos;
        }
        if (first >= 0) {
            width = 1;
            pos++;
            return first;
        }
        int size = Utf8.length(text, pos, text.length);
        int c = size == 0 ? REPLACEMENT : Utf8.codePoint(text, pos, size);
        width = Math.max(size, 1);
        pos += width;
        return c;
    }

    /** Back by the width of what was read last. */
    void backup() {
        pos -= width;
        if (pos < text.length && text[pos] == '\n') {
            line--;
        }
    }

    int peek() {
        int c = next();
        backup();
        return c;
    }

    /** The next item begins here. */
    void ignore() {
        start = pos;
        begin = pos;
        itemLineStart = lineStart;
    }

    /** Something stands between the begin of the item and here. */
    boolean pending() {
        return pos > start;
    }

    int size() {
        return pos - start;
    }

    void skipComment() {
        int c = peek();
        while (!isNewLine(c) && c != EOF) {
            next();
            c = peek();
        }
        ignore();
    }

    /** Leaves out one character, the {@code $} of a variable. */
    boolean skipFirst(char first) {
        if (start < text.length && text[start] == first) {
            start++;
            return true;
        }
        return false;
    }

    /** Whether the item so far is this word, whatever its case. */
    boolean isWord(String word) {
        if (pos - start != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            int c = text[start + i];
            int lower = c >= 'A' && c <= 'Z' ? c + 32 : c;
            if (lower != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** What was read since the last part, less some bytes at its end, becomes a part of a string. */
    void endPart(int less) {
        int size = pos - less - start;
        room(size);
        System.arraycopy(text, start, parts, partsSize, size);
        partsSize += size;
        start = pos;
        escaped = true;
    }

    /** One byte that was escaped becomes a part of a string. */
    void addPart(int b) {
        room(1);
        parts[partsSize++] = (byte) b;
        start = pos;
        escaped = true;
    }

    private void room(int more) {
        if (parts.length - partsSize < more) {
            parts = Arrays.copyOf(parts, Math.max(Math.max(64, parts.length * 2), partsSize + more));
        }
    }

    boolean hasParts() {
        return escaped;
    }

    /** The last bytes as text. */
    String last(int count) {
        return ByteText.of(text, pos - count, pos);
    }

    /** The byte so many before here. */
    int back(int count) {
        return text[pos - count];
    }

    void emit(ItemKind kind) {
        this.kind = kind;
        int size = partsSize + pos - start;
        if (escaped) {
            endPart(0);
            value = ByteText.of(parts, 0, partsSize);
            partsSize = 0;
            escaped = false;
        } else {
            value = ByteText.of(text, start, pos);
        }
        itemLine = line;
        itemColumn = pos - itemLineStart - size;
        itemBegin = begin;
        ignore();
    }

    void clear() {
        kind = ItemKind.NONE;
    }

    ItemKind kind() {
        return kind;
    }

    String value() {
        return value;
    }

    int line() {
        return itemLine;
    }

    int column() {
        return itemColumn;
    }

    /** What stands where something was read last cannot stand there. */
    Refusal error(String text, String remedy) {
        return Refusal.at("Parse error on line " + line + ": '" + text + "'", place(looked), remedy);
    }

    /** The item cannot be used. */
    Refusal wrong(String text, String remedy) {
        return Refusal.at(text, itemPlace(), remedy);
    }

    String itemPlace() {
        return place(itemBegin);
    }

    /** As an editor counts, for operators. */
    private String place(int offset) {
        int lines = 1;
        int column = 1;
        for (int i = 0; i < offset; i++) {
            if (text[i] == '\n') {
                lines++;
                column = 1;
            } else {
                column++;
            }
        }
        return file + ':' + lines + ':' + column;
    }

    /** A code point as errors show it. */
    static String show(int c) {
        return c == '\n' ? "\\n" : Character.toString(c);
    }

    static boolean isNewLine(int c) {
        return c == '\n' || c == '\r';
    }

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    /** Blanks and line ends, those of Unicode as well. */
    static boolean isSpace(int c) {
        if (c < 0x80) {
            return c == ' ' || (c >= '\t' && c <= '\r');
        }
        return c == 0x85 || c == 0xa0 || Character.isSpaceChar(c);
    }

    static boolean isDigit(int c) {
        return c < 0x80 ? c >= '0' && c <= '9' : Character.isDigit(c);
    }
}
