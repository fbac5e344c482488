package io.midge.store.log;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Payloads of one segment on their way out of a file most of which is dead, a few at a time. When all are copied and durable,
 * the segment is written again to say where they are now. If that comes to nothing, the copies are as dead as the rest. On the stream's lane.
 */
final class Moving {
    private final Segment of;
    private final int file;
    private final Shelf shelf;
    private final SegmentReader reader;
    private final LargeFiles large;
    /** Of messages, where their payloads are now. */
    private final TreeMap<Long, LargeRef> moved = new TreeMap<>();
    /** And where they were. */
    private final TreeMap<Long, LargeRef> left = new TreeMap<>();

    private final int[] rows;
    private int next;

    Moving(Segment of, int file, Shelf shelf, SegmentReader reader, LargeFiles large) throws IOException {
        this.of = of;
        this.file = file;
        this.shelf = shelf;
        this.reader = reader;
        this.large = large;
        this.rows = rows();
    }

    /** Which of the segment's messages have their payload in the file. */
    private int[] rows() throws IOException {
        return shelf.sound(of, () -> {
            Cursor from = shelf.section(of, Section.LARGES);
            int[] found = new int[0];
            int count = 0;
            int row = 0;
            while (from.left() > 0) {
                row += from.number(Math.max(0, of.summary.messages - 1 - row));
                boolean isHere = from.number(Integer.MAX_VALUE) == file;
                from.number();
                from.number();
                if (isHere) {
                    found = count < found.length ? found : Arrays.copyOf(found, Math.max(16, 2 * count));
                    found[count++] = row;
                }
            }
            return Arrays.copyOf(found, count);
        });
    }

    Segment of() {
        return of;
    }

    /** Of messages, where their payloads are now. */
    Map<Long, LargeRef> moved() {
        return moved;
    }

    /** Copies some more; whether all are copied. What was copied is durable. */
    boolean run(Allowance allowance) throws IOException {
        Shelf.Places places = shelf.places(of);
        for (; next < rows.length; next++) {
            if (allowance.isSpent()) {
                break;
            }
            int row = rows[next];
            if (row < places.seqs().count() && !shelf.isGone(places.seqs().seq(row))) {
                copy(places.position(row), allowance);
            }
        }
        large.sync();
        return next == rows.length;
    }

    private void copy(long position, Allowance allowance) throws IOException {
        try {
            OpFrame frame = reader.frame(of, position);
            LargeRef ref = frame.type() == OpType.LARGE ? LargeRef.of(frame) : null;
            if (ref == null || ref.file() != file) {
                throw new BadFrameException("another frame than expected");
            }
            allowance.spend(ref.stored());
            long seq = frame.seq();
            byte[] payload = large.has(ref) ? new byte[ref.length()] : new byte[0];
            if (!large.has(ref) || !large.read(ref, payload, 0)) {
                throw new BadFrameException("its payload is damaged");
            }
            left.put(seq, ref);
            moved.put(seq, large.put(payload, 0, payload.length));
        } catch (BadFrameException e) {
            of.damaged = true; // it stays there, and so does the file
        }
    }

    /** Of messages, where their payloads were. */
    Map<Long, LargeRef> left() {
        return left;
    }

    /** Either the segment says where they are, or nobody ever will. */
    void end() {
        moved.values().forEach(large::settled);
    }
}
