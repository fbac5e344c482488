package io.midge.store.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which messages a segment has and of which subjects, by their numbers in the stream's index: 4 bytes for each, 4 more if
 * sequences are missing in between, and 4 for each distinct subject as soon as somebody looks for one. It grows while the
 * segment is written. On the stream's lane.
 *
 * <p>The number of a message that is dead may have been given to another subject: whoever looks for a subject asks first whether
 * the message lives.
 */
final class Columns {
    private static final int[] NONE = new int[0];

    private final long base;
    private long first;
    private int count;
    private int[] subjects;
    private int @Nullable [] seqs;
    private int @Nullable [] distinct;

    Columns(long base, int room) {
        this.base = base;
        this.first = base + 1;
        this.subjects = room == 0 ? NONE : new int[room];
    }

    void add(long seq, int subject) {
        if (count == subjects.length) {
            subjects = Arrays.copyOf(subjects, Math.max(16, 2 * count));
            if (seqs != null) {
                seqs = Arrays.copyOf(seqs, subjects.length);
            }
        }
        if (count == 0) {
            first = seq;
        } else if (seqs == null && seq != first + count) {
            seqs = new int[subjects.length];
            for (int i = 0; i < count; i++) {
                seqs[i] = (int) (first + i - base);
            }
        }
        if (seqs != null) {
            seqs[count] = (int) (seq - base);
        }
        subjects[count++] = subject;
        distinct = null;
    }

    /** Nothing more will come: gives back what is not used. */
    Columns trim() {
        subjects = Arrays.copyOf(subjects, count);
        seqs = seqs == null ? null : Arrays.copyOf(seqs, count);
        return this;
    }

    int count() {
        return count;
    }

    long seq(int i) {
        return seqs == null ? first + i : base + seqs[i];
    }

    int subject(int i) {
        return subjects[i];
    }

    /** Which message has a sequence; -1: none. */
    int find(long seq) {
        int i = ceil(seq);
        return i < count && seq(i) == seq ? i : -1;
    }

    /** The first message from a sequence on; {@link #count} if there is none. */
    int ceil(long seq) {
        if (seq <= first) {
            return 0;
        }
        if (seqs == null) {
            return (int) Math.min(count, seq - first);
        }
        if (seq - base > Integer.MAX_VALUE) {
            return count;
        }
        int i = Arrays.binarySearch(seqs, 0, count, (int) (seq - base));
        return i < 0 ? -i - 1 : i;
    }

    /** The last message up to a sequence; -1 if there is none. */
    int floor(long seq) {
        int i = ceil(seq);
        return i < count && seq(i) == seq ? i : i - 1;
    }

    /** The number of a message's subject is known now. */
    void subjectIs(int i, int subject) {
        subjects[i] = subject;
        distinct = null;
    }

    /** Whether some message may have that subject, after looking at all distinct ones, which are kept. */
    boolean mayHave(int subject) {
        int[] all = distinct;
        if (all == null) {
            all = distinct();
            distinct = all;
        }
        return Arrays.binarySearch(all, subject) >= 0;
    }

    private int[] distinct() {
        int[] all = Arrays.copyOf(subjects, count);
        Arrays.sort(all);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || all[i] != all[i - 1]) {
                all[kept++] = all[i];
            }
        }
        return Arrays.copyOf(all, kept);
    }

    /** The first message from the {@code i}-th on with a subject; {@link #count} if there is none. */
    int next(int i, int subject) {
        int at = i;
        while (at < count && subjects[at] != subject) {
            at++;
        }
        return at;
    }

    /** The last message up to the {@code i}-th with a subject; -1 if there is none. */
    int previous(int i, int subject) {
        int at = i;
        while (at >= 0 && subjects[at] != subject) {
            at--;
        }
        return at;
    }

    /** About how much heap it takes, with distinct subjects if it ever has them. */
    int heap() {
        return 64 + 4 * subjects.length + (seqs == null ? 0 : 4 * seqs.length) + 4 * count;
    }
}
