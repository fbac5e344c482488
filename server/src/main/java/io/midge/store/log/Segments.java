package io.midge.store.log;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The segments of a stream in order; the last one may be written. On the stream's lane. */
final class Segments {
    private final ArrayList<Segment> all = new ArrayList<>();
    private @Nullable Segment latest;
    private long floor;

    /** The stream's last sequence is not below this, whatever its segments say. */
    void lastIsAtLeast(long seq) {
        floor = Math.max(floor, seq);
    }

    /** The last sequence that the stream had. */
    long end() {
        return all.isEmpty() ? floor : Math.max(floor, all.getLast().summary.end);
    }

    int count() {
        return all.size();
    }

    Segment get(int i) {
        return all.get(i);
    }

    void add(Segment segment) {
        all.add(segment);
    }

    /** The segment that is written, if there is one. */
    @Nullable
    Segment active() {
        Segment last = all.isEmpty() ? null : all.getLast();
        return last != null && last.isActive() ? last : null;
    }

    /** Which segment has a sequence, or else the next one that has higher ones; {@link #count}: none. */
    int find(long seq) {
        int low = 0;
        int high = all.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).summary.end < seq) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Whether the disk has given back all of them. If not, nothing is given back: it may be needed, or say what is. */
    boolean areReadable() {
        return all.stream().noneMatch(each -> each.unreadable);
    }

    /** Which is the first one with this number or a higher one; {@link #count}: none. */
    int indexFrom(long number) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).number() < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The segment that has a sequence; null: none. */
    @Nullable
    Segment of(long seq) {
        Segment same = latest;
        if (same != null && seq >= same.summary.first && seq <= same.summary.last) {
            return same;
        }
        int i = find(seq);
        same = i == all.size() ? null : all.get(i);
        latest = same;
        return same;
    }

    /** Which one this is; -1: none of them. */
    int indexOf(Segment segment) {
        return all.indexOf(segment);
    }

    /** One segment in place of several. */
    void replace(int from, int to, Segment by) {
        remove(from, to);
        all.add(from, by);
    }

    void remove(int from, int to) {
        floor = end();
        all.subList(from, to).clear();
        latest = null;
    }

    /** What they are; null: one of them is not sealed, or is damaged. */
    @Nullable
    Shape shape(long config) {
        long messages = 0;
        long bytes = 0;
        for (Segment each : all) {
            if (each.footer == null || each.isActive() || each.rebuilt != null || each.damaged || each.stale != null) {
                return null;
            }
            messages += each.summary.messages;
            bytes += each.size;
        }
        return new Shape(all.size(), messages, bytes, config);
    }

    /** How many bytes their files have. */
    long size() {
        long size = 0;
        for (Segment each : all) {
            size += each.writer == null ? each.size : each.writer.size();
        }
        return size;
    }
}
