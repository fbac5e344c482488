package io.midge.store.index;

import java.util.Arrays;

/**
 * A pattern with wildcards as a machine that takes a subject in pieces, as a walk along a tree of subjects has them. Its states
 * are places in the pattern, so that what a subject's beginning has led to is one number. Immutable.
 *
 * <p>A token that is {@code *} alone takes any bytes but dots, at least one; a last token that is {@code >} alone takes any bytes,
 * at least one; all else is taken by itself only. For valid subjects that is what a subscription matches.
 */
final class Wildcards {
    /** Where a subject begins. */
    static final int START = 0;

    /** No subject that begins so is taken. */
    static final int DEAD = -1;

    /** Every subject that begins so is taken. */
    static final int OPEN = Integer.MAX_VALUE;

    /** What {@link #only} says when several bytes can follow. */
    static final int ANY = -1;

    private static final byte LETTER = 0;
    private static final byte STAR = 1;
    private static final byte IN_STAR = 2;
    private static final byte REST = 3;

    private final byte[] text;
    private final byte[] kinds;

    Wildcards(byte[] pattern) {
        text = pattern;
        kinds = new byte[pattern.length + 1];
        for (int at = 0; at < pattern.length; ) {
            int stop = tokenEnd(pattern, at);
            if (stop - at == 1 && pattern[at] == '*') {
                kinds[at] = STAR;
                kinds[stop] = IN_STAR;
            } else if (isRest(pattern, at)) {
                kinds[at] = REST;
            }
            at = stop + 1;
        }
    }

    /** Where a subject leads that has led to this state, by some more of its bytes. */
    int step(int state, byte[] buf, int from, int to) {
        int p = state;
        for (int i = from; i < to; i++) {
            if (p == OPEN) {
                return OPEN;
            }
            byte b = buf[i];
            switch (kinds[p]) {
                case REST -> {
                    return OPEN;
                }
                case STAR -> {
                    if (b == '.') {
                        return DEAD;
                    }
                    p++;
                }
                default -> {
                    if (kinds[p] == LETTER || b == '.') {
                        if (p == text.length || text[p] != b) {
                            return DEAD;
                        }
                        p++;
                    }
                }
            }
        }
        return p;
    }

    /** Whether a subject that ends here is taken. */
    boolean ends(int state) {
        return state == text.length || state == OPEN;
    }

    /** The only byte that leads on from here, or {@link #ANY}. */
    int only(int state) {
        return state < text.length && kinds[state] == LETTER ? text[state] & 0xff : ANY;
    }

    /** Whether a pattern takes a subject. */
    static boolean matches(byte[] pattern, byte[] subject, int off, int len) {
        int end = off + len;
        int s = off;
        for (int p = 0; p < pattern.length; ) {
            int stop = tokenEnd(pattern, p);
            if (isRest(pattern, p)) {
                return s < end;
            }
            if (stop - p == 1 && pattern[p] == '*') {
                int from = s;
                while (s < end && subject[s] != '.') {
                    s++;
                }
                if (s == from) {
                    return false;
                }
            } else {
                int next = s + stop - p;
                if (next > end || !Arrays.equals(pattern, p, stop, subject, s, next)) {
                    return false;
                }
                s = next;
            }
            if (stop == pattern.length) {
                break;
            }
            if (s == end || subject[s] != '.') {
                return false;
            }
            s++;
            p = stop + 1;
        }
        return s == end;
    }

    /** Whether a pattern takes one subject at most, itself. */
    static boolean isLiteral(byte[] pattern) {
        for (int at = 0; at < pattern.length; ) {
            int stop = tokenEnd(pattern, at);
            if ((stop - at == 1 && pattern[at] == '*') || isRest(pattern, at)) {
                return false;
            }
            at = stop + 1;
        }
        return true;
    }

    /** How long the pattern is before a {@code >} that is its only wildcard; {@link #ANY} if it is not of that kind. */
    static int prefixOfRest(byte[] pattern) {
        for (int at = 0; at < pattern.length; ) {
            if (isRest(pattern, at)) {
                return at;
            }
            int stop = tokenEnd(pattern, at);
            if (stop - at == 1 && pattern[at] == '*') {
                return ANY;
            }
            at = stop + 1;
        }
        return ANY;
    }

    private static boolean isRest(byte[] pattern, int at) {
        return at == pattern.length - 1 && pattern[at] == '>';
    }

    private static int tokenEnd(byte[] pattern, int at) {
        int stop = at;
        while (stop < pattern.length && pattern[stop] != '.') {
            stop++;
        }
        return stop;
    }
}
