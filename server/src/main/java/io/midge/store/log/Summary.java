package io.midge.store.log;

import io.midge.store.op.BadFrameException;

/** What a segment is as a whole. Grows with it while it is written. On the stream's lane. */
final class Summary {
    /** The last sequence of the stream before this segment: it speaks of those above. */
    long base;
    /** The sequence of its first message; with no message one above {@link #base}. */
    long first;
    /** The sequence of its last message; with no message {@link #base}. */
    long last;
    /** The last sequence of the stream when it ended, which may be above that of its last message. */
    long end;

    int messages;
    int others;
    int subjects;
    int larges;
    long minTime = Long.MAX_VALUE;
    long maxTime = Long.MIN_VALUE;
    long firstLsn;
    long lastLsn;
    /** What its messages count in the accounting of nats-server's file store. */
    long bytes;
    /** Where its frames end, as {@link Marks} count positions. */
    long logicalEnd;
    /** Where its frames end in the file. */
    long fileEnd;

    Summary(long base) {
        this.base = base;
        this.first = base + 1;
        this.last = base;
        this.end = base;
    }

    void message(long seq, long time, long size) {
        if (messages++ == 0) {
            first = seq;
        }
        last = seq;
        end = Math.max(end, seq);
        minTime = Math.min(minTime, time);
        maxTime = Math.max(maxTime, time);
        bytes += size;
    }

    void lsn(long lsn) {
        if (firstLsn == 0) {
            firstLsn = lsn;
        }
        lastLsn = Math.max(lastLsn, lsn);
    }

    /** Whether every sequence from the first message to the last has one. */
    boolean isDense() {
        return messages == last - first + 1;
    }

    void encode(Bytes to) {
        to.u64(base);
        to.u64(first);
        to.u64(last);
        to.u64(end);
        to.u32(messages);
        to.u32(others);
        to.u32(subjects);
        to.u32(larges);
        to.u64(minTime);
        to.u64(maxTime);
        to.u64(firstLsn);
        to.u64(lastLsn);
        to.u64(bytes);
        to.u64(logicalEnd);
        to.u64(fileEnd);
    }

    static Summary decode(Cursor from) throws BadFrameException {
        Summary is = new Summary(from.u64());
        is.first = from.u64();
        is.last = from.u64();
        is.end = from.u64();
        is.messages = from.u32();
        is.others = from.u32();
        is.subjects = from.u32();
        is.larges = from.u32();
        is.minTime = from.u64();
        is.maxTime = from.u64();
        is.firstLsn = from.u64();
        is.lastLsn = from.u64();
        is.bytes = from.u64();
        is.logicalEnd = from.u64();
        is.fileEnd = from.u64();
        if (!is.makesSense()) {
            throw new BadFrameException("a summary makes no sense");
        }
        return is;
    }

    private boolean makesSense() {
        return base >= 0
                && first > base
                && last >= first - 1
                && end >= last
                && messages >= 0
                && messages <= last - first + 1
                && (messages > 0 || last == base)
                && others >= 0
                && subjects >= 0
                && subjects <= messages
                && larges >= 0
                && larges <= messages
                && logicalEnd >= SegmentHeader.SIZE
                && fileEnd >= SegmentHeader.SIZE;
    }
}
