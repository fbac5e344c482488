package io.midge.loop;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A lane that is one platform thread, which rests while there is nothing to do. While it rests another thread may be the lane for a
 * task ({@link #runHere}): whoever is the lane has claimed it.
 *
 * <pre>
 *   tasks that are there ─▸ timers that are due ─▸ nothing? release, park until a task or the next timer, claim ─┐
 *     ▴                                                                                                        │
 *     └────────────────────────────────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * Its thread is known to nobody, so that nobody interrupts it: an interrupt would close the files it works on.
 *
 * <p>Threads: its own, but for {@link #execute}, {@link #stop}, {@link #inLane} and {@link #clock}.
 */
public final class ThreadLane implements Lane {
    /** Told, on the lane, of what a task threw; the lane itself goes on. */
    public interface Failure {
        void failed(Throwable cause);
    }

    private static final int TASK_CHUNK = 256;

    /** About 146 years: differences of times stay differences. */
    private static final long LONGEST_DELAY = Long.MAX_VALUE / 2;

    private final String name;
    private final Clock clock;
    private final Failure failure;
    private final MpscUnboundedAtomicArrayQueue<Runnable> tasks = new MpscUnboundedAtomicArrayQueue<>(TASK_CHUNK);
    private final TimerHeap timers = new TimerHeap();
    private final Thread thread;
    /** Who is the lane now; null: nobody, it rests. */
    private final AtomicReference<@Nullable Thread> claimed = new AtomicReference<>();

    /** A timer was set: whoever rests may rest for too long. Of who is the lane. */
    private boolean timed;

    private volatile boolean awake = true;
    /** Its thread wants to be the lane. */
    private volatile boolean wants;

    private volatile boolean stopping;
    /** Takes tasks from itself only. */
    private volatile boolean closed;

    private ThreadLane(String name, boolean daemon, Clock clock, Failure failure) {
        this.name = name;
        this.clock = clock;
        this.failure = failure;
        this.thread = Thread.ofPlatform().name(name).daemon(daemon).unstarted(this::run);
    }

    /** Starts a lane, whose thread keeps the JVM alive unless {@code daemon}. */
    public static ThreadLane start(String name, boolean daemon, Clock clock, Failure failure) {
        ThreadLane lane = new ThreadLane(name, daemon, clock, failure);
        lane.thread.start();
        return lane;
    }

    /**
     * {@inheritDoc}
     *
     * @throws RejectedExecutionException the lane ends, or has ended. Only a task that comes at this very moment may run
     *     nevertheless
     */
    @Override
    public void execute(Runnable task) {
        if (closed && !inLane()) {
            throw refused();
        }
        // The queue counts a task before this looks, and the lane looks at the count after it went to rest.
        tasks.add(task);
        if (!awake && !inLane()) {
            awake = true;
            LockSupport.unpark(thread);
        }
        // Who was held up here finds an empty queue if the task has run meanwhile, be it what ended the lane.
        if (closed && !inLane() && !tasks.isEmpty()) {
            throw refused();
        }
    }

    private RejectedExecutionException refused() {
        return new RejectedExecutionException("lane " + name + " has ended");
    }

    @Override
    @Confined("the lane")
    public Delayed schedule(long delayNanos, Runnable task) {
        if (!inLane()) {
            throw new IllegalStateException("not on lane " + name);
        }
        long delay = Math.clamp(delayNanos, 0, LONGEST_DELAY);
        Timer timer = new Timer(task, clock.nanos() + delay);
        timers.add(timer);
        timed = true;
        return () -> timers.cancel(timer);
    }

    @Override
    public boolean inLane() {
        return claimed.get() == Thread.currentThread();
    }

    @Override
    public boolean isQuiet() {
        return tasks.isEmpty();
    }

    @Override
    public boolean runHere(Runnable task) {
        if (stopping || wants || !tasks.isEmpty() || !claimed.compareAndSet(null, Thread.currentThread())) {
            return false;
        }
        try {
            boolean runs = tasks.isEmpty() && !stopping; // what came before has run, and is seen
            if (runs) {
                guarded(task);
            }
            return runs;
        } finally {
            release();
        }
    }

    private void release() {
        boolean isTimed = timed;
        timed = false;
        claimed.set(null);
        if (wants || isTimed || stopping || !tasks.isEmpty()) {
            awake = true;
            LockSupport.unpark(thread);
        }
    }

    @Override
    public Clock clock() {
        return clock;
    }

    /**
     * Ends the lane when all that was handed over has run, and what that hands over to its own lane; timers are forgotten.
     * Waits for it, unless called from the lane. Any thread.
     */
    public void stop() {
        stopping = true;
        LockSupport.unpark(thread);
        if (inLane()) {
            return;
        }
        Lanes.join(thread);
    }

    private void run() {
        claim();
        while (!stopping) {
            rest();
            runTasks();
            fireTimers();
        }
        runTasks();
        closed = true; // or else others could keep it from ending
        while (!tasks.isEmpty()) {
            runTasks();
        }
    }

    private void rest() {
        awake = false;
        if (tasks.isEmpty() && !stopping) {
            long wait = timers.nanosToNext(clock.nanos());
            timed = false;
            claimed.set(null);
            if (wait == Long.MAX_VALUE) {
                LockSupport.park(this);
            } else if (wait > 0) {
                LockSupport.parkNanos(this, wait);
            }
            claim();
        }
        awake = true;
    }

    // Who gives it back looks at what is wanted after that.
    private void claim() {
        while (!claimed.compareAndSet(null, thread)) {
            wants = true;
            if (claimed.get() != null) {
                LockSupport.park(this);
            }
        }
        wants = false;
    }

    // Only those that are there: a task that hands over another one lets timers have their turn first.
    private void runTasks() {
        for (int n = tasks.size(); n > 0; n--) {
            guarded(tasks.poll());
        }
    }

    private void fireTimers() {
        long now = clock.nanos();
        Timer timer = timers.poll(now);
        while (timer != null) {
            guarded(timer.task);
            timer = timers.poll(now);
        }
    }

    private void guarded(@Nullable Runnable task) {
        if (task == null) {
            return;
        }
        try {
            task.run();
        } catch (Throwable e) {
            failed(e);
        }
        Thread.interrupted(); // what the task did to its own thread does not reach the next
    }

    // Telling of a failure may fail as well, for want of memory or stack as a rule. The lane goes on: its streams need
    // it.
    private void failed(Throwable cause) {
        try {
            failure.failed(cause);
        } catch (Throwable e) {
            if (e != cause) {
                cause.addSuppressed(e);
            }
        }
    }
}
