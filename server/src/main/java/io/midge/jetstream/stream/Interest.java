package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import java.util.ArrayDeque;

/**
 * Removes what nobody needs any more from a stream that keeps what is needed only. Consumers say what they are done
 * with; whether somebody else needs it is asked here, message by message, a piece at a time.
 */
@Confined("stream lane")
final class Interest {
    /** So many ranges may wait; beyond, one takes the place of all. */
    private static final int MOST = 4096;

    private final Proposed proposed;
    private final Audience audience;
    private final ArrayDeque<long[]> ranges = new ArrayDeque<>();
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
        long[] last = ranges.peekLast();
        if (last != null && from >= last[0] && from <= last[1] + 1) {
            last[1] = Math.max(last[1], to);
            return;
        }
        if (ranges.size() >= MOST) {
            long[] one = {from, to};
            ranges.forEach(each -> {
                one[0] = Math.min(one[0], each[0]);
                one[1] = Math.max(one[1], each[1]);
            });
            ranges.clear();
            ranges.add(one);
            return;
        }
        ranges.add(new long[] {from, to});
    }

    /** Anything may be done with. What is under way goes on: whoever changes often does not begin it anew each time. */
    void all(long last) {
        ranges.removeIf(each -> each[0] == 1);
        ranges.add(new long[] {1, last});
    }

    /** Puts in what can go. */
    void decide(Assembly assembly) {
        int left = Step.PIECE / 2;
        long[] range = ranges.peek();
        while (range != null && left > 0) {
            left = decide(assembly, range, left);
            if (left > 0) {
                ranges.remove();
                range = ranges.peek();
            }
        }
    }

    private int decide(Assembly assembly, long[] range, int most) {
        int left = most;
        try {
            long seq = proposed.next(range[0]);
            while (seq > 0 && seq <= range[1]) {
                StoredMessage found = proposed.found();
                if (found == null) { // it goes when it is applied, as what is removed then is told to all
                    range[0] = seq;
                    waitsFor = seq;
                    return 0;
                }
                if (mayGo(assembly.terms(), seq, found)) {
                    assembly.removeFound();
                }
                range[0] = seq + 1;
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
