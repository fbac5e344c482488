package io.midge.store.journal;

import io.midge.loop.Clock;
import io.midge.loop.Lane;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Lanes that run when they are told, in an order that a seed gives. */
final class HandLanes {
    private final Random random;
    private final List<Hand> lanes = new ArrayList<>();
    private @Nullable Hand running;
    private long nanos;

    HandLanes(long seed) {
        random = new Random(seed);
    }

    private record Due(long at, Runnable task) {}

    /** One of them. */
    final class Hand implements Lane {
        private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
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
            return new Clock() {
                @Override
                public long nanos() {
                    return nanos;
                }

                @Override
                public Instant instant() {
                    return Instant.ofEpochSecond(0, nanos);
                }
            };
        }

        /** Runs one task; false: there is none. */
        boolean step() {
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

        int waiting() {
            return tasks.size();
        }
    }

    Hand lane() {
        Hand lane = new Hand();
        lanes.add(lane);
        return lane;
    }

    /** Runs one task of some lane; false: there is none. */
    boolean step() {
        List<Hand> ready = lanes.stream().filter(lane -> !lane.tasks.isEmpty()).toList();
        return !ready.isEmpty() && ready.get(random.nextInt(ready.size())).step();
    }

    /** Runs all there is to run. */
    void run() {
        boolean more = true;
        while (more) {
            more = step();
        }
    }

    /** Lets time pass, and runs what was waiting for it. */
    void pass(long by) {
        nanos += by;
        for (Hand lane : lanes) {
            for (Due due : List.copyOf(lane.later)) {
                if (due.at() <= nanos) {
                    lane.later.remove(due);
                    lane.execute(due.task());
                }
            }
        }
        run();
    }
}
