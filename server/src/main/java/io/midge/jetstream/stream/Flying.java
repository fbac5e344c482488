package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Messages that are decided and not applied yet, in the order of their sequences: a ring. */
@Confined("stream lane")
final class Flying {
    private static final int FIRST = 256;
    private static final int KEPT = 1 << 16;

    private long[] seqs = new long[FIRST];
    private long[] sizes = new long[FIRST];
    private long[] before = new long[FIRST]; // of the same subject
    private @Nullable Touched[] subjects = new @Nullable Touched[FIRST];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(long seq, long bytes, long previous, Touched subject) {
        if (size == seqs.length) {
            grow();
        }
        int at = at(size++);
        seqs[at] = seq;
        sizes[at] = bytes;
        before[at] = previous;
        subjects[at] = subject;
    }

    private void grow() {
        int length = seqs.length;
        long[] newSeqs = new long[2 * length];
        long[] newSizes = new long[2 * length];
        long[] newBefore = new long[2 * length];
        @Nullable Touched[] newSubjects = new @Nullable Touched[2 * length];
        for (int i = 0; i < size; i++) {
            newSeqs[i] = seqs[at(i)];
            newSizes[i] = sizes[at(i)];
            newBefore[i] = before[at(i)];
            newSubjects[i] = subjects[at(i)];
        }
        seqs = newSeqs;
        sizes = newSizes;
        before = newBefore;
        subjects = newSubjects;
        head = 0;
    }

    private int at(int i) {
        return head + i & seqs.length - 1;
    }

    /** The sequence of the i-th. */
    long seq(int i) {
        return seqs[at(i)];
    }

    long bytes(int i) {
        return sizes[at(i)];
    }

    /** The one of the same subject that was decided before it, while that is not applied; else 0 or one that is. */
    long before(int i) {
        return before[at(i)];
    }

    Touched subject(int i) {
        Touched subject = subjects[at(i)];
        if (subject == null) {
            throw new IllegalStateException("no message " + i);
        }
        return subject;
    }

    /** Which one has this sequence; -1 if none has. */
    int find(long seq) {
        int i = from(seq);
        return i < size && seq(i) == seq ? i : -1;
    }

    /** The first one with this sequence or a later one. */
    int from(long seq) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (seq(middle) < seq) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first was applied. */
    void removeFirst() {
        subjects[head] = null;
        head = at(1);
        if (--size == 0) {
            shrink();
        }
    }

    /** The last will not be stored after all. */
    void removeLast() {
        subjects[at(--size)] = null;
        if (size == 0) {
            shrink();
        }
    }

    private void shrink() {
        head = 0;
        if (seqs.length > KEPT) {
            seqs = new long[FIRST];
            sizes = Arrays.copyOf(seqs, FIRST);
            before = Arrays.copyOf(seqs, FIRST);
            subjects = new @Nullable Touched[FIRST];
        }
    }
}
