package io.midge.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap of timers that knows where each one is, so that cancelling one of 65,536 keep-alive timers costs
 * O(log n) and keeps nothing of a closed connection alive.
 */
@Confined("its loop or lane")
final class TimerHeap {
    private @Nullable Timer[] heap = new @Nullable Timer[16];
    private int size;

    void add(Timer timer) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        up(size++, timer);
    }

    void cancel(Timer timer) {
        int at = timer.index;
        if (at < 0) {
            return;
        }
        timer.index = -1;
        Timer last = at(--size);
        heap[size] = null;
        if (at == size) {
            return;
        }
        up(at, last);
        if (last.index == at) {
            down(at, last);
        }
    }

    /** Removes and returns the first timer that is due, or null. */
    @Nullable
    Timer poll(long nowNanos) {
        if (size == 0) {
            return null;
        }
        Timer first = at(0);
        if (first.deadlineNanos - nowNanos > 0) {
            return null;
        }
        cancel(first);
        return first;
    }

    /** Nanoseconds until the next timer is due: negative when it is overdue, {@link Long#MAX_VALUE} when there is none. */
    long nanosToNext(long nowNanos) {
        return size == 0 ? Long.MAX_VALUE : at(0).deadlineNanos - nowNanos;
    }

    int size() {
        return size;
    }

    private Timer at(int i) {
        Timer timer = heap[i];
        if (timer == null) {
            throw new IllegalStateException("hole in the timer heap at " + i);
        }
        return timer;
    }

    private void up(int from, Timer timer) {
        int i = from;
        while (i > 0) {
            int parent = (i - 1) >>> 1;
            Timer above = at(parent);
            if (above.deadlineNanos - timer.deadlineNanos <= 0) {
                break;
            }
            put(i, above);
            i = parent;
        }
        put(i, timer);
    }

    private void down(int from, Timer timer) {
        int i = from;
        while (true) {
            int child = 2 * i + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && at(child + 1).deadlineNanos - at(child).deadlineNanos < 0) {
                child++;
            }
            if (timer.deadlineNanos - at(child).deadlineNanos <= 0) {
                break;
            }
            put(i, at(child));
            i = child;
        }
        put(i, timer);
    }

    private void put(int i, Timer timer) {
        heap[i] = timer;
        timer.index = i;
    }
}
