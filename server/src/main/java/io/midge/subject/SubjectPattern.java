package io.midge.subject;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A subject with wildcards, as the source of mappings and transforms sees it. That is not what a subscription sees
 * ({@link Subjects#matches}): an empty token is matched by {@code >}, a wildcard in a message's subject only by the same one, and
 * a token that merely begins with {@code *} matches all tokens.
 */
public final class SubjectPattern {
    private final byte[] text;
    private final boolean literal;
    private final long head;
    private final long mask;

    public SubjectPattern(byte[] text) {
        this.text = text.clone();
        int wild = firstWild(text);
        literal = wild > text.length;
        int known = Math.min(Math.min(wild, text.length), Words.BYTES);
        mask = known == 0 ? 0 : -1L >>> ((Words.BYTES - known) << 3);
        head = Words.at(text, 0, known);
    }

    /** Where the first token begins that matches more than itself, more than the length if there is none. */
    private static int firstWild(byte[] text) {
        for (int at = 0; at < text.length; ) {
            int stop = Words.tokenEnd(text, at, text.length);
            if (stop > at && (text[at] == '*' || Subjects.isFull(text, at, stop))) {
                return at;
            }
            at = stop + 1;
        }
        return text.length + 1;
    }

    /** Whether it matches itself only. */
    public boolean isLiteral() {
        return literal;
    }

    /** What a subject's first word must be as far as {@link #mask} goes, which rules out most subjects at once. */
    long head() {
        return head;
    }

    long mask() {
        return mask;
    }

    public boolean matches(byte[] buf, int off, int len) {
        int end = off + len;
        if ((Words.at(buf, off, end) & mask) != head) {
            return false;
        }
        int pos = off;
        for (int at = 0; at <= text.length; ) {
            int patternStop = Words.tokenEnd(text, at, text.length);
            if (pos > end) {
                return false;
            }
            if (Subjects.isFull(text, at, patternStop)) {
                return true;
            }
            int stop = Words.tokenEnd(buf, pos, end);
            if (!tokenMatches(buf, pos, stop, at, patternStop)) {
                return false;
            }
            pos = stop + 1;
            at = patternStop + 1;
        }
        return pos > end;
    }

    private boolean tokenMatches(byte[] buf, int pos, int stop, int at, int patternStop) {
        if (stop == pos || at == patternStop || Subjects.isFull(buf, pos, stop)) {
            return false;
        }
        if (Subjects.isPartial(buf, pos, stop)) {
            return Subjects.isPartial(text, at, patternStop);
        }
        return text[at] == '*' || Arrays.equals(buf, pos, stop, text, at, patternStop);
    }

    /** Whether these are the very bytes of the pattern. */
    public boolean isSpelled(byte[] buf, int off, int len) {
        return Arrays.equals(text, 0, text.length, buf, off, off + len);
    }

    public byte[] toBytes() {
        return text.clone();
    }

    @Override
    public String toString() {
        return new String(text, StandardCharsets.UTF_8);
    }
}
