package io.midge.store.log;

import io.midge.store.index.SubjectIndex;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sections of a footer, message by message, while a segment is written or its frames are read again. On the stream's
 * lane.
 */
final class FooterBuilder implements Section.Source {
    private static final int NO_LOCAL = -1;

    private final Summary summary;
    private final Marks marks;
    private final @Nullable PageSums pages;
    private final Bytes[] sections = new Bytes[Section.ALL.size()];
    private final TreeMap<byte[], Integer> byName = new TreeMap<>(Arrays::compareUnsigned);
    /** Of each subject, where it begins and ends in the dictionary. */
    private int[] names = new int[32];
    /** A hash table: number in the index, and number here plus 1. */
    private int[] byId = new int[0];

    private int known;
    private long lastSeq;
    private long lastAt;
    private long lastTime;
    private int lastExtra;
    private int lastLarge;
    private long lastOther;

    /** Of a segment of which these are the rest; pages, if all of its file is seen. */
    FooterBuilder(Summary summary, Marks marks, @Nullable PageSums pages) {
        this.summary = summary;
        this.marks = marks;
        this.pages = pages;
        this.lastSeq = summary.base;
        for (Section each : Section.ALL) {
            sections[each.place()] = new Bytes();
        }
    }

    /** Takes a message at a position, and returns the number of its subject in this segment. */
    int message(OpFrame frame, long at, int id) throws BadFrameException {
        LargeRef large = frame.type() == OpType.LARGE ? LargeRef.of(frame) : null;
        int local = id == SubjectIndex.NONE ? byName(frame) : byId(frame, id);
        int index = summary.messages;
        long size = StoredMessage.fileSize(
                frame.subjectLength(), frame.headersLength(), large == null ? frame.payloadLength() : large.length());
        of(Section.SEQUENCES).number(frame.seq() - lastSeq - 1);
        of(Section.POSITIONS).number((at - lastAt) >>> 3);
        of(Section.SUBJECTS).number(local);
        of(Section.TIMES).signed(frame.time() - lastTime);
        of(Section.SIZES).number(size);
        if (frame.ttl() != 0 || frame.flags() != 0) {
            of(Section.EXTRAS).number(index - lastExtra);
            of(Section.EXTRAS).signed(frame.ttl());
            of(Section.EXTRAS).number(frame.flags());
            lastExtra = index;
        }
        if (large != null) {
            large(large, index);
        }
        lastSeq = frame.seq();
        lastAt = at;
        lastTime = frame.time();
        summary.message(frame.seq(), frame.time(), size);
        return local;
    }

    private void large(LargeRef large, int index) {
        Bytes to = of(Section.LARGES);
        to.number(index - lastLarge);
        to.number(large.file());
        to.number(large.position());
        to.number(large.stored());
        lastLarge = index;
        summary.larges++;
    }

    /** Takes a frame that is not a message. */
    void other(OpFrame frame, long at) {
        of(Section.OTHERS).number(frame.type().code());
        of(Section.OTHERS).number((at - lastOther) >>> 3);
        lastOther = at;
        summary.others++;
        if (frame.type() == OpType.SKIP) {
            summary.end = Math.max(summary.end, frame.seq());
        }
    }

    private Bytes of(Section which) {
        return sections[which.place()];
    }

    private int byName(OpFrame frame) {
        byte[] name =
                Arrays.copyOfRange(frame.buf(), frame.subjectOffset(), frame.subjectOffset() + frame.subjectLength());
        Integer local = byName.get(name);
        if (local == null) {
            local = subject(name, 0, name.length);
            byName.put(name, local);
        }
        return local;
    }

    /** Numbers of the index are given again: what stands in the dictionary under one may be another subject. */
    private int byId(OpFrame frame, int id) {
        int slot = slot(id);
        int local = byId.length == 0 ? NO_LOCAL : byId[2 * slot + 1] - 1;
        if (local != NO_LOCAL && isNamed(local, frame)) {
            return local;
        }
        int added = subject(frame.buf(), frame.subjectOffset(), frame.subjectLength());
        idIs(id, added);
        return added;
    }

    /** The number of a subject in the stream's index stands for one of this segment's. */
    void idIs(int id, int local) {
        if (3 * (known + 1) > byId.length) {
            grow();
        }
        int slot = slot(id);
        known += byId[2 * slot + 1] == 0 ? 1 : 0;
        byId[2 * slot] = id;
        byId[2 * slot + 1] = local + 1;
    }

    private int slot(int id) {
        int mask = byId.length / 2 - 1;
        int slot = (id * 0x9E3779B9) >>> 7 & Math.max(mask, 0);
        while (mask > 0 && byId[2 * slot + 1] != 0 && byId[2 * slot] != id) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        int[] old = byId;
        byId = new int[Math.max(32, 2 * old.length)];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] != 0) {
                int slot = slot(old[i]);
                byId[2 * slot] = old[i];
                byId[2 * slot + 1] = old[i + 1];
            }
        }
    }

    private boolean isNamed(int local, OpFrame frame) {
        int at = frame.subjectOffset();
        return Arrays.equals(
                of(Section.DICTIONARY).buf(),
                names[2 * local],
                names[2 * local + 1],
                frame.buf(),
                at,
                at + frame.subjectLength());
    }

    private int subject(byte[] buf, int off, int length) {
        int local = summary.subjects++;
        if (2 * local == names.length) {
            names = Arrays.copyOf(names, 4 * local);
        }
        Bytes to = of(Section.DICTIONARY);
        to.number(length);
        names[2 * local] = to.length();
        to.bytes(buf, off, length);
        names[2 * local + 1] = to.length();
        return local;
    }

    /** What there is so far of a section; the last ones are made for the call. */
    @Override
    public Cursor section(Section which) {
        return switch (which) {
            case MARKS -> made(marks::encode);
            case SUMMARY -> made(summary::encode);
            case PAGES -> made(pages == null ? to -> {} : pages::encode);
            default -> of(which).cursor();
        };
    }

    private interface Encoded {
        void to(Bytes bytes);
    }

    private static Cursor made(Encoded by) {
        Bytes to = new Bytes();
        by.to(to);
        return to.cursor();
    }
}
