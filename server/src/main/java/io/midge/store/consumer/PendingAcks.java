package io.midge.store.consumer;

import java.util.Arrays;

/**
 * Messages that wait for their acknowledgement: stream sequence, the consumer sequence of the first delivery, and the time of the
 * last. Both sequences rise from one to the next, since messages are delivered in their order for the first time; so an array
 * takes them, a search finds them, and what goes leaves a hole until there is no room.
 *
 * <pre>
 *        head                       tail
 *   ......|7|9|hole|12|hole|hole|20|......      never a hole at head, nor right before tail
 * </pre>
 */
final class PendingAcks {
    private static final int FIRST = 8;

    private long[] seqs = new long[FIRST];
    private long[] consumerSeqs = new long[FIRST]; // 0: a hole
    private long[] times = new long[FIRST];
    private int head;
    private int tail;
    private int live;

    int size() {
        return live;
    }

    /** Adds one behind all others. */
    void add(long seq, long consumerSeq, long time) {
        assert tail == head || (seq > seqs[tail - 1] && consumerSeq > consumerSeqs[tail - 1]);
        if (tail == seqs.length) {
            room();
        }
        seqs[tail] = seq;
        consumerSeqs[tail] = consumerSeq;
        times[tail++] = time;
        live++;
    }

    private void room() {
        boolean crowded = live > seqs.length / 4 * 3;
        int length = crowded ? seqs.length * 2 : seqs.length;
        long[] newSeqs = crowded ? new long[length] : seqs;
        long[] newConsumerSeqs = crowded ? new long[length] : consumerSeqs;
        long[] newTimes = crowded ? new long[length] : times;
        int to = 0;
        for (int i = head; i < tail; i++) {
            if (consumerSeqs[i] != 0) {
                newSeqs[to] = seqs[i];
                newConsumerSeqs[to] = consumerSeqs[i];
                newTimes[to++] = times[i];
            }
        }
        seqs = newSeqs;
        consumerSeqs = newConsumerSeqs;
        times = newTimes;
        head = 0;
        tail = to;
    }

    /** Where a message stands; negative if it does not. */
    int find(long seq) {
        int at = Arrays.binarySearch(seqs, head, tail, seq);
        return at >= 0 && consumerSeqs[at] != 0 ? at : -1;
    }

    /** Where the first one stands whose sequence is at least this; negative if there is none. */
    int from(long seq) {
        int at = Arrays.binarySearch(seqs, head, tail, seq);
        return skip(at < 0 ? ~at : at);
    }

    /** Where the one behind stands; negative if there is none. */
    int after(int at) {
        return skip(at + 1);
    }

    private int skip(int from) {
        int at = from;
        while (at < tail && consumerSeqs[at] == 0) {
            at++;
        }
        return at < tail ? at : -1;
    }

    /** Where the first stands; negative if there is none. */
    int first() {
        return live == 0 ? -1 : head;
    }

    /** Where the last stands; negative if there is none. */
    int last() {
        return live == 0 ? -1 : tail - 1;
    }

    long seq(int at) {
        return seqs[at];
    }

    long consumerSeq(int at) {
        return consumerSeqs[at];
    }

    long time(int at) {
        return times[at];
    }

    void setTime(int at, long time) {
        times[at] = time;
    }

    void remove(int at) {
        consumerSeqs[at] = 0;
        if (--live == 0) {
            head = 0;
            tail = 0;
            return;
        }
        while (consumerSeqs[head] == 0) {
            head++;
        }
        while (consumerSeqs[tail - 1] == 0) {
            tail--;
        }
    }

    PendingAcks copy() {
        PendingAcks copy = new PendingAcks();
        for (int at = first(); at >= 0; at = after(at)) {
            copy.add(seqs[at], consumerSeqs[at], times[at]);
        }
        return copy;
    }
}
