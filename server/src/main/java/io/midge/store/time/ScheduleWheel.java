package io.midge.store.time;

import io.midge.loop.Confined;
import java.util.Arrays;

/**
 * When message schedules are due: for each subject at most one, the message that asks for it, and its next time. A heap that knows
 * where each subject's entry is. What a schedule's text means is somebody else's.
 *
 * <p>Of those that are due at one time the lowest subject id comes first.
 */
@Confined("stream lane")
public final class ScheduleWheel {
    /** Hears of schedules whose time has come. */
    public interface Visitor {
        /**
         * A schedule is due.
         *
         * @param subject the id of the schedule's subject
         * @param seq of the message that is the schedule
         * @param timeNs when it was due
         * @return false: not now; it stays, and nothing more is told
         */
        boolean due(int subject, long seq, long timeNs);
    }

    /** What {@link #next} returns when nothing is due. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int FIRST = 16;
    private static final int FREE = -1;

    private int[] subjects = new int[0];
    private long[] seqs = new long[0];
    private long[] times = new long[0];
    private int size;

    /** Subject ids at open addresses, and where in the heap their entry is. */
    private int[] keys = new int[0];

    private int[] places = new int[0];

    public int size() {
        return size;
    }

    /** A subject's schedule is due then, in place of the one it had. Ids are from 0 on. */
    public void put(int subject, long seq, long timeNs) {
        if (subject < 0) {
            throw new IllegalArgumentException("subject " + subject);
        }
        int at = place(subject);
        if (at < 0) {
            room();
            at = size++;
            key(subject);
        } else if (before(times[at], subject, timeNs, subject)) {
            set(at, subject, seq, timeNs);
            down(at);
            return;
        }
        set(at, subject, seq, timeNs);
        up(at);
    }

    /** A subject has no schedule any more; false if it had none. */
    public boolean remove(int subject) {
        int at = place(subject);
        if (at < 0) {
            return false;
        }
        removeAt(at);
        return true;
    }

    /** As {@link #remove(int)}, if it is that message's. */
    public boolean remove(int subject, long seq) {
        int at = place(subject);
        if (at < 0 || seqs[at] != seq) {
            return false;
        }
        removeAt(at);
        return true;
    }

    /** The message that is the subject's schedule; 0 if there is none. */
    public long seq(int subject) {
        int at = place(subject);
        return at < 0 ? 0 : seqs[at];
    }

    /** When the subject's schedule is due; {@link #NEVER} if there is none. */
    public long time(int subject) {
        int at = place(subject);
        return at < 0 ? NEVER : times[at];
    }

    /** When the first is due; {@link #NEVER} if there is none. */
    public long next() {
        return size == 0 ? NEVER : times[0];
    }

    /**
     * Tells of schedules whose time has come, the first one first, and forgets them; one that has another time is put again. The
     * visitor may not change the wheel; whoever cannot do what is due after all puts it again.
     *
     * @return how many it told of
     */
    public int due(long nowNs, Visitor visitor) {
        int told = 0;
        while (size > 0 && times[0] <= nowNs && visitor.due(subjects[0], seqs[0], times[0])) {
            told++;
            removeAt(0);
        }
        return told;
    }

    /** How many bytes of heap it takes. */
    public long bytes() {
        return 64 + 20L * seqs.length + 8L * keys.length;
    }

    private void removeAt(int at) {
        unkey(subjects[at]);
        int last = --size;
        if (at == last) {
            return;
        }
        boolean earlier = before(times[last], subjects[last], times[at], subjects[at]);
        set(at, subjects[last], seqs[last], times[last]);
        if (earlier) {
            up(at);
        } else {
            down(at);
        }
    }

    private void room() {
        if (size == seqs.length) {
            int length = Math.max(FIRST, size + (size >> 1));
            subjects = Arrays.copyOf(subjects, length);
            seqs = Arrays.copyOf(seqs, length);
            times = Arrays.copyOf(times, length);
        }
    }

    // ── the heap
    // ────────────────────────────────────────────────────────────────────────────────────────────────────────

    private void up(int from) {
        int subject = subjects[from];
        long seq = seqs[from];
        long time = times[from];
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!before(time, subject, times[parent], subjects[parent])) {
                break;
            }
            set(at, subjects[parent], seqs[parent], times[parent]);
            at = parent;
        }
        set(at, subject, seq, time);
    }

    private void down(int from) {
        int subject = subjects[from];
        long seq = seqs[from];
        long time = times[from];
        int at = from;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(times[child + 1], subjects[child + 1], times[child], subjects[child])) {
                child++;
            }
            if (!before(times[child], subjects[child], time, subject)) {
                break;
            }
            set(at, subjects[child], seqs[child], times[child]);
            at = child;
        }
        set(at, subject, seq, time);
    }

    private void set(int at, int subject, long seq, long time) {
        subjects[at] = subject;
        seqs[at] = seq;
        times[at] = time;
        places[slot(subject)] = at;
    }

    private static boolean before(long time, int subject, long otherTime, int otherSubject) {
        return time < otherTime || (time == otherTime && subject < otherSubject);
    }

    // ── where each subject's entry is
    // ───────────────────────────────────────────────────────────────────────────────────

    private int place(int subject) {
        if (size == 0) {
            return -1;
        }
        int slot = slot(subject);
        return keys[slot] == subject && subject >= 0 ? places[slot] : -1;
    }

    private int slot(int subject) {
        int mask = keys.length - 1;
        int slot = home(subject);
        while (keys[slot] != FREE && keys[slot] != subject) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(int subject) {
        return ((subject * 0x9E3779B9) >>> 7) & (keys.length - 1);
    }

    private void key(int subject) {
        if (size > keys.length / 4 * 3) {
            keys = new int[Math.max(FIRST, keys.length * 2)];
            places = new int[keys.length];
            Arrays.fill(keys, FREE);
            for (int i = 0; i < size - 1; i++) {
                int slot = slot(subjects[i]);
                keys[slot] = subjects[i];
                places[slot] = i;
            }
        }
        keys[slot(subject)] = subject;
    }

    private void unkey(int subject) {
        int mask = keys.length - 1;
        int hole = slot(subject);
        for (int next = hole + 1 & mask; keys[next] != FREE; next = next + 1 & mask) {
            if ((next - home(keys[next]) & mask) >= (next - hole & mask)) { // may stand where the hole is
                keys[hole] = keys[next];
                places[hole] = places[next];
                hole = next;
            }
        }
        keys[hole] = FREE;
    }
}
