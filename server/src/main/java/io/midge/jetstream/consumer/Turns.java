package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import java.util.ArrayDeque;

/** The consumers of a stream that may have something to deliver take turns, a slice each, so that the lane has time for others. */
@Confined("stream lane")
final class Turns {
    /** So many messages of one consumer at once. */
    private static final int SLICE = 256;

    /** So many in one task of the lane. */
    private static final int TASK = 2048;

    private final StreamDoor stream;
    private final ArrayDeque<Consumer> ready = new ArrayDeque<>();
    private boolean scheduled;
    private boolean waitsForRoom;
    private boolean stopped;

    Turns(StreamDoor stream) {
        this.stream = stream;
    }

    /** A consumer may have something to deliver. */
    void ready(Consumer consumer) {
        if (consumer.isClosed() || stopped) {
            return;
        }
        if (!consumer.queued()) {
            consumer.queued(true);
            ready.add(consumer);
        }
        schedule();
    }

    private void schedule() {
        if (!scheduled && !waitsForRoom) {
            scheduled = true;
            stream.lane().execute(this::run);
        }
    }

    private void run() {
        scheduled = false;
        int left = TASK;
        while (left > 0 && !ready.isEmpty() && !stopped) {
            if (!stream.postbox().hasRoom()) {
                waitsForRoom = true;
                stream.postbox().whenRoom(this::room);
                return;
            }
            Consumer next = ready.remove();
            next.queued(false);
            left -= 1 + next.turn(Math.min(left, SLICE));
        }
        if (!ready.isEmpty()) {
            schedule();
        }
    }

    private void room() {
        waitsForRoom = false;
        schedule();
    }

    /** Whether deliveries wait for somebody to take what is on its way. */
    boolean waitsForRoom() {
        return waitsForRoom;
    }

    void stop() {
        stopped = true;
        ready.clear();
    }
}
