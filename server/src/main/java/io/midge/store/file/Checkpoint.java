package io.midge.store.file;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.PackedIn;
import io.midge.store.op.PackedOut;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the files of a store are good.
 *
 * @param epoch how often the store has been opened
 * @param journalStart from where on the journal is needed
 * @param nextGroup the number that the next group gets; no lower one is ever given again
 * @param marks one for each group, by number
 */
public record Checkpoint(int epoch, long journalStart, long nextGroup, List<Mark> marks) {
    private static final int MAGIC = 0x54_50_4B_43; // CKPT
    private static final int VERSION = 1;

    /** How many bytes a mark takes at least: it has thirteen numbers. */
    private static final int LEAST = 13;

    /**
     * How far the files of one group are good, and what it was like there.
     *
     * @param segment the number of its active segment; what lies behind {@code length} there is to be ignored
     * @param length how many bytes of that segment are good; 0 if there is none yet
     * @param lsn the journal's position up to which the group's entries are in its files
     * @param index the index in its group of the last entry that is
     * @param term the term of that entry
     * @param firstSeq of the stream
     * @param lastSeq of the stream
     * @param lastTimeNs of the stream's last message, nanoseconds since 1970
     * @param messages how many the stream has
     * @param bytes how many they take, as clients are told
     * @param consumerFile the number of its consumer file
     * @param consumerLength how many bytes of that file are good; 0 if there is none
     */
    public record Mark(
            long group,
            int segment,
            long length,
            long lsn,
            long index,
            int term,
            long firstSeq,
            long lastSeq,
            long lastTimeNs,
            long messages,
            long bytes,
            int consumerFile,
            long consumerLength) {}

    public Checkpoint {
        marks = List.copyOf(marks);
    }

    byte[] encode() {
        PackedOut out = new PackedOut(64 + marks.size() * 64)
                .u32(MAGIC)
                .number(VERSION)
                .number(epoch)
                .number(journalStart)
                .number(nextGroup)
                .number(marks.size());
        long before = -1;
        for (Mark mark : marks) {
            if (mark.group <= before || mark.group >= nextGroup) {
                throw new IllegalStateException("group " + mark.group + " is out of order or was never given");
            }
            out.number(mark.group - before - 1)
                    .number(mark.segment)
                    .number(mark.length)
                    .number(mark.lsn)
                    .number(mark.index)
                    .number(mark.term)
                    .number(mark.firstSeq)
                    .number(mark.lastSeq)
                    .signed(mark.lastTimeNs)
                    .number(mark.messages)
                    .number(mark.bytes)
                    .number(mark.consumerFile)
                    .number(mark.consumerLength);
            before = mark.group;
        }
        return out.toBytes();
    }

    static Checkpoint decode(byte[] buf, int off, int length) throws BadFrameException {
        PackedIn in = new PackedIn(buf, off, length);
        if (in.u32() != MAGIC) {
            throw new BadFrameException("it is no checkpoint");
        }
        long version = in.number();
        if (version != VERSION) {
            throw new BadFrameException("version " + Long.toUnsignedString(version) + " is not known here, only "
                    + VERSION + "; another version of the server wrote it");
        }
        int epoch = in.upTo(Integer.MAX_VALUE);
        long journalStart = in.positive();
        long nextGroup = in.positive();
        int count = in.count(LEAST);
        List<Mark> marks = new ArrayList<>(count);
        long before = -1;
        for (int i = 0; i < count; i++) {
            before = in.after(before + 1);
            if (before >= nextGroup) {
                throw new BadFrameException("group " + before + " was never given");
            }
            marks.add(mark(before, in));
        }
        in.end();
        return new Checkpoint(epoch, journalStart, nextGroup, marks);
    }

    private static Mark mark(long group, PackedIn in) throws BadFrameException {
        return new Mark(
                group,
                in.upTo(Integer.MAX_VALUE),
                in.positive(),
                in.positive(),
                in.positive(),
                in.upTo(Integer.MAX_VALUE),
                in.positive(),
                in.positive(),
                in.signed(),
                in.positive(),
                in.positive(),
                in.upTo(Integer.MAX_VALUE),
                in.positive());
    }
}
