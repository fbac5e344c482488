package io.midge.sim.store;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which bytes of a store's files say something that is needed: they cannot be wrong without anybody noticing. The others are room
 * that is kept for later, zeros between one thing and the next, and what was said and no longer counts.
 */
final class Vital {
    private static final int PAGE = 4096;
    private static final int BATCH = 64;
    private static final int ENVELOPE = 32;
    private static final int SEGMENT = 64;
    private static final int SEALED = 1 << 31;
    private static final int PAGES = (1 << 24) - 1;

    private final TreeMap<String, BitSet> vital = new TreeMap<>();
    /** The file and the position of the last batch that follows another one. */
    private String lastFile = "";

    private int lastAt;
    private int lastOperations;
    private boolean lastIsOnePage;

    /** These bytes of a file. */
    void add(String name, int from, int to) {
        vital.computeIfAbsent(name, any -> new BitSet()).set(from, to);
    }

    /** A file of frames, some way behind its beginning; where they end the rest is of no account. */
    void frames(String name, byte[] bytes, boolean segment, int length) {
        OpFrame frame = new OpFrame();
        int at = segment ? SEGMENT : 0;
        add(name, 0, at);
        while (at < length) {
            try {
                frame.read(bytes, at, length);
            } catch (BadFrameException e) {
                throw new IllegalStateException(name + " at " + at, e);
            }
            add(name, at, at + frame.length());
            at += OpFrame.padded(frame.length());
        }
    }

    /** A file of the journal, of which what lies before an LSN is not needed any more. */
    void journal(String name, byte[] bytes, long start) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long first = Long.parseUnsignedLong(name.substring("journal/".length(), name.length() - ".jrn".length()), 16);
        int at = 0;
        while (at + BATCH <= bytes.length && in.getLong(at) == in.getLong(0) && in.getLong(at + 16) == first + at) {
            int pages = in.getInt(at + 40);
            int next = at + (pages & PAGES) * PAGE;
            if (first + next > start) {
                add(name, at, at + BATCH);
                int end = at + BATCH + in.getInt(at + 48);
                if ((pages & SEALED) != 0) {
                    add(name, at, end);
                }
                for (int entry = at + BATCH; (pages & SEALED) == 0 && entry < end; ) {
                    int length = ENVELOPE + (in.getInt(entry + 4) & Integer.MAX_VALUE);
                    add(name, entry, entry + length);
                    entry += length + 7 & -8;
                }
                lastFile = name;
                lastAt = at;
                lastOperations = in.getInt(at + 36);
                lastIsOnePage = next == at + PAGE;
            }
            at = next;
        }
    }

    /** Whether something that is needed differs. */
    boolean differs(Map<String, byte[]> before, String name, byte[] now) {
        byte[] was = before.get(name);
        BitSet needed = vital.get(name);
        if (was == null || needed == null) {
            return false;
        }
        int first = Math.max(0, Arrays.mismatch(was, now));
        for (int at = needed.nextSetBit(first); at >= 0; at = needed.nextSetBit(at + 1)) {
            if (at >= now.length || at >= was.length || now[at] != was[at]) {
                return true;
            }
        }
        return false;
    }

    /**
     * How many operations nobody can miss when this page is replaced by one of another time, which the journal would hold had they
     * never come: those of the last batch, if all of it is there.
     */
    int operationsIn(String name, int page) {
        return name.equals(lastFile) && lastIsOnePage && lastAt == page * PAGE ? lastOperations : 0;
    }
}
