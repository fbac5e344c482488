package io.midge.proto;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The headers of tracing systems (Jaeger, Zipkin, W3C), by which a message says whether it is to be measured. A block is read
 * as strictly as Go reads one: one bad line, and there are no headers. Names are those that Go gives them, {@code
 * X-B3-Traceid}; values are ISO 8859-1, one character for a byte.
 */
public final class TraceHeaders {
    private static final String UBER = "Uber-Trace-Id";
    private static final String UBER_CONTEXT = "Uberctx-";
    private static final String B3 = "B3";
    private static final String B3_SAMPLED = "X-B3-Sampled";
    private static final String B3_TRACE = "X-B3-Traceid";
    private static final String TRACE_PARENT = "Traceparent";
    private static final String TRACE_STATE = "Tracestate";
    private static final String B3_PREFIX = "X-B3-";
    private static final List<String> B3_ALL = List.of(B3_SAMPLED, B3_TRACE, "X-B3-Parentspanid", "X-B3-Spanid");

    /** What else than letters and digits may be in a name; a blank is let through, but then it is no name of ours. */
    private static final String MARKS = "!#$%&'*+-.^_`|~";

    private final byte[] b;
    private final int end;
    private int at;
    private final TreeMap<String, List<String>> found = new TreeMap<>();

    private TraceHeaders(byte[] b, int off, int len) {
        this.b = b;
        this.at = off;
        this.end = off + len;
    }

    /** The headers of this block by which a message asks to be measured; null: it does not. */
    public static @Nullable SortedMap<String, List<String>> sampled(byte[] b, int off, int len) {
        TraceHeaders headers = new TraceHeaders(b, off, len);
        return headers.read() ? headers.decide() : null;
    }

    // ---- what they say: the first of the systems that says anything has the word

    private @Nullable SortedMap<String, List<String>> decide() {
        String uber = first(UBER);
        if (uber != null) {
            return uberSays(uber) ? picked(UBER, UBER_CONTEXT) : null;
        }
        String sampled = first(B3_SAMPLED);
        if ("0".equals(sampled)) {
            return null;
        }
        if ("1".equals(sampled) || found.containsKey(B3_TRACE)) {
            TreeMap<String, List<String>> all = new TreeMap<>(found);
            all.keySet().retainAll(B3_ALL);
            return all;
        }
        String b3 = first(B3);
        if (b3 != null) {
            return b3Says(b3) ? picked(B3, B3) : null;
        }
        String parent = first(TRACE_PARENT);
        return parent != null && parentSays(parent) ? picked(TRACE_PARENT, TRACE_STATE) : null;
    }

    private @Nullable String first(String name) {
        List<String> values = found.get(name);
        return values == null ? null : values.getFirst();
    }

    private SortedMap<String, List<String>> picked(String name, String prefix) {
        TreeMap<String, List<String>> picked = new TreeMap<>(found);
        picked.keySet().removeIf(each -> !each.equals(name) && !each.startsWith(prefix));
        return picked;
    }

    // {trace-id}:{span-id}:{parent-span-id}:{flags}, of which the last bit counts
    private static boolean uberSays(String value) {
        String[] parts = value.split(":", -1);
        if (parts.length != 4 || parts[3].isEmpty() || parts[3].length() > 2) {
            return false;
        }
        int digit = Character.digit(parts[3].charAt(parts[3].length() - 1), 16);
        return digit > 0 && (digit & 1) == 1;
    }

    // {trace-id}-{span-id}-{sampled}-{parent-span-id}, or 0
    private static boolean b3Says(String value) {
        String[] parts = value.split("-", -1);
        return !(parts.length > 2 ? parts[2].equals("0") : parts.length == 1 && parts[0].equals("0"));
    }

    // {version}-{trace-id}-{parent-id}-{flags}: Go reads the flags as a number of 8 bits with a sign
    private static boolean parentSays(String value) {
        String[] parts = value.split("-", -1);
        if (parts.length != 4 || parts[3].length() != 2) {
            return false;
        }
        int high = parts[3].charAt(0) == '+' ? 0 : Character.digit(parts[3].charAt(0), 16);
        int low = Character.digit(parts[3].charAt(1), 16);
        return high >= 0 && high < 8 && low >= 0 && (low & 1) == 1;
    }

