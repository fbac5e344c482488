package io.midge.store.log;

import io.midge.store.op.BadFrameException;
import java.io.IOException;
import java.util.Arrays;

/** All that a footer says of a segment's messages, in arrays that are used again for the next segment. On the stream's lane. */
final class Rows {
    int count;
    int subjects;
    long[] seqs = new long[0];
    int[] locals = new int[0];
    long[] times = new long[0];
    long[] sizes = new long[0];
    int[] ttls = new int[0];
    byte[] flags = new byte[0];
    byte[] dictionary = new byte[0];
    /** Of each subject, where it begins in the dictionary and how long it is. */
    int[] names = new int[0];

    /** Reads them; they count only when this has returned. */
    void read(Shelf shelf, Segment of) throws IOException, BadFrameException {
        names(shelf.section(of, Section.DICTIONARY), of.summary.subjects);
        Cursor seq = shelf.section(of, Section.SEQUENCES);
        Cursor local = shelf.section(of, Section.SUBJECTS);
        Cursor time = shelf.section(of, Section.TIMES);
        Cursor size = shelf.section(of, Section.SIZES);
        count = Shelf.atMost(of.summary.messages, seq);
        reserve(count);
        long lastSeq = of.summary.base;
        long lastTime = 0;
        for (int i = 0; i < count; i++) {
            lastSeq = Shelf.nextSeq(of, lastSeq, seq);
            lastTime += time.signed();
            seqs[i] = lastSeq;
            times[i] = lastTime;
            locals[i] = local.number(subjects - 1);
            sizes[i] = size.number(Integer.MAX_VALUE);
        }
        extras(shelf.section(of, Section.EXTRAS));
    }

    private void names(Cursor from, int most) throws BadFrameException {
        subjects = Shelf.atMost(most, from);
        if (names.length < 2 * subjects) {
            names = new int[2 * subjects];
        }
        dictionary = from.buf();
        for (int i = 0; i < subjects; i++) {
            int length = from.number(0xffff);
            names[2 * i] = from.take(length);
            names[2 * i + 1] = length;
        }
    }

    private void reserve(int rows) {
        if (seqs.length < rows) {
            seqs = new long[rows];
            times = new long[rows];
            sizes = new long[rows];
            locals = new int[rows];
            ttls = new int[rows];
            flags = new byte[rows];
        }
    }

    private void extras(Cursor from) throws BadFrameException {
        Arrays.fill(ttls, 0, count, 0);
        Arrays.fill(flags, 0, count, (byte) 0);
        int i = 0;
        while (from.left() > 0) {
            i += from.number(Math.max(0, count - 1 - i));
            ttls[i] = (int) from.signed();
            flags[i] = (byte) from.number(0xff);
        }
    }
}
