package io.midge.jetstream.stream;

import io.midge.json.Utf8;
import io.midge.loop.Confined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What of a message's headers means something to its stream, found in one pass over the block. As nats-server reads
 * them: names are spelled exactly, follow a line's end and are followed by a colon; the first of a name counts.
 */
@Confined("stream lane")
final class PublishHeaders {
    private static final int SHORTEST = "Nats-".length();

    private final List<List<HeaderName>> byLength = new ArrayList<>();
    private final int[] offsets = new int[HeaderName.COUNT];
    private final int[] lengths = new int[offsets.length];
    private final int[] lines = new int[offsets.length];
    private byte[] buf = new byte[0];
    private int found; // a bit for each

    PublishHeaders() {
        for (HeaderName each : HeaderName.values()) {
            while (byLength.size() <= each.length()) {
                byLength.add(new ArrayList<>());
            }
            byLength.get(each.length()).add(each);
        }
    }

    /** Looks at a block of headers, which may be empty. */
    PublishHeaders read(byte[] block, int off, int length) {
        buf = block;
        found = 0;
        int end = off + length;
        int at = nextLine(off, end);
        while (at < end) {
            int next = nextLine(at, end);
            if (end - at > SHORTEST && ((block[at] == 'N' && block[at + 4] == '-') || block[at] == 'K')) {
                line(at, next, end);
            }
            at = next;
        }
        return this;
    }

    private void line(int at, int next, int end) {
        int colon = at + SHORTEST;
        while (colon < next && buf[colon] != ':') {
            colon++;
        }
        int length = colon - at;
        if (colon == next || length >= byLength.size()) {
            return;
        }
        List<HeaderName> candidates = byLength.get(length);
        for (int i = 0; i < candidates.size(); i++) {
            HeaderName each = candidates.get(i);
            if (each.is(buf, at)) {
                take(each, at, colon + 1, end);
                return;
            }
        }
    }

    private void take(HeaderName name, int line, int after, int end) {
        int bit = 1 << name.place();
        if ((found & bit) != 0) {
            return;
        }
        int from = after;
        while (from < end && buf[from] == ' ') {
            from++;
        }
        int to = from;
        while (to < end && !(buf[to] == '\r' && to + 1 < end && buf[to + 1] == '\n')) {
            to++;
        }
        found |= bit;
        lines[name.place()] = line;
        offsets[name.place()] = from;
        lengths[name.place()] = to - from;
    }

    /** Where the line behind the next CRLF begins. */
    private int nextLine(int from, int end) {
        int at = from + 1;
        while (at < end && !(buf[at] == '\n' && buf[at - 1] == '\r')) {
            at++;
        }
        return Math.min(end, at + 1);
    }

    /** Whether there is anything at all. */
    boolean isEmpty() {
        return found == 0;
    }

    /** Whether this one is there and has a value. */
    boolean has(HeaderName name) {
        return (found & 1 << name.place()) != 0 && lengths[name.place()] > 0;
    }

    /** Whether this one is there, be it without a value. */
    boolean isNamed(HeaderName name) {
        return (found & 1 << name.place()) != 0;
    }

    byte[] buf() {
        return buf;
    }

    /** Where the value of one that is there begins. */
    int offset(HeaderName name) {
        return offsets[name.place()];
    }

    int length(HeaderName name) {
        return lengths[name.place()];
    }

    /** Where its line begins. */
    int line(HeaderName name) {
        return lines[name.place()];
    }

    /** Whether the value of one that is there is this. */
    boolean is(HeaderName name, byte[] value) {
        return is(name, value, 0, value.length);
    }

    boolean is(HeaderName name, byte[] value, int off, int length) {
        int from = offset(name);
        return Arrays.equals(buf, from, from + length(name), value, off, off + length);
    }

    /** The value of one that is there. */
    byte[] bytes(HeaderName name) {
        return Arrays.copyOfRange(buf, offset(name), offset(name) + length(name));
    }

    /** The same as text. */
    String text(HeaderName name) {
        return text(buf, offset(name), length(name));
    }

    private static String text(byte[] buf, int off, int length) {
        StringBuilder out = new StringBuilder(length);
        int end = off + length;
        int at = off;
        while (at < end) {
            int size = Utf8.length(buf, at, end);
            if (size == 0) {
                out.append(Utf8.REPLACEMENT);
                at++;
            } else {
                out.appendCodePoint(Utf8.codePoint(buf, at, size));
                at += size;
            }
        }
        return out.toString();
    }

    /** The value as a number without a sign, digits only; what is none, or too large, is the largest there is. */
    long number(HeaderName name) {
        return Digits.parse(buf, offset(name), length(name));
    }
}
