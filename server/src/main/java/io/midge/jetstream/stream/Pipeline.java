package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.store.StreamStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a stream decides to its log, one batch behind the other, and sees to what follows when each is applied,
 * in their order.
 *
 * <pre>
 *   messages ─▸ Filling ─▸ Assembly ─▸ propose ─▸ on its way ... ─▸ applied ─▸ Landing: consumers, acknowledgements
 *   Step ────────────────────┘  only when nothing else is on its way
 * </pre>
 *
 * <p>Threads: the stream's lane; {@link #wake} is for any.
 */
@Confined("stream lane")
final class Pipeline {
    /** So many batches one turn of the lane makes: others live on it too. */
    private static final int BATCHES = 4;

    private static final int SPARE = 8;

    /** So long a journal without room is left alone. */
    private static final long RETRY_NANOS = 1_000_000L;

    /** So long a disk without room is. */
    private static final long ROOM_NANOS = 1_000_000_000L;

    private static final long SECOND = 1_000_000_000L;

    private final StreamStore store;
    private final Lane lane;
    private final Proposed proposed;
    private final Assembly assembly;
    private final Filling filling;
    private final Landing landing;
    private final Limits limits;
    private final ArrayDeque<Batch> onTheirWay = new ArrayDeque<>();
    private final ArrayDeque<Batch> spare = new ArrayDeque<>();
    private final ArrayDeque<Step> steps = new ArrayDeque<>();
    private final AtomicBoolean awake = new AtomicBoolean(); // any thread
    private final Runnable turn = this::turn;

    private @Nullable Batch held; // decided, and there is no room for it
    private boolean retries;
    private boolean messagesFirst;
    private boolean sweeping;
    private final List<Batch> lost = new ArrayList<>(); // their ends are told when nothing is on its way
    private boolean loses; // something that was proposed failed: what is proposed is not known until all has ended
    private boolean ended;
    private long lastTime;

    Pipeline(StreamStore store, Proposed proposed, Assembly assembly, Filling filling, Landing landing, Limits limits) {
        this.store = store;
        this.limits = limits;
        this.lane = store.lane();
        this.proposed = proposed;
        this.assembly = assembly;
        this.filling = filling;
        this.landing = landing;
    }

    /** Goes on behind what is applied. */
    void start() throws IOException {
        lastTime = store.state().lastTime();
        proposed.settle();
    }

    /** There is something to do. Any thread. */
    void wake() {
        if (!awake.get() && awake.compareAndSet(false, true)) {
            lane.execute(turn);
        }
    }

    /** Something is to be done as soon as nothing is on its way. */
    void add(Step step) {
        if (ended) {
            step.ended(JsError.STREAM_NOT_FOUND.error());
            return;
        }
        if (step.isUrgent()) {
            steps.addFirst(step);
        } else {
            steps.add(step);
        }
        wake();
    }

    /** Does nothing more. Who waits is told nothing, but by steps. */
    void end() {
        ended = true;
        filling.end();
        Step step = steps.poll();
        while (step != null) {
            step.ended(JsError.STREAM_NOT_FOUND.error());
            step = steps.poll();
        }
    }

    private void turn() {
        awake.set(false);
        try {
            for (int n = 0; n < BATCHES; n++) {
                if (ended || !one()) {
                    return;
                }
            }
        } catch (RuntimeException e) {
            broken(e);
            throw e;
        }
        wake();
    }

    // What is decided can no longer be told from what is not: this stream goes no further, and no other stops with it.
    private void broken(RuntimeException cause) {
        if (!ended) {
            end();
            landing.broken("it failed: " + cause);
        }
    }

    /** One batch; false: there is nothing to do now. */
    private boolean one() {
        if (held != null && !propose(held)) {
            return false;
        }
        if ((sweeping || loses) && !onTheirWay.isEmpty()) {
            return false;
        }
        Step next = steps.peek();
        boolean isStep = next != null && (next.isUrgent() || !(messagesFirst && filling.hasSome()));
        messagesFirst = false;
        return isStep ? onTheirWay.isEmpty() && step(steps.element()) : fill();
    }

    private boolean fill() {
        if (!filling.hasSome()) {
            if (filling.waitsForRoom()) {
                retry(ROOM_NANOS);
            }
            return false;
        }
        Batch batch = open();
        long now = now();
        filling.fill(batch, now);
        finish(now);
        propose(batch);
        return held == null;
    }

    private boolean step(Step step) {
        Batch batch = open();
        long now = now();
        boolean more = false;
        try {
            more = step.decide(assembly, now);
        } catch (IOException e) {
            undo(batch, JsError.STREAM_GENERAL_ERROR.with(text(e)));
        }
        boolean goesOn = more;
        batch.then(why -> {
            if ((why != null || !goesOn) && steps.remove(step)) { // else it was told that the stream has ended
                step.ended(why);
            }
        });
        if (batch.failure() == null) {
            finish(now);
        }
        messagesFirst = true;
        propose(batch);
        return held == null;
    }

