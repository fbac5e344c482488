package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import io.midge.loop.Lane;
import org.jspecify.annotations.Nullable;

/** Runs a task at the earliest of the moments that it is set to; whoever is woken looks what is due, and sets it again. */
@Confined("stream lane")
final class Alarm {
    private final Lane lane;
    private final Runnable task;
    private Lane.@Nullable Delayed timer;
    private long at;

    Alarm(Lane lane, Runnable task) {
        this.lane = lane;
        this.task = task;
    }

    /** In so many nanoseconds at the latest. */
    void in(long delayNanos) {
        long delay = Math.max(0, delayNanos);
        long moment = lane.clock().nanos() + delay;
        if (timer != null) {
            if (moment >= at) {
                return;
            }
            timer.cancel();
        }
        at = moment;
        timer = lane.schedule(delay, this::ring);
    }

    private void ring() {
        timer = null;
        task.run();
    }

    boolean isSet() {
        return timer != null;
    }

    void cancel() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
