package io.midge.store.journal;

import java.util.Arrays;

/**
 * Finds the entries in a range of bytes. Where none begins although one should, the next one is searched for in steps of 8, so that
 * what is damaged costs itself alone. Of one thread.
 */
final class Scan {
    private final Envelope envelope;
    private int[] positions = new int[64];
    private int count;

    /** How many entries are there, but for their payload. */
    int broken;
    /** Where the first unreadable byte stands; -1: there is none. */
    int badFrom;
    /** Behind the last unreadable byte. */
    int badTo;

    Scan(Envelope envelope) {
        this.envelope = envelope;
    }

    /** Looks through these bytes; {@code lsn} is that of the first byte of the buffer. */
    Scan run(byte[] buf, int from, int to, long lsn) {
        count = 0;
        broken = 0;
        badFrom = -1;
        badTo = -1;
        int at = from;
        while (to - at >= Envelope.SIZE) {
            if (envelope.isHere(buf, at, to, lsn + at)) {
                boolean whole = envelope.isWhole(buf, at);
                int end = at + Envelope.size(Envelope.length(buf, at));
                if (!whole) {
                    broken++;
                    bad(at, end);
                }
                add(whole ? at : ~at);
                at = end;
            } else {
                int step = to - at >= Layout.PAGE && Layout.isZero(buf, at, at + Layout.PAGE) ? Layout.PAGE : 8;
                bad(at, at + step);
                at += step;
            }
        }
        if (at < to) {
            bad(at, to);
        }
        return this;
    }

    private void bad(int from, int to) {
        if (badFrom < 0) {
            badFrom = from;
        }
        badTo = to;
    }

    private void add(int position) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, 2 * count);
        }
        positions[count++] = position;
    }

    /** How many entries were found. */
    int count() {
        return count;
    }

    /** How many of them are whole. */
    int whole() {
        return count - broken;
    }

    /** Where the entry of this number stands. */
    int at(int number) {
        int position = positions[number];
        return position < 0 ? ~position : position;
    }

    boolean isWhole(int number) {
        return positions[number] >= 0;
    }
}
