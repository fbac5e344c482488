package io.midge.store;

import io.midge.store.index.SequenceSet;
import io.midge.store.op.OpFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How the body of a deletion says which sequences are gone: pairs of the first and the last, both included. */
final class Deletion {
    private Deletion() {}

    /** Tells of the ranges in their order. What no stream can have is left out: the body may come from a damaged disk. */
    static void forEachRange(OpFrame frame, SequenceSet.Ranges hears) {
        byte[] buf = frame.buf();
        int end = frame.bodyOffset() + frame.bodyLength();
        for (int at = frame.bodyOffset(); at + Decision.RANGE <= end; at += Decision.RANGE) {
            long from = (long) Decision.LONG.get(buf, at);
            long to = (long) Decision.LONG.get(buf, at + 8);
            if (from > 0 && from <= to && to < SequenceSet.LIMIT) {
                hears.range(from, to);
            }
        }
    }

    /** The parts of its ranges that lie between two sequences, both included. */
    static List<long[]> within(OpFrame frame, long first, long last) {
        List<long[]> ranges = new ArrayList<>();
        forEachRange(frame, (from, to) -> {
            if (Math.max(first, from) <= Math.min(last, to)) {
                ranges.add(new long[] {Math.max(first, from), Math.min(last, to)});
            }
        });
        return ranges;
    }

    /** Whether it speaks of nothing behind this sequence. */
    static boolean isUpTo(OpFrame frame, long last) {
        boolean[] is = {true};
        forEachRange(frame, (from, to) -> is[0] &= to <= last);
        return is[0];
    }

    /** The same deletion, of these ranges only. */
    static OpFrame of(OpFrame frame, List<long[]> ranges) {
        long[] pairs = ranges.stream().flatMapToLong(Arrays::stream).toArray();
        Decision less = new Decision().delete(pairs, ranges.size(), frame.time(), frame.has(OpFrame.FLAG_ERASE));
        return new OpFrame().trusted(less.buf(), 0);
    }
}
