package io.midge.store.log;

import io.midge.disk.DiskFull;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectFilter;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.BadFrameException;
import java.io.IOException;

/** Finds messages among segments by sequence, subject and time. On the stream's lane. */
final class Search {
    private static final long NONE = MessageLog.NONE;

    private final Segments segments;
    private final Shelf shelf;
    private final SegmentReader reader;
    private final SequenceSet deleted;

    Search(Segments segments, Shelf shelf, SegmentReader reader, SequenceSet deleted) {
        this.segments = segments;
        this.shelf = shelf;
        this.reader = reader;
        this.deleted = deleted;
    }

    boolean read(long seq, StoredMessage into, boolean payload) throws IOException {
        if (shelf.isGone(seq)) {
            return false;
        }
        Segment of = segments.of(seq);
        return of != null && reader.read(of, seq, into, payload);
    }

    long next(long from, SubjectFilter filter, StoredMessage into) throws IOException {
        if (filter.isSingle()) {
            return nextOfOne(from, filter, into);
        }
        boolean all = filter.takesAllThereIs();
        long seq = Math.max(from, shelf.first());
        long inVain = 0;
        while (seq <= segments.end()) {
            seq = deleted.nextAbsent(seq);
            Segment of = segments.of(seq);
            if (of == null) {
                return NONE;
            }
            if (!all) {
                long match = nextIn(of, seq, filter);
                if (match == NONE) {
                    inVain += of.summary.messages;
                    seq = of.summary.end + 1;
                    if (inVain >= filter.subjects()) { // to ask all subjects costs less now than it has cost to look
                        seq = filter.floor(seq);
                        inVain = Long.MIN_VALUE;
                    }
                    continue;
                }
                seq = match;
            }
            if (reader.read(of, seq, into)) {
                return seq;
            }
            seq = Math.max(seq + 1, reader.after());
        }
        return NONE;
    }

    // The index knows where the messages of one subject begin and end: many ask who have nothing to read.
    private long nextOfOne(long from, SubjectFilter filter, StoredMessage into) throws IOException {
        int subject = filter.single();
        long seq = subject == SubjectIndex.NONE ? NONE : filter.floor(Math.max(from, shelf.first()));
        while (seq != NONE && seq <= segments.end()) {
            seq = nextOf(subject, seq);
            Segment of = seq == NONE ? null : segments.of(seq);
            if (of == null) {
                return NONE;
            }
            if (reader.read(of, seq, into)) {
                return seq;
            }
            seq = Math.max(seq + 1, reader.after());
        }
        return NONE;
    }

    private long nextIn(Segment of, long from, SubjectFilter filter) throws IOException {
        Columns columns = shelf.columns(of);
        for (int i = columns.ceil(from); i < columns.count(); i++) {
            if (takes(filter, columns.subject(i)) && !shelf.isGone(columns.seq(i))) {
                return columns.seq(i);
            }
        }
        return NONE;
    }

    private static boolean takes(SubjectFilter filter, int id) {
        return id >= 0 && filter.takes(id);
    }

    /** Whether some of a segment's messages may be gone. */
    private boolean hasHoles(Segment of) {
        return of.summary.first < shelf.first() || deleted.count(of.summary.first, of.summary.last) > 0;
    }

    long previous(long from, SubjectFilter filter, StoredMessage into) throws IOException {
        boolean all = filter.takesAllThereIs();
        long seq = Math.min(from, segments.end());
        while (true) {
            seq = deleted.previousAbsent(seq);
            if (seq < shelf.first()) {
                return NONE;
            }
            Segment of = segments.of(seq);
            if (of == null || seq <= of.summary.base) {
                // Sequences that no segment has: go on with the one before.
                int i = segments.find(seq) - 1;
                if (i < 0) {
                    return NONE;
                }
                seq = Math.min(seq, segments.get(i).summary.end);
                of = segments.get(i);
            }
            if (!all) {
                long match = previousIn(of, seq, filter);
                if (match == NONE) {
                    seq = of.summary.base;
                    continue;
                }
                seq = match;
            }
            if (reader.read(of, seq, into)) {
                return seq;
            }
            seq = Math.min(seq - 1, reader.before());
        }
    }

    private long previousIn(Segment of, long from, SubjectFilter filter) throws IOException {
        Columns columns = shelf.columns(of);
        for (int i = columns.floor(from); i >= 0; i--) {
            if (takes(filter, columns.subject(i)) && !shelf.isGone(columns.seq(i))) {
                return columns.seq(i);
            }
        }
        return NONE;
    }

