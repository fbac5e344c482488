package io.midge.loop;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Instant;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * One thread around one selector: it serves ready channels, runs tasks handed to it, fires timers, and then ends the
 * pass by telling its {@linkplain #onPassEnd listener}, which is where everything written in the pass is flushed.
 *
 * <pre>
 *   select ─▸ ready channels (one read each) ─▸ tasks ─▸ timers ─▸ pass end (flush) ─┐
 *     ▴                                                                            │
 *     └────────────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * Nothing that blocks may run here. The task queue has no bound of its own: each producer keeps at most one task of a
 * kind in it (arm a writer, resume a reader, close a connection), so it is bounded by the number of connections.
 *
 * <p>Threads: the loop's own, but for {@link #execute}, {@link #stop}, {@link #inLoop}, {@link #index}, {@link #nanos} and {@link
 * #instant}.
 */
public final class IoLoop {
    /** A channel's handler, attached to its selection key. */
    public interface Ready {
        /** The channel can do some of what its key is interested in. */
        void ready(SelectionKey key);
    }

    /** Told of what a handler or a task threw; the loop itself goes on. */
    public interface Failure {
        /** {@code ready} is the handler that failed, null when it was a task or a timer. */
        void failed(@Nullable Ready ready, Throwable cause);

        /** The loop has ended for this reason, and with it all that it serves. */
        default void ended(Throwable cause) {
            failed(null, cause);
        }
    }

    private static final int TASK_CHUNK = 256;

    private final int index;
    private final Clock clock;
    private final Failure failure;
    private final Selector selector;
    private final Chance chance;
    private final MpscUnboundedAtomicArrayQueue<Runnable> tasks = new MpscUnboundedAtomicArrayQueue<>(TASK_CHUNK);
    private final TimerHeap timers = new TimerHeap();
    private final Thread thread;
    private Runnable passEnd = () -> {};
    private long nowNanos;
    /** Whether {@link #nowNanos} was taken in this pass. */
    private boolean fresh;

    private volatile boolean awake = true;
    private volatile boolean stopping;

    /** Makes a loop that {@link #start} will run; {@code seed} feeds its {@link #chance}. */
    public IoLoop(int index, String name, Clock clock, long seed, Failure failure) throws IOException {
        this.index = index;
        this.clock = clock;
        this.failure = failure;
        this.chance = new Chance(seed);
        this.selector = Selector.open();
        this.nowNanos = clock.nanos();
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Position among the server's loops, from 0. */
    public int index() {
        return index;
    }

    public boolean inLoop() {
        return thread.equals(Thread.currentThread());
    }

    /** The source of chance of this loop. */
    @Confined("I/O loop")
    public Chance chance() {
        return chance;
    }

    /** The monotonic time at which the current pass began: good for anything coarser than a pass. */
    @Confined("I/O loop")
    public long nowNanos() {
        return nowNanos;
    }

    /** The monotonic time at this moment. Any thread. */
    public long nanos() {
        return clock.nanos();
    }

    /** The time of day. Any thread. */
    public Instant instant() {
        return clock.instant();
    }

    /** Sets what runs at the end of each pass; before {@link #start} or on the loop. */
    public void onPassEnd(Runnable listener) {
        passEnd = listener;
    }

    /** Runs a task on the loop, soon, in the order given by each caller. Any thread. */
    public void execute(Runnable task) {
        tasks.add(task);
        if (!awake && !inLoop()) {
            awake = true;
            selector.wakeup();
        }
    }

    /** Runs {@code task} once after {@code delayNanos}, to the millisecond. */
    @Confined("I/O loop")
    public Timer schedule(long delayNanos, Runnable task) {
        Timer timer = new Timer(task, clock.nanos() + delayNanos);
        timers.add(timer);
        return timer;
    }

    /** Forgets a timer; one that has fired or was cancelled before is left alone. */
    @Confined("I/O loop")
    public void cancel(@Nullable Timer timer) {
        if (timer != null) {
            timers.cancel(timer);
        }
    }

    /** How many timers are set. */
    @Confined("I/O loop")
    public int timers() {
        return timers.size();
    }

    /** Puts a non-blocking channel under this loop's selector. */
    @Confined("I/O loop")
    public SelectionKey register(SelectableChannel channel, int interest, Ready ready) throws IOException {
        return channel.register(selector, interest, ready);
    }

    /** Ends the loop after the pass in hand and waits for its thread, unless called from it. Any thread. */
    public void stop() {
        stopping = true;
        selector.wakeup();
        if (inLoop()) {
            return;
        }
        Lanes.join(thread);
    }

    /** Gives back what a loop that was never started holds. */
    public void discard() {
        try {
            selector.close();
        } catch (IOException e) {
            failure.failed(null, e);
        }
    }

    private void run() {
        try (selector) {
            while (!stopping) {
                pass();
            }
            while (!tasks.isEmpty()) {
                runTasks();
            }
            passEnd.run();
        } catch (IOException | RuntimeException | Error e) {
            failure.ended(e);
        }
    }

    // Telling of a failure may fail as well, for want of memory as a rule. The loop goes on: its connections need it.
    private void failed(@Nullable Ready ready, Throwable cause) {
        try {
            failure.failed(ready, cause);
        } catch (RuntimeException | Error e) {
            cause.addSuppressed(e);
        }
    }

    private void pass() throws IOException {
        fresh = false;
        awake = false;
        if (!tasks.isEmpty()) {
            selector.selectNow(this::serve);
        } else {
            long wait = timers.nanosToNext(clock.nanos());
            if (wait <= 0) {
                selector.selectNow(this::serve);
            } else {
                selector.select(this::serve, wait == Long.MAX_VALUE ? 0 : wait / 1_000_000 + 1);
            }
        }
        awake = true;
        nowNanos = clock.nanos();
        runTasks();
        fireTimers();
        guarded(null, passEnd);
    }

    private void serve(SelectionKey key) {
        if (!fresh) {
            fresh = true;
            awake = true;
            nowNanos = clock.nanos();
        }
        Ready ready = (Ready) key.attachment();
        try {
            ready.ready(key);
        } catch (CancelledKeyException e) {
            return; // closed by an earlier key of the same pass
        } catch (RuntimeException | Error e) {
            failed(ready, e);
        }
    }

    // Only those that are there: a task that hands over another one lets channels and timers have their turn first.
    private void runTasks() {
        for (int n = tasks.size(); n > 0; n--) {
            Runnable task = tasks.poll();
            if (task == null) {
                return;
            }
            guarded(null, task);
        }
    }

    private void fireTimers() {
        Timer timer = timers.poll(nowNanos);
        while (timer != null) {
            guarded(null, timer.task);
            timer = timers.poll(nowNanos);
        }
    }

    private void guarded(@Nullable Ready ready, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            failed(ready, e);
        }
    }
}
