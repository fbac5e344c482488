package io.midge.jetstream.stream;

import io.midge.loop.Clock;
import io.midge.loop.Lane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that run on the thread of a test, when it says so, and whose time it makes pass. Tasks come from any thread.
 */
final class DrivenLanes {
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final List<Driven> lanes = new ArrayList<>();
    private @Nullable Driven running;
    private volatile long nanos = 1;

    private record Due(long at, int number, Runnable task) {}

    /** One of them. */
    final class Driven implements Lane {
        private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final List<Due> later = new ArrayList<>();
        private int numbers;

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Delayed schedule(long delayNanos, Runnable task) {
            if (running != this) {
                throw new IllegalStateException("not on this lane");
            }
            Due due = new Due(nanos + Math.max(0, delayNanos), numbers++, task);
            later.add(due);
            return () -> later.remove(due);
        }

        @Override
        public boolean inLane() {
            return running == this;
        }

        @Override
        public Clock clock() {
            return new Clock() {
                @Override
                public long nanos() {
                    return nanos;
                }

                @Override
                public Instant instant() {
                    return START.plusNanos(nanos);
                }
            };
        }

        /** Does something here, at once. */
        void run(Runnable task) {
            Driven before = running;
            running = this;
            try {
                task.run();
            } finally {
                running = before;
            }
        }

        boolean step() {
            Runnable task = tasks.poll();
            if (task != null) {
                run(task);
            }
            return task != null;
        }
    }

    Driven lane() {
        Driven lane = new Driven();
        lanes.add(lane);
        return lane;
    }

    Instant now() {
        return START.plusNanos(nanos);
    }

    /** Runs all there is to run; false: there was nothing. */
    boolean run() {
        boolean any = false;
        boolean more = true;
        while (more) {
            more = false;
            for (Driven lane : lanes) {
                while (lane.step()) {
                    more = true;
                }
            }
            any |= more;
        }
        return any;
    }

    /** Runs one task of a lane that has some; false: none has. */
    boolean step(Random random) {
        List<Driven> ready =
                lanes.stream().filter(lane -> !lane.tasks.isEmpty()).toList();
        return !ready.isEmpty() && ready.get(random.nextInt(ready.size())).step();
    }

    /** Runs what one lane has, and nothing of the others. */
    void run(Driven lane) {
        boolean more = true;
        while (more) {
            more = lane.step();
        }
    }

    /** Lets time go on to the next timer, until an end; false: there was none. */
    boolean next(long end) {
        Optional<Due> first = lanes.stream()
                .flatMap(lane -> lane.later.stream())
                .min(Comparator.comparingLong(Due::at).thenComparingInt(Due::number));
        if (first.isEmpty() || first.get().at > end) {
            nanos = end;
            return false;
        }
        Due due = first.get();
        nanos = Math.max(nanos, due.at);
        for (Driven lane : lanes) {
            if (lane.later.remove(due)) {
                lane.run(due.task);
            }
        }
        return true;
    }

    long nanos() {
        return nanos;
    }
}
