package io.midge.loop;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Lanes that run on the thread of a test, when it says so, and whose time it makes pass. Tasks come from any thread; all else is the
 * test's.
 */
public final class DrivenLanes {
    /** What time of day it is when no time has passed. */
    public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final @Nullable Random order;
    private final List<Driven> lanes = new ArrayList<>();
    private @Nullable Driven running;
    private int numbers;
    private volatile long nanos = 1_000;
    private boolean shared;

    private record Due(long at, int number, Runnable task) {}

    /** Lanes of which each does all that it has before the next one has its turn. */
    public DrivenLanes() {
        order = null;
    }

    /** Lanes of which any may be next: the seed says which. */
    public DrivenLanes(long seed) {
        order = new Random(seed);
    }

    /** One of them. */
    public final class Driven implements Lane, Clock {
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
            Due due = new Due(nanos + Math.max(0, delayNanos), numbers++, task);
            later.add(due);
            return () -> later.remove(due);
        }

        @Override
        public boolean inLane() {
            return running == this;
        }

        @Override
        public boolean isQuiet() {
            return tasks.isEmpty();
        }

        @Override
        public boolean runHere(Runnable task) {
            if (!shared || running == this || !tasks.isEmpty()) {
                return false;
            }
            run(task);
            return true;
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
            return START.plusNanos(nanos);
        }

        /** How many tasks it has. */
        public int waiting() {
            return tasks.size();
        }

        /** Does something here, at once. */
        public void run(Runnable task) {
            Driven before = running;
            running = this;
            try {
                task.run();
            } finally {
                running = before;
            }
        }

        /** Runs one task; false: there is none. */
        public boolean step() {
            Runnable task = tasks.poll();
            if (task != null) {
                run(task);
            }
            return task != null;
        }

        /** Runs what it has, and nothing of the others; false: there was nothing. */
        public boolean run() {
            boolean any = false;
            while (step()) {
                any = true;
            }
            return any;
        }
    }

    /** One more. */
    public Driven lane() {
        Driven lane = new Driven();
        lanes.add(lane);
        return lane;
    }

    /** While a lane has nothing to do, another may be it. */
    public void share() {
        shared = true;
    }

    /** What runs now takes so long. */
    public void busy(long takes) {
        long begin = nanos;
        nanos = begin + takes;
    }

    /** How much time has passed. */
    public long nanos() {
        return nanos;
    }

    /** Runs all there is to run; false: there was nothing. */
    public boolean run() {
        boolean any = false;
        boolean more = true;
        while (more) {
            more = order == null ? runInTurn() : step(order);
            any |= more;
        }
        return any;
    }

    private boolean runInTurn() {
        boolean any = false;
        for (Driven lane : lanes) {
            any |= lane.run();
        }
        return any;
    }

    /** Runs one task of a lane that has some, which the seed says; false: none has. */
    public boolean step() {
        if (order == null) {
            throw new IllegalStateException("these lanes have no seed");
        }
        return step(order);
    }

    /** Runs one task of a lane that has some; false: none has. */
    public boolean step(Random of) {
        List<Driven> ready =
                lanes.stream().filter(lane -> !lane.tasks.isEmpty()).toList();
        return !ready.isEmpty() && ready.get(of.nextInt(ready.size())).step();
    }

    /** Lets time go on to the next timer, which fires, or to this moment; false: no timer was due until then. */
    public boolean next(long end) {
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

    /** Lets so much time pass, timer by timer, and runs all there is to run. */
    public void pass(long by) {
        long end = nanos + by;
        run();
        while (next(end)) {
            run();
        }
    }
}
