package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Pull requests that wait: each gets one message in its turn, and goes to the end of the queue. It says what is to be told to whom,
 * and sends nothing itself.
 */
@Confined("stream lane")
final class PullQueue {
    /** Who is told how requests end, and asked whether somebody still waits for them. */
    interface Door {
        boolean isWaited(PullWaiter request);

        /** Its time is over. */
        void expired(PullWaiter request);

        /** There is nothing for one that does not wait. */
        void nothing(PullWaiter request);

        /** The next message is larger than what it takes. */
        void tooLarge(PullWaiter request);

        /** There is a message for it, and nobody waits for it any more. */
        void abandoned(PullWaiter request);

        /** It waits. */
        void beat(PullWaiter request);
    }

    /** So long those who wait may be believed to do so. */
    private static final long REST = 100_000_000L;

    private final ArrayDeque<PullWaiter> queue = new ArrayDeque<>();
    private final Door door;
    private final int most;
    private long round = 1;
    private long wanted;
    private long nextDue = PullWaiter.NEVER;
    private int oneShots; // requests that do not wait
    private long swept = Long.MIN_VALUE;
    private long active;

    /** @param most requests that may wait */
    PullQueue(int most, Door door, long now) {
        this.most = most;
        this.door = door;
        this.active = now;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }

    boolean isFull() {
        return queue.size() >= most;
    }

    /** When it was last seen that somebody uses the consumer. */
    long active() {
        return active;
    }

    /** Somebody uses the consumer, as of this moment. */
    void active(long when) {
        active = Math.max(active, when);
    }

    /** A round of deliveries begins: who waits is asked for anew. */
    void round() {
        round++;
    }

    void add(PullWaiter request, long now) {
        queue.add(request);
        oneShots += request.noWait ? 1 : 0;
        nextDue = Math.min(nextDue, Math.min(request.nextBeat, request.expires));
        active(now);
    }

    private void removed(PullWaiter request) {
        oneShots -= request.noWait ? 1 : 0;
    }

    /** Whether a sweep would find nothing: there was one a moment ago, and nothing is due. */
    boolean isQuiet(long now, boolean end) {
        boolean late = swept == Long.MIN_VALUE || now - swept >= REST;
        return !late && now < nextDue && (!end || oneShots == 0);
    }

    /** When it was last looked for requests that are over; {@link Long#MIN_VALUE}: never. */
    long swept() {
        return swept;
    }

    /** The messages that all wanted, when it was last swept. */
    long wanted() {
        return wanted;
    }

    /** When the next request is over or wants a heartbeat, as of the last sweep; {@link PullWaiter#NEVER}: none does. */
    long nextDue() {
        return nextDue;
    }

    /**
     * Ends what is over, drops what nobody waits for, and sends heartbeats that are due.
     *
     * @param end whether there is nothing more to deliver
     */
    void sweep(long now, boolean end) {
        wanted = 0;
        nextDue = PullWaiter.NEVER;
        if (queue.isEmpty()) {
            return;
        }
        swept = now;
        queue.removeIf(each -> isOver(each, now, end));
    }

    private boolean isOver(PullWaiter each, long now, boolean end) {
        if (each.expires <= now) {
            door.expired(each);
            active(each.expires);
        } else if (end && each.noWait && (each.expires == PullWaiter.NEVER || each.delivered > 0)) {
            door.nothing(each);
            active(now);
        } else if (door.isWaited(each)) {
            stays(each, now);
            return false;
        }
        removed(each);
        return true;
    }

    private void stays(PullWaiter each, long now) {
        wanted += each.left;
        if (each.nextBeat <= now) {
            door.beat(each);
            each.beaten(now);
        }
        nextDue = Math.min(nextDue, Math.min(each.nextBeat, each.expires));
    }

    /** The request that gets a message of this size, which is counted; null: nobody wants it. */
    @Nullable
    PullWaiter next(int size, long now) {
        for (PullWaiter first = queue.peek(); first != null; first = queue.peek()) {
            if (first.expires <= now) {
                door.expired(first);
                active(first.expires);
                removed(queue.remove());
            } else if (first.bytes > 0 && size > first.bytes) {
                door.tooLarge(first);
                removed(queue.remove());
            } else if (first.seen != round && !door.isWaited(first)) {
                door.abandoned(first);
                removed(queue.remove());
            } else {
                take(first, size);
                return first;
            }
        }
        return null;
    }

    private void take(PullWaiter first, int size) {
        first.seen = round;
        if (first.bytes > 0) {
            first.bytes -= size;
            first.left = first.bytes == 0 ? 1 : first.left;
        }
        first.delivered++;
        first.left--;
        if (first.left <= 0) {
            removed(queue.remove());
        } else if (queue.size() > 1) {
            queue.remove();
            queue.add(first);
        }
    }

    /** Takes all out, one after the other; null: there is none any more. */
    @Nullable
    PullWaiter poll() {
        PullWaiter first = queue.poll();
        if (first != null) {
            removed(first);
        }
        return first;
    }
}
