package io.midge.sim;

import io.midge.loop.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of all lanes on one thread, in an order and at times that a seed decides.
 *
 * <pre>
 *   lane A   ├─ task ──── disk ─────────┤       ├─ task ─┤
 *   lane B        ├─ task ┤ ├─ task ┤        ├─ disk ────────┤        time ─▸
 * </pre>
 *
 * Each lane has its own time: the beginning of its task, and what the task took since, which is what the disk charged. The
 * next to begin is always the lane that can do so first, and among several a random one. What one lane hands to another
 * begins there no sooner than it was handed over, after a delay that chance decides. A task is never cut in two: others see all
 * of its effects or none, which is what lanes promise.
 *
 * <p>Of the thread that made it.
 */
public final class Scheduler {
    /** Why a run is over. */
    public enum End {
        /** Nothing is left to do. */
        IDLE,
        /** What was waited for came true. */
        DONE,
        /** The time is up. */
        TIME,
        /** The power is gone. */
        HALTED
    }

    /** Something that a task threw. */
    public record Failure(String lane, Throwable cause) {}

    private static final long DEFAULT_LIMIT = 10_000_000;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Thread owner = Thread.currentThread();
    private final Trace trace;
    private final Dice dice;
    private final List<SimLane> lanes = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Clock clock = new SimClock();

    /** What the monotonic clock shows at time 0: anything, also shortly before it overflows. */
    private final long origin;
    /** How long it takes at most, as a rule, until what was handed over arrives. */
    private final long delay;
    /** Once in so many tasks a lane stands still for a while; 0: never. */
    private final int stalls;

    private @Nullable SimLane running;
    private long now;
    private long number;
    private int lanesMade;
    private long limit = DEFAULT_LIMIT;
    private long steps;
    /** When the power goes. */
    private long haltAt = Long.MAX_VALUE;

    private Instant start = START;

    public Scheduler(long seed) {
        this(seed, new Trace());
    }

    public Scheduler(long seed, Trace trace) {
        this.trace = trace;
        this.dice = new Dice(seed);
        this.origin = dice.oneIn(4) ? Long.MAX_VALUE - dice.below(10_000_000_000L) : dice.next();
        this.delay = dice.pick(0, 1_000, 100_000, 5_000_000);
        this.stalls = (int) dice.pick(0, 0, 300);
    }

    /** Makes a lane. */
    public SimLane lane(String name) {
        SimLane lane = new SimLane(this, name, ++lanesMade, now);
        lanes.add(lane);
        return lane;
    }

    /** What time it is: on the lane that runs, or else for whoever looks on. */
    public Clock clock() {
        return clock;
    }

    /** Nanoseconds since the beginning, as {@link #clock} sees it. */
    public long nanos() {
        return running == null ? now : running.now;
    }

    /** Sets the time of day, which may go back; the monotonic clock does not notice. */
    public void timeOfDay(Instant instant) {
        start = instant.minusNanos(nanos());
        trace.event(nanos(), who(), "time of day", instant.toString(), 0, 0);
    }

    /** Dice for whoever asks, different ones each time. */
    public Dice dice() {
        return dice.fork();
    }

    public Trace trace() {
        return trace;
    }

    /** After so many steps the run is given up. */
    public void limit(long most) {
        limit = most;
    }

    /** What tasks threw, in order; lanes went on nevertheless. */
    public List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** Until nothing is left to do. */
    public End run() {
        return run(Long.MAX_VALUE, () -> false);
    }

    /** For so long at most. */
    public End runFor(long nanos) {
        return run(now + nanos, () -> false);
    }

    /** Until a condition holds that is looked at after each task. */
    public End runUntil(BooleanSupplier done) {
        return run(Long.MAX_VALUE, done);
    }

    private End run(long end, BooleanSupplier done) {
        if (running != null) {
            throw new IllegalStateException("a task cannot run others");
        }
        while (true) {
            if (haltAt == Long.MAX_VALUE && done.getAsBoolean()) {
                return End.DONE;
            }
            SimLane lane = next();
            if (haltAt != Long.MAX_VALUE && (lane == null || lane.next() >= haltAt)) {
                return End.HALTED;
            }
            if (lane == null) {
                return End.IDLE;
            }
            if (lane.next() > end) {
                now = Math.max(now, end);
                return End.TIME;
            }
            step(lane);
        }
    }