    /** From the columns, if they are at hand; else from the message, which is cheaper than to read them. */
    int subjectOf(long seq, SubjectIndex index, StoredMessage scratch) throws IOException {
        if (shelf.isGone(seq)) {
            return SubjectIndex.NONE;
        }
        Segment of = segments.of(seq);
        Columns columns = of == null ? null : shelf.columnsAtHand(of);
        if (columns != null) {
            int i = columns.find(seq);
            return i < 0 ? SubjectIndex.NONE : columns.subject(i);
        }
        if (of == null) {
            return SubjectIndex.NONE;
        }
        if (!isReadable(of, seq, scratch)) {
            Columns all = shelf.columns(of); // the footer knows what the frame no longer says
            int i = all.find(seq);
            return i < 0 ? SubjectIndex.NONE : all.subject(i);
        }
        return index.find(scratch.subject, scratch.subjectOffset, scratch.subjectLength);
    }

    // What cannot be read now may be so for ever.
    private boolean isReadable(Segment of, long seq, StoredMessage scratch) throws IOException {
        try {
            return reader.read(of, seq, scratch, false);
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                throw e;
            }
            return false;
        }
    }

    long nextOf(int subject, long from) throws IOException {
        long start = Math.max(from, shelf.first());
        for (int s = segments.find(start); s < segments.count(); s++) {
            Segment of = segments.get(s);
            if (of.summary.messages == 0 || !shelf.mayHave(of, subject)) {
                continue;
            }
            Columns columns = shelf.columns(of);
            int count = columns.count();
            for (int i = columns.next(columns.ceil(start), subject); i < count; i = columns.next(i + 1, subject)) {
                if (!shelf.isGone(columns.seq(i))) {
                    return columns.seq(i);
                }
            }
        }
        return NONE;
    }

    long previousOf(int subject, long from) throws IOException {
        for (int s = Math.min(segments.find(from), segments.count() - 1); s >= 0; s--) {
            Segment of = segments.get(s);
            if (of.summary.end < shelf.first()) {
                break;
            }
            if (of.summary.messages == 0 || !shelf.mayHave(of, subject)) {
                continue;
            }
            Columns columns = shelf.columns(of);
            for (int i = columns.previous(columns.floor(from), subject); i >= 0; i = columns.previous(i - 1, subject)) {
                if (!shelf.isGone(columns.seq(i))) {
                    return columns.seq(i);
                }
            }
        }
        return NONE;
    }

    long count(long from, SubjectFilter filter) throws IOException {
        long start = Math.max(from, shelf.first());
        long last = segments.end();
        if (filter.isAll()) {
            return shelf.live(start, last);
        }
        if (filter.isSingle()) {
            return filter.single() == SubjectIndex.NONE ? 0 : countOfOne(filter.single(), filter.floor(start));
        }
        long count = 0;
        for (int s = segments.find(start); s < segments.count(); s++) {
            Segment of = segments.get(s);
            if (of.summary.messages > 0) {
                count += countIn(of, start, filter);
            }
        }
        return count;
    }

    private long countOfOne(int subject, long from) throws IOException {
        long count = 0;
        for (int s = from > segments.end() ? segments.count() : segments.find(from); s < segments.count(); s++) {
            Segment of = segments.get(s);
            if (of.summary.messages == 0 || !shelf.mayHave(of, subject)) {
                continue;
            }
            Columns columns = shelf.columns(of);
            int end = columns.count();
            for (int i = columns.next(columns.ceil(from), subject); i < end; i = columns.next(i + 1, subject)) {
                count += shelf.isGone(columns.seq(i)) ? 0 : 1;
            }
        }
        return count;
    }

    private long countIn(Segment of, long from, SubjectFilter filter) throws IOException {
        Columns columns = shelf.columns(of);
        boolean holes = hasHoles(of);
        long count = 0;
        for (int i = columns.ceil(from); i < columns.count(); i++) {
            if (!(holes && shelf.isGone(columns.seq(i))) && takes(filter, columns.subject(i))) {
                count++;
            }
        }
        return count;
    }

    long atTime(long time) throws IOException {
        for (int s = segments.find(shelf.first()); s < segments.count(); s++) {
            Segment of = segments.get(s);
            if (of.summary.messages > 0 && of.summary.maxTime >= time) {
                long seq = shelf.sound(of, () -> atTime(of, time));
                if (seq != NONE) {
                    return seq;
                }
            }
        }
        return NONE;
    }

    private long atTime(Segment of, long time) throws IOException, BadFrameException {
        Cursor seqs = shelf.section(of, Section.SEQUENCES);
        Cursor times = shelf.section(of, Section.TIMES);
        long seq = of.summary.base;
        long now = 0;
        for (int left = of.summary.messages; left > 0; left--) {
            seq = Shelf.nextSeq(of, seq, seqs);
            now += times.signed();
            if (now >= time && !shelf.isGone(seq)) {
                return seq;
            }
        }
        return NONE;
    }
}
