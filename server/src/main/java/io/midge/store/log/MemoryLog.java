package io.midge.store.log;

import io.midge.store.index.SubjectFilter;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream that lives in memory, in slabs outside the heap. On the stream's lane.
 *
 * <pre>
 *   slabs  [ 1 … 3910 ] [ 3911 … 9004 ] [ 9005 … 30117 ] [ 30118 … ◂ being filled ]
 *             64 KiB        128 KiB          1 MiB             1 MiB
 * </pre>
 *
 * What is deleted leaves holes. A slab without messages is given back; one that is less than half full moves to a smaller one, and
 * two neighbours that fit into half of the largest become one. So what is in use stays within a small multiple of what is there, and
 * since merging makes slabs fewer and only appending makes them more, each byte is moved a few times at most. Where the pool has no
 * room for the copy, the holes stay for now.
 *
 * <p>A message that is deleted alone is overwritten, and so is the place from which messages were moved.
 */
public final class MemoryLog implements MessageLog {
    private static final int MERGED = SlabPool.LARGEST / 2;

    private final SlabPool pool;
    private final ArrayList<MemorySlab> slabs = new ArrayList<>();
    private int nextSize = SlabPool.SMALLEST;
    private long last = NONE;
    private long first;
    private long used;

    public MemoryLog(SlabPool pool) {
        this.pool = pool;
    }

    /** Takes a message; of other frames nothing needs to be found again. @throws SpentException there is no room for it */
    @Override
    public void append(OpFrame frame, long lsn, int subject) throws SpentException {
        if (frame.type() == OpType.LARGE) {
            throw new IllegalArgumentException("a payload that lies in a file, for a stream that has none");
        }
        if (frame.type() != OpType.MESSAGE) {
            return;
        }
        if (frame.seq() <= last || subject < 0) {
            throw new IllegalArgumentException("message " + frame.seq() + " of subject " + subject + " after " + last);
        }
        MemorySlab active = active();
        if (active == null || !active.fits(MemorySlab.room(frame), frame.seq())) {
            MemorySlab next = open(MemorySlab.room(frame));
            if (active != null && active.rows() == 0) { // kept for small messages, and nothing can be found behind it
                slabs.remove(slabs.size() - 1);
                release(active);
            } else if (active != null) {
                active.seal();
            }
            slabs.add(next);
            tidy(slabs.size() - 2);
            active = next;
        }
        active.add(frame, subject);
        last = frame.seq();
    }

    private @Nullable MemorySlab active() {
        return slabs.isEmpty() ? null : slabs.get(slabs.size() - 1);
    }

    private MemorySlab open(int room) throws SpentException {
        if (room > SlabPool.LARGEST) {
            return openLarge(room);
        }
        int least = size(room);
        for (int size = Math.max(nextSize, least); ; size /= 2) {
            try {
                MemorySlab slab = slab(size);
                nextSize = Math.min(SlabPool.LARGEST, 2 * size);
                return slab;
            } catch (SpentException e) {
                if (size == least) {
                    throw e;
                }
            }
        }
    }

    private MemorySlab slab(int size) throws SpentException {
        MemorySlab slab = new MemorySlab(pool.take(size));
        used += size;
        return slab;
    }

    /** For one message that no piece can hold. */
    private MemorySlab openLarge(int room) throws SpentException {
        int whole = room / SlabPool.LARGEST;
        int rest = room % SlabPool.LARGEST;
        SlabPool.Piece[] pieces = new SlabPool.Piece[whole + (rest > 0 ? 1 : 0)];
        int count = 0;
        try {
            while (count < pieces.length) {
                pieces[count] = pool.take(count < whole ? SlabPool.LARGEST : size(rest));
                count++;
            }
        } catch (SpentException e) {
            while (count > 0) {
                pool.give(pieces[--count]);
            }
            throw e;
        }
        MemorySlab slab = new MemorySlab(pieces);
        used += slab.capacity();
        return slab;
    }

    /** The smallest size that has this much room. */
    private static int size(int room) {
        return room <= SlabPool.SMALLEST ? SlabPool.SMALLEST : Integer.highestOneBit(room - 1) * 2;
    }

