package io.midge.subject;

import java.util.Arrays;

/**
 * What nats-server thinks of subjects. All of it is structure: a subject is bytes between dots, of any value; only a token that
 * is {@code *} or {@code >} alone is a wildcard, and either of them inside a longer token is a letter like any other.
 */
public final class Subjects {
    /**
     * More tokens than this are refused in a subscription, because walking the trie may take one stack frame per token. With
     * the default {@code max_control_line} of 4,096 bytes no subject has more than 2,046.
     */
    public static final int MAX_TOKENS = 4096;

    private Subjects() {}

    /**
     * Whether a configuration or an API may name this subject: {@link #isSubscribable}, and no space, tab, line feed, form feed
     * or carriage return anywhere. Other control bytes, and bytes that are not UTF-8, are accepted.
     */
    public static boolean isValid(byte[] buf, int off, int len) {
        for (int i = off; i < off + len; i++) {
            byte b = buf[i];
            if (b == ' ' || (b >= '\t' && b <= '\r' && b != 0x0b)) {
                return false;
            }
        }
        return isSubscribable(buf, off, len);
    }

    public static boolean isValid(byte[] subject) {
        return isValid(subject, 0, subject.length);
    }

    /** Whether a SUB on this subject succeeds: no empty token, and {@code >} as the last token only. */
    public static boolean isSubscribable(byte[] buf, int off, int len) {
        int end = off + len;
        int tokens = 0;
        for (int pos = off; pos <= end; tokens++) {
            int stop = Words.tokenEnd(buf, pos, end);
            if (stop == pos || (stop < end && isFull(buf, pos, stop))) {
                return false;
            }
            pos = stop + 1;
        }
        return tokens <= MAX_TOKENS;
    }

    /** Whether a pedantic client may publish here: no empty token and no wildcard. */
    public static boolean isValidLiteral(byte[] buf, int off, int len) {
        int end = off + len;
        for (int pos = off; pos <= end; ) {
            int stop = Words.tokenEnd(buf, pos, end);
            if (stop == pos || isWildcard(buf, pos, stop)) {
                return false;
            }
            pos = stop + 1;
        }
        return true;
    }

    public static boolean hasWildcard(byte[] buf, int off, int len) {
        int end = off + len;
        for (int pos = off; pos < end; ) {
            int stop = Words.tokenEnd(buf, pos, end);
            if (isWildcard(buf, pos, stop)) {
                return true;
            }
            pos = stop + 1;
        }
        return false;
    }

    public static boolean hasWildcard(byte[] subject) {
        return hasWildcard(subject, 0, subject.length);
    }

    /** The number of tokens, empty ones included; none in an empty subject. */
    public static int tokenCount(byte[] buf, int off, int len) {
        if (len == 0) {
            return 0;
        }
        int dots = 0;
        for (int i = off; i < off + len; i += Words.BYTES) {
            dots += Long.bitCount(Words.dots(Words.at(buf, i, off + len)));
        }
        return dots + 1;
    }

    /** Whether a message published on {@code literal} reaches a subscription on {@code pattern}. */
    public static boolean matches(byte[] literal, byte[] pattern) {
        return matches(literal, 0, literal.length, pattern, 0, pattern.length);
    }

    /** Whether a message published on the first subject, wildcards being letters there, reaches a subscription on the second. */
    public static boolean matches(byte[] buf, int off, int len, byte[] pattern, int patternOff, int patternLen) {
        return covers(buf, off, len, pattern, patternOff, patternLen, false);
    }

    /**
     * Whether each subject that {@code subject} stands for is matched by {@code pattern}, too. Both may hold wildcards:
     * {@code foo.*} is a subset of {@code foo.>}, and not of {@code foo.bar}.
     */
    public static boolean isSubset(byte[] subject, byte[] pattern) {
        return covers(subject, 0, subject.length, pattern, 0, pattern.length, true);
    }

    /** Whether there can be a subject that both stand for, each of which may hold wildcards. */
    public static boolean overlap(byte[] one, byte[] other) {
        int pos = 0;
        int at = 0;
        while (pos <= one.length && at <= other.length) {
            int stop = Words.tokenEnd(one, pos, one.length);
            int otherStop = Words.tokenEnd(other, at, other.length);
            if (isFull(one, pos, stop) || isFull(other, at, otherStop)) {
                return true;
            }
            if (!isPartial(one, pos, stop)
                    && !isPartial(other, at, otherStop)
                    && !sameBytes(one, pos, stop, other, at, otherStop)) {
                return false;
            }
            pos = stop + 1;
            at = otherStop + 1;
        }
        return pos > one.length && at > other.length;
    }

    private static boolean covers(
            byte[] buf, int off, int len, byte[] pattern, int patternOff, int patternLen, boolean wildcards) {
        int end = off + len;
        int patternEnd = patternOff + patternLen;
        if (!Words.hasNoEmptyToken(buf, off, end)) {
            return false;
        }
        int pos = off;
        int at = patternOff;
        while (at <= patternEnd && pos <= end) {
            int patternStop = Words.tokenEnd(pattern, at, patternEnd);
            if (patternStop == at) {
                return false;
            }
            if (patternStop == patternEnd && isFull(pattern, at, patternStop)) {
                return true;
            }
            int stop = Words.tokenEnd(buf, pos, end);
            if (!tokenCovers(buf, pos, stop, pattern, at, patternStop, wildcards)) {
                return false;
            }
            pos = stop + 1;
            at = patternStop + 1;
        }
        return pos > end && at > patternEnd;
    }

    private static boolean tokenCovers(
            byte[] buf, int pos, int stop, byte[] pattern, int at, int patternStop, boolean wildcards) {
        if (wildcards && isFull(buf, pos, stop)) {
            return false;
        }
        return isPartial(pattern, at, patternStop) || sameBytes(buf, pos, stop, pattern, at, patternStop);
    }

    private static boolean sameBytes(byte[] a, int off, int end, byte[] b, int otherOff, int otherEnd) {
        return Arrays.equals(a, off, end, b, otherOff, otherEnd);
    }

    static boolean isPartial(byte[] buf, int pos, int stop) {
        return stop - pos == 1 && buf[pos] == '*';
    }

    static boolean isFull(byte[] buf, int pos, int stop) {
        return stop - pos == 1 && buf[pos] == '>';
    }

    static boolean isWildcard(byte[] buf, int pos, int stop) {
        return stop - pos == 1 && (buf[pos] == '*' || buf[pos] == '>');
    }

    /** A hash of any bytes that whoever chooses them cannot steer without the seed. */
    public static int hash(byte[] b, int off, int len, long seed) {
        return Words.hash(b, off, off + len, seed);
    }
}
