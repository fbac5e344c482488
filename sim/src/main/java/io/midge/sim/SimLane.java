package io.midge.sim;

import io.midge.loop.Clock;
import io.midge.loop.Lane;
import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A lane of a {@link Scheduler}: it does one thing after the other, and while a task of it waits for the disk, others go on.
 * Of the simulation's thread.
 */
public final class SimLane implements Lane {
    /** Something to do from a time on; what is due at the same time is told apart by chance, then by number. */
    private record Task(long time, long tie, long number, boolean isTimer, Runnable body) {
        static final Comparator<Task> ORDER = Comparator.comparingLong(Task::time)
                .thenComparingLong(Task::tie)
                .thenComparingLong(Task::number);
    }

    private final Scheduler scheduler;
    private final String name;
    private final int index;
    private final TreeSet<Task> tasks = new TreeSet<>(Task.ORDER);
    /** When the last task of each poster arrived, by the poster's index: its tasks keep their order. */
    private long[] arrived = new long[4];

    private boolean ended;

    /** While a task runs: what time it has become by its doing. Otherwise: until when the lane was busy. */
    long now;

    SimLane(Scheduler scheduler, String name, int index, long now) {
        this.scheduler = scheduler;
        this.name = name;
        this.index = index;
        this.now = now;
    }

    public String name() {
        return name;
    }

    int index() {
        return index;
    }

    @Override
    public void execute(Runnable task) {
        scheduler.post(this, task);
    }

    @Override
    public Delayed schedule(long delayNanos, Runnable body) {
        if (!inLane()) {
            throw new IllegalStateException("not on lane " + name);
        }
        long due = now + Math.clamp(delayNanos, 0, Long.MAX_VALUE / 4);
        Task task = new Task(due, scheduler.chance(), scheduler.number(), true, body);
        if (!ended) {
            tasks.add(task);
        }
        return () -> tasks.remove(task);
    }

    @Override
    public boolean inLane() {
        return scheduler.running() == this;
    }

    @Override
    public boolean isQuiet() {
        return tasks.stream().allMatch(Task::isTimer);
    }

    @Override
    public boolean runHere(Runnable task) {
        return isQuiet() && !ended && scheduler.runHere(this, task);
    }

    @Override
    public Clock clock() {
        return scheduler.clock();
    }

    /** Takes a task of a poster, whose earlier ones run before it. */
    void add(int poster, long time, Runnable body) {
        if (poster >= arrived.length) {
            arrived = Arrays.copyOf(arrived, poster + 4);
        }
        long at = Math.max(time, arrived[poster] + 1);
        arrived[poster] = at;
        tasks.add(new Task(at, scheduler.chance(), scheduler.number(), false, body));
    }

    /** When its next task can begin; {@link Long#MAX_VALUE}: there is none. */
    long next() {
        return tasks.isEmpty() ? Long.MAX_VALUE : Math.max(now, tasks.first().time());
    }

    /** Takes the next task off; the lane's time becomes when it begins. */
    @Nullable
    Runnable take() {
        Task task = tasks.pollFirst();
        if (task == null) {
            return null;
        }
        now = Math.max(now, task.time());
        scheduler.trace().event(now, name, task.isTimer() ? "timer" : "task", "", task.number(), 0);
        return task.body();
    }

    /** Nothing is done here any more. */
    void end() {
        ended = true;
        tasks.clear();
    }

    boolean isEnded() {
        return ended;
    }
}