    /** The first slab with this sequence or one above; as many as there are if there is none. */
    private int ceiling(long seq) {
        int low = 0;
        int high = slabs.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            MemorySlab slab = slabs.get(middle);
            if (slab.rows() == 0 || slab.last() >= seq) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The last slab with this sequence or one below; -1 if there is none. */
    private int floor(long seq) {
        int i = ceiling(seq);
        return i < slabs.size() && slabs.get(i).rows() > 0 && slabs.get(i).first() <= seq ? i : i - 1;
    }

    @Override
    public boolean read(long seq, StoredMessage into) {
        int i = ceiling(seq);
        if (i == slabs.size() || slabs.get(i).rows() == 0) {
            return false;
        }
        MemorySlab slab = slabs.get(i);
        int row = slab.ceiling(seq);
        if (slab.seq(row) != seq || slab.subject(row) < 0) {
            return false;
        }
        slab.read(row, into);
        return true;
    }

    @Override
    public long next(long from, SubjectFilter filter, StoredMessage into) {
        if (filter.isSingle()) {
            int single = filter.single();
            long seq = single == SubjectIndex.NONE ? NONE : nextOf(single, from);
            return seq != NONE && read(seq, into) ? seq : NONE;
        }
        boolean all = filter.takesAllThereIs();
        for (int i = ceiling(from); i < slabs.size(); i++) {
            MemorySlab slab = slabs.get(i);
            int row = slab.rows() == 0 ? 0 : slab.ceiling(from);
            if (!all && row == 0 && cannotHave(slab, filter)) {
                continue;
            }
            for (; row < slab.rows(); row++) {
                int subject = slab.subject(row);
                if (subject >= 0 && (all || filter.takes(subject))) {
                    slab.read(row, into);
                    return into.seq;
                }
            }
        }
        return NONE;
    }

    @Override
    public long previous(long from, SubjectFilter filter, StoredMessage into) {
        if (filter.isSingle()) {
            int single = filter.single();
            long seq = single == SubjectIndex.NONE ? NONE : previousOf(single, from);
            return seq != NONE && read(seq, into) ? seq : NONE;
        }
        boolean all = filter.takesAllThereIs();
        for (int i = floor(from); i >= 0; i--) {
            MemorySlab slab = slabs.get(i);
            int row = slab.floor(from);
            if (!all && row == slab.rows() - 1 && cannotHave(slab, filter)) {
                continue;
            }
            for (; row >= 0; row--) {
                int subject = slab.subject(row);
                if (subject >= 0 && (all || filter.takes(subject))) {
                    slab.read(row, into);
                    return into.seq;
                }
            }
        }
        return NONE;
    }

    private static boolean cannotHave(MemorySlab slab, SubjectFilter filter) {
        Census census = slab.census();
        return census != null && !census.mayHave(filter);
    }

    private static boolean cannotHave(MemorySlab slab, int subject) {
        Census census = slab.census();
        return census != null && !census.mayHave(subject);
    }

    @Override
    public int subjectOf(long seq) {
        int i = ceiling(seq);
        if (i == slabs.size() || slabs.get(i).rows() == 0) {
            return SubjectIndex.NONE;
        }
        MemorySlab slab = slabs.get(i);
        int row = slab.ceiling(seq);
        return slab.seq(row) == seq && slab.subject(row) >= 0 ? slab.subject(row) : SubjectIndex.NONE;
    }

    @Override
    public long nextOf(int subject, long from) {
        for (int i = subject < 0 ? slabs.size() : ceiling(from); i < slabs.size(); i++) {
            MemorySlab slab = slabs.get(i);
            if (slab.rows() == 0 || cannotHave(slab, subject)) {
                continue;
            }
            for (int row = slab.ceiling(from); row < slab.rows(); row++) {
                if (slab.subject(row) == subject) {
                    return slab.seq(row);
                }
            }
        }
        return NONE;
    }

    @Override
    public long previousOf(int subject, long from) {
        for (int i = subject < 0 ? -1 : floor(from); i >= 0; i--) {
            MemorySlab slab = slabs.get(i);
            if (cannotHave(slab, subject)) {
                continue;
            }
            for (int row = slab.floor(from); row >= 0; row--) {
                if (slab.subject(row) == subject) {
                    return slab.seq(row);
                }
            }
        }
        return NONE;
    }

    @Override
    public long count(long from, SubjectFilter filter) {
        boolean all = filter.takesAllThereIs();
        int single = filter.single();
        if (filter.isSingle() && single == SubjectIndex.NONE) {
            return 0;
        }
        long count = 0;
        for (int i = ceiling(from); i < slabs.size(); i++) {
            MemorySlab slab = slabs.get(i);
            if (slab.rows() == 0 || (single != SubjectIndex.NONE && cannotHave(slab, single))) {
                continue;
            }
            Census census = slab.census();
            int row = slab.ceiling(from);
            int whole = row > 0 ? -1 : all ? slab.live() : census != null ? census.count(filter) : -1;
            count += whole >= 0 ? whole : count(slab, row, all, filter);
        }
        return count;
    }

    private static int count(MemorySlab slab, int from, boolean all, SubjectFilter filter) {
        int count = 0;
        for (int row = from; row < slab.rows(); row++) {
            int subject = slab.subject(row);
            if (subject >= 0 && (all || filter.takes(subject))) {
                count++;
            }
        }
        return count;
    }

    @Override
    public long atTime(long time) {
        for (int i = 0; i < slabs.size(); i++) {
            MemorySlab slab = slabs.get(i);
            for (int row = 0; slab.newest() >= time && row < slab.rows(); row++) {
                if (slab.subject(row) >= 0 && slab.time(row) >= time) {
                    return slab.seq(row);
                }
            }
        }
        return NONE;
    }

    @Override
    public void deleted(long fromSeq, long toSeq) {
        int begin = ceiling(fromSeq);
        int end = begin;
        boolean empty = false;
        while (end < slabs.size() && slabs.get(end).rows() > 0 && slabs.get(end).first() <= toSeq) {
            MemorySlab slab = slabs.get(end++);
            slab.delete(fromSeq, toSeq);
            empty |= slab.live() == 0;
        }
        if (empty) {
            dropEmpty(begin, end);
        }
        if (begin < end) {
            tidy(begin + 1); // of a range, the slabs at both ends keep something
            tidy(begin);
        }
    }

    /** Of some slabs gives those back that hold nothing. */
    private void dropEmpty(int begin, int end) {
        int kept = begin;
        for (int i = begin; i < end; i++) {
            MemorySlab slab = slabs.get(i);
            if (slab.live() > 0) {
                slabs.set(kept++, slab);
            } else if (i == slabs.size() - 1 && slab.capacity() == SlabPool.SMALLEST) {
                slab.reset();
                slabs.set(kept++, slab);
            } else {
                release(slab);
            }
        }
        if (kept < end) {
            slabs.subList(kept, end).clear();
        }
        if (slabs.isEmpty()) {
            nextSize = SlabPool.SMALLEST;
        }
    }

    private void release(MemorySlab slab) {
        slab.release(pool);
        used -= slab.capacity();
    }

    /** Looks after a slab that has lost messages, and its neighbours. */
    private void tidy(int number) {
        int i = number;
        if (merges(i - 1)) {
            merge(i - 1);
            i--;
        }
        if (merges(i)) {
            merge(i);
        }
        if (i >= 0 && i < slabs.size() - 1) {
            MemorySlab slab = slabs.get(i);
            if (2L * slab.liveBytes() < slab.capacity() && size(slab.liveBytes()) < slab.capacity()) {
                move(i, slab, null);
            }
        }
    }

    /** Whether a slab and the next one can become one. The last one is being filled. */
    private boolean merges(int i) {
        if (i < 0 || i + 2 >= slabs.size()) {
            return false;
        }
        MemorySlab one = slabs.get(i);
        MemorySlab other = slabs.get(i + 1);
        return one.liveBytes() + (long) other.liveBytes() <= MERGED && other.last() - one.first() <= Integer.MAX_VALUE;
    }

    private void merge(int i) {
        if (move(i, slabs.get(i), slabs.get(i + 1))) {
            slabs.remove(i + 1);
        }
    }

    /** Moves what one or two slabs hold to a new one, in place of the first; false: there is no room for that. */
    private boolean move(int i, MemorySlab one, @Nullable MemorySlab other) {
        MemorySlab to;
        try {
            to = slab(size(one.liveBytes() + (other == null ? 0 : other.liveBytes())));
        } catch (SpentException e) {
            return false; // the next deletion tries again
        }
        to.take(one);
        if (other != null) {
            to.take(other);
            other.wipe();
            release(other);
        }
        one.wipe();
        release(one);
        to.seal();
        slabs.set(i, to);
        return true;
    }

    @Override
    public void firstIs(long seq) {
        if (seq > first) {
            deleted(first, seq - 1); // below, nothing is left to be looked at
            first = seq;
        }
    }

    @Override
    public long used() {
        return used;
    }

    @Override
    public void close() {
        slabs.forEach(this::release);
        slabs.clear();
    }
}
