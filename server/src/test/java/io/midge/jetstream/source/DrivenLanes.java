package io.midge.jetstream.source;

import io.midge.loop.Clock;
import io.midge.loop.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Lanes that run on the test's own thread, when it says so, and whose time it makes pass. */
final class DrivenLanes {
    private final List<Driven> lanes = new ArrayList<>();
    private volatile long nanos = 1_700_000_000_000_000_000L;
    private @Nullable Driven running;

    private record Due(long at, Runnable task) {}

    /** One of them; tasks may come from any thread. */
    final class Driven implements Lane, Clock {
        private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final List<Due> later = new ArrayList<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Delayed schedule(long delayNanos, Runnable task) {
            if (running != this) {
                throw new IllegalStateException("not on this lane");
            }
            Due due = new Due(nanos + delayNanos, task);
            later.add(due);
            return () -> later.remove(due);
        }

        @Override
        public boolean inLane() {
            return running == this;
        }

        @Override
        public Clock clock() {
            return this;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(0, nanos);
        }

        private boolean step() {
            Runnable task = tasks.poll();
            if (task == null) {
                return false;
            }
            running = this;
            try {
                task.run();
            } finally {
                running = null;
            }
            return true;
        }
    }

    Driven lane() {
        Driven lane = new Driven();
        lanes.add(lane);
        return lane;
    }

    /** Runs all there is to run; whether there was anything. */
    boolean run() {
        boolean any = false;
        boolean more = true;
        while (more) {
            more = false;
            for (Driven each : lanes) {
                more |= each.step();
            }
            any |= more;
        }
        return any;
    }

    /** Time goes on up to the first task that waits for a time until then, which is run. */
    boolean passTo(long until) {
        Driven next = null;
        Due first = null;
        for (Driven lane : lanes) {
            Due due = lane.later.stream().min(Comparator.comparingLong(Due::at)).orElse(null);
            if (due != null && due.at() <= until && (first == null || due.at() < first.at())) {
                first = due;
                next = lane;
            }
        }
        if (first == null || next == null) {
            nanos = Math.max(nanos, until);
            return false;
        }
        nanos = Math.max(nanos, first.at());
        next.later.remove(first);
        next.execute(first.task());
        return true;
    }

    long nanos() {
        return nanos;
    }
}
