package io.midge.account;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How much may be remembered of replies that accounts wait for, in weights of {@link Response}: an eighth of the heap in all,
 * and a quarter of that for one account, so that nobody takes it from the others. Safe from any thread.
 */
final class ReplyBudget {
    /** What one weight takes, about, in bytes. */
    private static final int WEIGHT_BYTES = 512;

    private static final int PART_OF_HEAP = 8;
    private static final int PART_OF_ACCOUNT = 4;
    private static final long LEAST = 1 << 12;

    private final long most;
    private final AtomicLong used = new AtomicLong();

    ReplyBudget(long most) {
        this.most = most;
    }

    /** Of a JVM with a heap of so many bytes. */
    static ReplyBudget ofHeap(long bytes) {
        return new ReplyBudget(Math.max(LEAST, Math.min(Responses.MOST, bytes / PART_OF_HEAP / WEIGHT_BYTES)));
    }

    /** Takes some for an account that has so much already; false if there is none for it. */
    boolean take(long has, int weight) {
        if (has + weight > most / PART_OF_ACCOUNT) {
            return false;
        }
        if (used.addAndGet(weight) > most) {
            used.addAndGet(-weight);
            return false;
        }
        return true;
    }

    void give(int weight) {
        used.addAndGet(-weight);
    }

    /** What is taken at this moment. */
    long used() {
        return used.get();
    }
}
