package io.midge.store.index;

import java.util.Map;
import java.util.TreeMap;

/** What {@link SequenceSet} does, in the simplest way: the ranges in a sorted map. */
final class NaiveSequenceSet {
    private final TreeMap<Long, Long> ranges = new TreeMap<>();
    private long size;

    /** Adds all from one to the other, both included; how many of them were not in it. */
    long add(long from, long to) {
        long added = 0;
        for (long seq = from; seq <= to; seq++) {
            if (!contains(seq)) {
                added++;
                put(seq);
            }
        }
        size += added;
        return added;
    }

    private void put(long seq) {
        Map.Entry<Long, Long> before = ranges.floorEntry(seq);
        long start = before != null && before.getValue() == seq - 1 ? before.getKey() : seq;
        Long after = ranges.remove(seq + 1);
        ranges.put(start, after == null ? seq : after);
    }

    boolean contains(long seq) {
        Map.Entry<Long, Long> at = ranges.floorEntry(seq);
        return at != null && at.getValue() >= seq;
    }

    /** How many there are. */
    long size() {
        return size;
    }

    /** How many there are from one to the other, both included. */
    long count(long from, long to) {
        long count = 0;
        for (Map.Entry<Long, Long> each : ranges.headMap(to, true).entrySet()) {
            count += Math.max(0, Math.min(to, each.getValue()) - Math.max(from, each.getKey()) + 1);
        }
        return count;
    }

    /** The first from {@code from} on that is not in the set. */
    long nextAbsent(long from) {
        Map.Entry<Long, Long> at = ranges.floorEntry(from);
        return at != null && at.getValue() >= from ? at.getValue() + 1 : from;
    }

    /** The last up to {@code from} that is not in the set. */
    long previousAbsent(long from) {
        Map.Entry<Long, Long> at = ranges.floorEntry(from);
        return at != null && at.getValue() >= from ? at.getKey() - 1 : from;
    }

    /** Forgets all below. */
    void removeBelow(long seq) {
        while (!ranges.isEmpty() && ranges.firstKey() < seq) {
            Map.Entry<Long, Long> first = ranges.pollFirstEntry();
            size -= first.getValue() - first.getKey() + 1;
            if (first.getValue() >= seq) {
                ranges.put(seq, first.getValue());
                size += first.getValue() - seq + 1;
            }
        }
    }

    /** Tells of all ranges in order. */
    void forEach(SequenceSet.Ranges hears) {
        ranges.forEach(hears::range);
    }
}