    private Batch open() {
        Batch batch = spare.isEmpty() ? new Batch(this::ended) : spare.pop();
        assembly.begin(batch);
        return batch;
    }

    private void finish(long now) {
        assembly.finish(now);
        sweeping = assembly.isSweeping();
        if (assembly.leavesOver()) {
            keepLimits();
        }
    }

    /** What is beyond the limits goes, however much it is. */
    void keepLimits() {
        if (limits.isAsked()) {
            add(limits);
        }
    }

    private void undo(Batch batch, ApiError why) {
        batch.fail(why);
        assembly.undo();
        filling.failed(batch, why.description());
    }

    /** False: it has to wait for room. */
    private boolean propose(Batch batch) {
        held = null;
        if (assembly.decision().isEmpty()) {
            batch.done();
            onTheirWay.add(batch);
            land();
            return true;
        }
        onTheirWay.add(batch);
        ApiError why;
        try {
            if (store.propose(assembly.decision(), batch, isAlone(batch))) {
                return true;
            }
            why = filling.unavailable();
        } catch (IllegalArgumentException e) { // no entry is that large
            why = JsError.STREAM_STORE_FAILED.with("message too large");
        }
        onTheirWay.removeLast();
        if (why != null) {
            undo(batch, why);
            sweeping = false;
            return propose(batch);
        }
        held = batch;
        retry(RETRY_NANOS);
        return false;
    }

    // A publisher that waits for each answer: the way over other threads would take longer than anything else but the
    // disk.
    private boolean isAlone(Batch batch) {
        return batch.added == 1 && onTheirWay.size() == 1 && steps.isEmpty() && !filling.hasSome() && lane.isQuiet();
    }

    private void retry(long nanos) {
        if (!retries) {
            retries = true;
            lane.schedule(nanos, this::retry);
        }
    }

    private void retry() {
        retries = false;
        wake();
    }

    // ---- what was proposed has ended

    private void ended(Batch batch) {
        ApiError why = batch.failure();
        if (why != null) {
            loses = true;
            filling.failed(batch, why.description());
            Batch behind = held;
            if (behind != null) { // it was decided by what is not going to be
                held = null;
                undo(behind, why);
                behind.done();
                onTheirWay.add(behind);
            }
        }
        land();
    }

    private void land() {
        Batch first = onTheirWay.peek();
        while (first != null && first.isDone()) {
            onTheirWay.remove();
            try {
                landing.land(first);
                if (loses && first.failure() != null) {
                    lost.add(first);
                } else {
                    tell(first);
                }
            } catch (RuntimeException e) {
                broken(e);
                throw e;
            }
            first = onTheirWay.peek();
        }
        if (onTheirWay.isEmpty() && held == null && !ended) {
            settle();
        }
        if (onTheirWay.isEmpty()) {
            tellLost();
        }
        if (!ended && (held != null || !steps.isEmpty() || filling.hasSome())) {
            wake();
        }
    }

    private void tell(Batch batch) {
        ApiError why = batch.failure();
        if (why != null) {
            filling.failed(batch, why.description());
        }
        landing.tell(batch);
        if (why == null) {
            for (Step each : batch.after) {
                if (each.isNeeded()) {
                    add(each);
                }
            }
        }
        batch.clear();
        if (spare.size() < SPARE) {
            spare.push(batch);
        }
    }

    // Who hears that it was not stored may ask how far the stream is, and begin behind that.
    private void tellLost() {
        loses = false;
        List<Batch> all = List.copyOf(lost);
        lost.clear();
        all.forEach(this::tell);
    }

    private void settle() {
        sweeping = false;
        try {
            if (store.failure().isEmpty()) {
                proposed.settle();
            }
            landing.settled();
        } catch (IOException e) {
            landing.settled(); // what was counted is near enough until it can be read again
        }
    }

    /** Runs a task when what is being removed is gone; false: nothing is. */
    boolean holds(Runnable then) {
        Batch last = null;
        for (Batch each : onTheirWay) {
            last = each.kills.isEmpty() ? last : each;
        }
        if (last != null) {
            last.waiting.add(then);
        }
        return last != null;
    }

    private static String text(IOException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Nanoseconds since 1970. A clock that was set back a little stands still: times grow with sequences. */
    long now() {
        Instant instant = lane.clock().instant();
        long now = instant.getEpochSecond() * SECOND + instant.getNano();
        lastTime = now < lastTime && lastTime - now < SECOND ? lastTime : now;
        return lastTime;
    }
}