    private @Nullable SimLane next() {
        SimLane first = null;
        int equal = 0;
        for (SimLane lane : lanes) {
            long at = lane.next();
            if (at == Long.MAX_VALUE || (first != null && at > first.next())) {
                continue;
            }
            equal = first == null || at < first.next() ? 1 : equal + 1;
            if (equal == 1 || dice.oneIn(equal)) {
                first = lane;
            }
        }
        return first;
    }

    private void step(SimLane lane) {
        Runnable task = lane.take();
        if (task == null) {
            return;
        }
        count();
        now = Math.max(now, lane.now);
        running = lane;
        try {
            task.run();
        } catch (PowerLost e) {
            halt();
        } catch (EndlessError e) {
            throw e;
        } catch (Throwable e) {
            failures.add(new Failure(lane.name(), e));
            trace.event(lane.now, lane.name(), "threw", e.getClass().getName(), failures.size(), 0);
        } finally {
            running = null;
        }
        lane.now += dice.below(2_000) + (dice.oneIn(stalls) ? dice.below(2_000_000_000L) : 0);
    }

    /** Runs a task on a lane that rests, by the one that is at work, and takes its time. False: it does not rest. */
    boolean runHere(SimLane lane, Runnable task) {
        SimLane caller = running;
        if (caller == null || caller == lane || lane.now > caller.now || isHalted()) {
            return false;
        }
        count();
        lane.now = caller.now;
        trace.event(lane.now, lane.name(), "here", caller.name(), ++number, 0);
        running = lane;
        try {
            task.run();
        } catch (PowerLost e) {
            lane.end();
            throw e;
        } catch (EndlessError e) {
            throw e;
        } catch (Throwable e) {
            failures.add(new Failure(lane.name(), e));
            trace.event(lane.now, lane.name(), "threw", e.getClass().getName(), failures.size(), 0);
        } finally {
            caller.now = lane.now;
            running = caller;
        }
        return true;
    }

    /** Time passes for the lane that runs, since it waits for something that is not another lane. */
    public void busy(long nanos) {
        count();
        if (running != null) {
            running.now += nanos;
        } else {
            now += nanos;
        }
    }

    /**
     * The power goes at this time of the lane that runs, which is at its end. Others go on until it is as late for them, since
     * what happened here happened while they were at work; nothing begins after that, and nothing is handed over.
     */
    public void halt() {
        haltAt = Math.min(haltAt, nanos());
        if (running != null) {
            running.end();
        }
    }

    /** Whether what is done now is done by what does not exist any more. */
    public boolean isHalted() {
        return running == null ? haltAt != Long.MAX_VALUE : running.isEnded() || running.now >= haltAt;
    }

    /** All lanes are gone with all they had to do, and new ones can be made. Time goes on. */
    public void restart() {
        lanes.forEach(SimLane::end);
        lanes.clear();
        haltAt = Long.MAX_VALUE;
        trace.event(now, who(), "restart", "", 0, 0);
    }

    /** Who is at work, for the trace. */
    String who() {
        return running == null ? "-" : running.name();
    }

    @Nullable
    SimLane running() {
        return running;
    }

    long number() {
        return ++number;
    }

    long chance() {
        return dice.next();
    }

    void post(SimLane to, Runnable task) {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("a simulation has one thread");
        }
        if (isHalted() || to.isEnded()) {
            return;
        }
        long takes = delay == 0 ? 0 : dice.below(delay) * (dice.oneIn(64) ? 10 : 1);
        to.add(running == null ? 0 : running.index(), nanos() + takes, task);
        trace.event(nanos(), who(), "post", to.name(), number, takes);
    }

    private void count() {
        if (++steps > limit) {
            throw new EndlessError("more than " + limit + " steps: " + Duration.ofNanos(now) + " have passed");
        }
    }

    private final class SimClock implements Clock {
        @Override
        public long nanos() {
            return origin + Scheduler.this.nanos();
        }

        @Override
        public Instant instant() {
            return start.plusNanos(Scheduler.this.nanos());
        }
    }
}
