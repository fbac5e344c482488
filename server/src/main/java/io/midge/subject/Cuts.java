package io.midge.subject;

import io.midge.json.Utf8;

/**
 * Functions that cut a token: bytes from {@code from} to {@code to}. A position or size that is not inside of the token leaves
 * it whole.
 */
final class Cuts {
    private Cuts() {}

    /** The first bytes. */
    static void left(byte[] buf, int from, int to, int size, SubjectBuffer into) {
        into.append(buf, from, isInside(size, from, to) ? size : to - from);
    }

    /** The last bytes. */
    static void right(byte[] buf, int from, int to, int size, SubjectBuffer into) {
        int kept = isInside(size, from, to) ? size : to - from;
        into.append(buf, to - kept, kept);
    }

    static void splitFromLeft(byte[] buf, int from, int to, int position, SubjectBuffer into) {
        slices(buf, from, to, isInside(position, from, to) ? position : to - from, to - from, into);
    }

    static void splitFromRight(byte[] buf, int from, int to, int position, SubjectBuffer into) {
        slices(buf, from, to, isInside(position, from, to) ? to - from - position : to - from, to - from, into);
    }

    /** Tokens of this size, and a last one that may be shorter. */
    static void sliceFromLeft(byte[] buf, int from, int to, int size, SubjectBuffer into) {
        int each = isInside(size, from, to) ? size : to - from;
        slices(buf, from, to, each, each, into);
    }

    /** Tokens of this size, and a first one that may be shorter. */
    static void sliceFromRight(byte[] buf, int from, int to, int size, SubjectBuffer into) {
        int each = isInside(size, from, to) ? size : to - from;
        int odd = each == 0 ? 0 : (to - from) % each;
        slices(buf, from, to, odd == 0 ? each : odd, each, into);
    }

    private static boolean isInside(int position, int from, int to) {
        return position > 0 && position < to - from;
    }

    private static void slices(byte[] buf, int from, int to, int first, int each, SubjectBuffer into) {
        into.append(buf, from, first);
        for (int at = from + first; at < to; at += each) {
            into.append('.');
            into.append(buf, at, Math.min(each, to - at));
        }
    }

    /**
     * A dot for each delimiter, but none at the end, none for the first of those at the beginning, and one for several that
     * follow each other. Without a delimiter there is a dot between characters.
     */
    static void split(byte[] buf, int from, int to, byte[] delimiter, SubjectBuffer into) {
        if (delimiter.length == 0) {
            characters(buf, from, to, into);
            return;
        }
        boolean dotted = false;
        int at = from;
        while (true) {
            int stop = indexOf(buf, at, to, delimiter);
            if (dotted && stop > at) {
                into.append('.');
            }
            into.append(buf, at, stop - at);
            if (stop == to) {
                return;
            }
            dotted = stop > from;
            at = stop + delimiter.length;
        }
    }

    private static void characters(byte[] buf, int from, int to, SubjectBuffer into) {
        for (int at = from; at < to; ) {
            if (at > from) {
                into.append('.');
            }
            int size = Math.max(1, Utf8.length(buf, at, to));
            into.append(buf, at, size);
            at += size;
        }
    }

    /** Where the delimiter begins next, {@code to} if nowhere. */
    private static int indexOf(byte[] buf, int from, int to, byte[] delimiter) {
        for (int at = from; at <= to - delimiter.length; at++) {
            if (isAt(buf, at, delimiter)) {
                return at;
            }
        }
        return to;
    }

    private static boolean isAt(byte[] buf, int at, byte[] delimiter) {
        for (int i = 0; i < delimiter.length; i++) {
            if (buf[at + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }
}