    // ---- how they are written

    // False if it is no block of headers.
    private boolean read() {
        if (!skipLine() || at == end || isBlank(b[at])) {
            return false;
        }
        while (at < end) {
            int start = at;
            if (!skipLine()) {
                return false;
            }
            int stop = lineEnd(start);
            if (stop == start) {
                return true;
            }
            if (!header(start, stop)) {
                return false;
            }
        }
        return false;
    }

    private boolean header(int start, int stop) {
        int colon = start;
        while (colon < stop && b[colon] != ':') {
            if (!isOfName(b[colon])) {
                return false;
            }
            colon++;
        }
        if (colon == start || colon == stop || !isText(colon + 1, stop)) {
            return false;
        }
        String name = canonical(start, colon);
        StringBuilder value = isOurs(name) ? new StringBuilder() : null;
        append(value, colon + 1, stop);
        while (at < end && isBlank(b[at])) {
            int more = at;
            if (!skipLine()) {
                return false;
            }
            int moreStop = lineEnd(more);
            if (!isText(more, moreStop)) {
                return false;
            }
            if (value != null) {
                value.append(' ');
            }
            append(value, more, moreStop);
        }
        if (value != null) {
            found.computeIfAbsent(name, key -> new ArrayList<>(1)).add(leftTrimmed(value));
        }
        return true;
    }

    // To the next line; false if this one has no end.
    private boolean skipLine() {
        while (at < end) {
            if (b[at++] == '\n') {
                return true;
            }
        }
        return false;
    }

    // Of the line from start, which ends before at.
    private int lineEnd(int start) {
        int stop = at - 1;
        return stop > start && b[stop - 1] == '\r' ? stop - 1 : stop;
    }

    // Without the blanks around it.
    private void append(@Nullable StringBuilder value, int start, int stop) {
        if (value == null) {
            return;
        }
        int from = start;
        int to = stop;
        while (from < to && isBlank(b[from])) {
            from++;
        }
        while (to > from && isBlank(b[to - 1])) {
            to--;
        }
        value.append(new String(b, from, to - from, StandardCharsets.ISO_8859_1));
    }

    // A value that begins on the second line.
    private static String leftTrimmed(StringBuilder value) {
        int from = 0;
        while (from < value.length() && value.charAt(from) == ' ') {
            from++;
        }
        return value.substring(from);
    }

    private static boolean isOurs(String name) {
        return name.equals(UBER)
                || name.startsWith(UBER_CONTEXT)
                || name.equals(B3)
                || name.startsWith(B3_PREFIX)
                || name.equals(TRACE_PARENT)
                || name.equals(TRACE_STATE);
    }

    // The first letter and those after a dash are capital ones; a name with a blank is left as it is.
    private String canonical(int start, int stop) {
        byte[] name = new byte[stop - start];
        boolean capital = true;
        for (int i = 0; i < name.length; i++) {
            byte c = b[start + i];
            if (c == ' ') {
                return "";
            }
            boolean other = capital ? c >= 'a' && c <= 'z' : c >= 'A' && c <= 'Z';
            name[i] = other ? (byte) (c ^ 0x20) : c;
            capital = c == '-';
        }
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isOfName(byte c) {
        int small = c | 0x20;
        boolean letter = (small >= 'a' && small <= 'z') || (c >= '0' && c <= '9');
        return letter || c == ' ' || (c > 0 && MARKS.indexOf(c) >= 0);
    }

    // No control characters; bytes above 127 are nobody's business.
    private boolean isText(int start, int stop) {
        for (int i = start; i < stop; i++) {
            byte c = b[i];
            if ((c >= 0 && c < ' ' && c != '\t') || c == 0x7f) {
                return false;
            }
        }
        return true;
    }
}
