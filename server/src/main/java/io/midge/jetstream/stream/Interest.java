package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes what nobody needs any more from a stream that keeps what is needed only. Consumers say what they are done
 * with; whether somebody else needs it is asked here, message by message, a piece at a time.
 */
@Confined("stream lane")
final class Interest {
    /** So many ranges may wait; beyond, one takes the place of all. */
    private static final int MOST = 4096;

    /** Nobody waits until so many were looked at. */
    private static final long LONG = 100_000;

    /** Sequences to look at, both included, and who waits for that. */
    private static final class Range {
        long from;
        long to;
        final List<Runnable> waiting = new ArrayList<>(0);

        Range(long from, long to) {
            this.from = from;
            this.to = to;
        }

        /** Takes the place of another. */
        void swallow(Range other) {
            from = Math.min(from, other.from);
            to = Math.max(to, other.to);
            waiting.addAll(other.waiting);
        }
    }

    private final Proposed proposed;
    private final Audience audience;
    private final ArrayDeque<Range> ranges = new ArrayDeque<>();
    private long waitsFor; // the message that was not applied when it was looked at

    Interest(Proposed proposed, Audience audience) {
        this.proposed = proposed;
        this.audience = audience;
    }

    boolean hasSome() {
        return !ranges.isEmpty() && !proposed.isFlying(waitsFor);
    }

    /** Somebody is done with these, both included. */
    void done(long from, long to) {
        Range last = ranges.peekLast();
        if (last != null && last.waiting.isEmpty() && from >= last.from && from <= last.to + 1) {
            last.to = Math.max(last.to, to);
            return;
        }
        Range one = new Range(from, to);
        if (ranges.size() >= MOST) {
            ranges.forEach(one::swallow);
            ranges.clear();
        }
        ranges.add(one);
    }

    /** Anything may be done with. What is under way goes on: whoever changes often does not begin it anew each time. */
    void all(long last) {
        Range one = new Range(1, last);
        ranges.removeIf(each -> {
            boolean covered = each.from == 1;
            if (covered) {
                one.swallow(each);
            }
            return covered;
        });
        ranges.add(one);
    }

    /** Runs this when all that was said so far is decided on, and that is applied; false: there is nothing, or too much, to wait for. */
    boolean holds(Runnable then) {
        Range last = ranges.peekLast();
        if (last == null || left() > LONG) {
            return false;
        }
        last.waiting.add(then);
        return true;
    }

    /** The stream has ended: nobody waits any more. */
    void end() {
        for (Range each = ranges.poll(); each != null; each = ranges.poll()) {
            each.waiting.forEach(Runnable::run);
        }
    }

    private long left() {
        long sum = 0;
        for (Range each : ranges) {
            sum += Math.max(0, each.to - each.from + 1);
        }
        return Math.min(sum, proposed.messages());
    }

    /** Puts in what can go. */
    void decide(Assembly assembly, Batch batch) {
        int left = Step.PIECE / 2;
        Range range = ranges.peek();
        while (range != null && left > 0) {
            left = decide(assembly, range, left);
            if (left > 0) {
                ranges.remove();
                batch.waiting.addAll(range.waiting);
                range = ranges.peek();
            }
        }
    }

    private int decide(Assembly assembly, Range range, int most) {
        int left = most;
        try {
            long seq = proposed.next(range.from);
            while (seq > 0 && seq <= range.to) {
                StoredMessage found = proposed.found();
                if (found == null) { // it goes when it is applied, as what is removed then is told to all
                    range.from = seq;
                    waitsFor = seq;
                    return 0;
                }
                if (mayGo(assembly.terms(), seq, found)) {
                    assembly.removeFound();
                }
                range.from = seq + 1;
                if (--left == 0) {
                    return 0;
                }
                seq = proposed.next(seq + 1);
            }
        } catch (IOException e) {
            return left; // what cannot be read stays
        }
        return left;
    }

    // In a work queue nobody has done what nobody takes.
    private boolean mayGo(Terms terms, long seq, StoredMessage of) {
        return terms.keepsNeeded
                && (terms.isInterest || audience.takes(of.subject, of.subjectOffset, of.subjectLength))
                && !audience.isNeeded(seq, of.subject, of.subjectOffset, of.subjectLength);
    }
}
