package io.midge.jetstream.consumer;

import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.ReplayPolicy;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.json.ZonedTime;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.consumer.ConsumerLog;
import io.midge.store.consumer.ConsumerState;
import io.midge.subject.Interest;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A consumer: where it stands, what waits for an acknowledgement, and who wants what it delivers. What each of these does is in a
 * class of its own; here they are brought together.
 *
 * <pre>
 *   Reading ─▸ Delivering ─▸ Pulling | Pushing ─▸ somebody
 *                 ▴                                  │
 *             Redelivery ◂────────── Acking ◂────────┘
 * </pre>
 */
@Confined("stream lane")
public final class Consumer {
    private static final long RETRY_NANOS = 1_000_000_000L;
    private static final long SETTLE_NANOS = 100_000_000L;

    /** Somebody has to go who is not used. */
    interface Idle {
        void idle(Consumer consumer);
    }

    private final Crew crew;
    private final String name;
    private final long number;
    private final Instant created;
    private final Idle idle;
    private final ConsumerLog log;
    private final Reading reading;
    private final Redelivery redelivery;
    private final ShownFloor floor = new ShownFloor();
    private final Acking acking;
    private final Delivering delivering;
    private final Ears ears;
    private final Idleness idleness;
    private final Alarm wake;
    private final Pause pause;
    private final Suspicion suspicion;
    private final Losses losses;
    private final List<Interest> taps = new ArrayList<>();
    private @Nullable Pulling pulling;
    private @Nullable Pushing pushing;
    private ConsumerConfig config;
    private boolean queued;
    private boolean dirty;
    private boolean sleeps;
    private boolean abed;
    private boolean holds;
    private boolean closed;
    private boolean waitsForTime;

    /** @param number 0: its state is in memory only */
    Consumer(
            Crew crew,
            String name,
            long number,
            ConsumerConfig config,
            ConsumerLog log,
            Start start,
            Instant created,
            Idle idle) {
        this.crew = crew;
        this.name = name;
        this.number = number;
        this.config = config;
        this.log = log;
        this.created = created;
        this.idle = idle;
        StreamStore store = crew.stream().store();
        reading = new Reading(store, crew.removals(), Start.filter(store, config), start);
        redelivery = new Redelivery(backoff(config), config.maxDeliver());
        acking = new Acking(crew, this);
        boolean original = config.replayPolicy() == ReplayPolicy.ORIGINAL;
        delivering = new Delivering(crew, this, original ? new Replay(store.lastSeq()) : null);
        ears = new Ears(crew.stream(), crew.inbox());
        idleness = new Idleness(crew, this);
        wake = new Alarm(crew.stream().lane(), this::woken);
        pause = new Pause(crew, this);
        suspicion = new Suspicion(crew, this);
        losses = new Losses(crew, this);
        if (config.deliverSubject().isEmpty()) {
            pulling = new Pulling(crew, this);
        } else {
            pushing = new Pushing(crew, this);
        }
    }

    private static @Nullable Instant paused(ConsumerConfig config) {
        ZonedTime until = config.pauseUntil();
        return until == null ? null : until.instant();
    }

    private static Backoff backoff(ConsumerConfig config) {
        return new Backoff(config.ackWaitNs(), config.backoffNs());
    }

    // ── what it is

    public String name() {
        return name;
    }

    public ConsumerConfig config() {
        return config;
    }

    /** What operations of the stream's log call it. */
    long number() {
        return number;
    }

    /** Whether its state outlives the server. */
    boolean isDurable() {
        return number > 0;
    }

    boolean isPush() {
        return pushing != null;
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether as many messages as may be are not acknowledged. */
    boolean isFull() {
        return config.maxAckPending() > 0 && log.state().pending() >= config.maxAckPending();
    }

    /** Whether somebody wants what it has. */
    boolean wants(long wallNs) {
        if (closed || pause.lasts(wallNs)) {
            return false;
        }
        return pushing != null
                ? pushing.isActive() && !pushing.isStalled()
                : !pulling().queue().isEmpty();
    }

    /** How it is. */
    public ConsumerInfo info() {
        if (pushing != null) {
            look();
        } else {
            pulling().queue().sweep(crew.stream().lane().clock().nanos(), false);
        }
        return View.of(
                this,
                crew.stream().name(),
                created,
                crew.stream().lane().clock().instant());
    }

    // ── its parts

    ConsumerLog log() {
        return log;
    }

    Reading reading() {
        return reading;
    }

    Redelivery redelivery() {
        return redelivery;
    }

    Acking acking() {
        return acking;
    }

    ShownFloor floor() {
        return floor;
    }

    /** Of a pull consumer. */
    Pulling pulling() {
        return Objects.requireNonNull(pulling);
    }

    /** Of a push consumer. */
    Pushing pushing() {
        return Objects.requireNonNull(pushing);
    }

    /** What becomes of it when messages go. */
    Losses losses() {
        return losses;
    }

    /** Whether it could deliver and does not. */
    Suspicion suspicion() {
        return suspicion;
    }

    /** Whether it waits for a moment before it delivers. */
    boolean waitsForTime() {
        return waitsForTime;
    }

    /** Its filters in the list of the audience. */
    List<Interest> taps() {
        return taps;
    }

    boolean queued() {
        return queued;
    }

    void queued(boolean now) {
        queued = now;
    }

    boolean dirty() {
        return dirty;
    }

    void dirty(boolean now) {
        dirty = now;
    }

    boolean sleeps() {
        return sleeps;
    }

    void sleeps(boolean now) {
        sleeps = now;
    }

    /** Whether it is among the sleepers of the audience, awake or not. */
    boolean abed() {
        return abed;
    }

    void abed(boolean now) {
        abed = now;
    }

    /** Whether it is among the holders. */
    boolean holds() {
        return holds;
    }

    void holds(boolean now) {
        holds = now;
    }

    // ── what happens to it

    /** Delivers from now on. */
    void start() {
        ears.open(this);
        if (pushing != null) {
            pushing.start();
        }
        boolean preset = config.durable().isEmpty() && config.inactiveThresholdNs() == Idleness.DEFAULT_NS;
        idleness.configure(preset ? 0 : config.inactiveThresholdNs());
        pause.follow();
        if (log.state().pending() > 0) {
            long delay = RETRY_NANOS / 2 + crew.stream().random().nextInt((int) RETRY_NANOS);
            acking.checkIn(Math.min(delay, config.ackWaitNs()));
        }
        crew.turns().ready(this);
    }

    /** Its turn to deliver; how many messages it did. */
    int turn(int most) {
        if (closed) {
            return 0;
        }
        sleeps = false;
        waitsForTime = false;
        Delivering.Rest rest = delivering.run(most);
        if (log.isDirty()) {
            crew.ledger().dirty(this);
        }
        crew.holders().look(this);
        switch (rest) {
            case TURN -> crew.turns().ready(this);
            case END -> {
                delivering.rests();
                sweep(true);
                crew.audience().sleeps(this);
            }
            case FULL -> sweep(isDue());
            case UNWANTED -> {
                delivering.rests();
                sweep(true);
            }
            case TIME -> {
                waitsForTime = true;
                wake.in(delivering.waitNs());
                sweep(false);
            }
            case BROKEN -> wake.in(RETRY_NANOS);
        }
        return delivering.count();
    }

    private void sweep(boolean end) {
        if (pulling == null) {
            return;
        }
        PullQueue queue = pulling.queue();
        long now = crew.stream().lane().clock().nanos();
        if (queue.isEmpty() || !queue.isQuiet(now, end)) {
            queue.sweep(now, end);
        }
        if (queue.nextDue() != PullWaiter.NEVER) {
            wake.in(queue.nextDue() - now);
        }
    }

    // While no more may be out, a request that does not wait stays until the next heartbeat or end of a request.
    private boolean isDue() {
        return pulling != null
                && pulling.queue().nextDue() <= crew.stream().lane().clock().nanos();
    }

    /** There may be something to deliver. */
    void woken() {
        sleeps = false;
        crew.turns().ready(this);
    }

    /** Somebody told it something. */
    void note(Note note) {
        if (closed) {
            return;
        }
        try {
            switch (note.kind()) {
                case PULL -> request(note.reply(), note.payload());
                case TOO_NEW ->
                    crew.status()
                            .send(note.reply(), isPush() ? "409 Consumer is push based" : "412 Required Api Level");
                case FLOW -> {
                    if (pushing != null && pushing.answered(note.subject())) {
                        crew.turns().ready(this);
                    }
                }
                default -> {
                    if (config.inactiveThresholdNs() > 0) {
                        idleness.used();
                    }
                    acking.note(note);
                }
            }
        } catch (IOException e) {
            crew.turns().ready(this); // the stream cannot be read: who waits is told by its end
        }
    }

    /** Somebody asks for messages. */
    void request(byte[] reply, byte[] payload) throws IOException {
        if (pulling != null) {
            pulling.request(reply, payload);
        } else if (reply.length > 0) {
            crew.status().send(reply, "409 Consumer is push based");
        }
    }

    /** It is done with a message: a stream that keeps what is needed hears of it when that is durable. */
    void done(long seq) {
        if (crew.stream().config().retention() != RetentionPolicy.LIMITS) {
            crew.ledger().done(seq);
        }
    }

    /** Looks whether somebody listens. */
    void look() {
        if (pushing != null && pushing.look()) {
            idleness.follow();
            crew.turns().ready(this);
        }
    }

    /** Nobody has used it for as long as that is allowed. */
    void idle() {
        idle.idle(this);
    }

    /** Whether it needs a message: it was not delivered yet, is not acknowledged, or was given up. */
    boolean needs(long seq) {
        ConsumerState state = log.state();
        boolean needed = seq > state.floorStream();
        if (config.ackPolicy() == AckPolicy.EXPLICIT) {
            needed = needed && (seq >= reading.position() || state.isPending(seq));
        }
        return needed || state.redelivered(seq) > 0;
    }

    // ── what happens to the stream

    /** The stream was purged, and nothing below this sequence is left for it: it tells how far it has looked. */
    void purged(long first) {
        reading.atLeast(first);
        log.purged(first);
        log.passed(reading.position() - 1);
        floor.settled();
        redelivery.removeUpTo(first - 1);
        crew.ledger().dirty(this);
        crew.turns().ready(this);
    }

    /** Tells who listens that it is paused, if it is. */
    void tellPause() {
        if (!closed) {
            pause.asked();
        }
    }

    /** Has another configuration from now on. */
    void configure(ConsumerConfig to) {
        ConsumerConfig old = config;
        config = to;
        redelivery.configure(backoff(to), to.maxDeliver());
        acking.configure();
        if (pushing != null) {
            if (!to.deliverSubject().equals(old.deliverSubject()) && log.state().pending() > 0) {
                acking.check(true);
            }
            pushing.configure();
            if (to.rateLimitBps() != old.rateLimitBps()) {
                pushing.setRate();
            }
            look();
        }
        if (to.ackWaitNs() != old.ackWaitNs() && log.state().pending() > 0) {
            acking.checkIn(SETTLE_NANOS);
        }
        if (to.inactiveThresholdNs() != old.inactiveThresholdNs()) {
            idleness.configure(to.inactiveThresholdNs());
        }
        if (!Objects.equals(paused(to), paused(old))) {
            pause.configured();
        }
        if (!Start.filters(to).equals(Start.filters(old))) {
            crew.audience().remove(this);
            reading.filter(Start.filter(crew.stream().store(), to));
            crew.audience().add(this);
        }
        woken();
    }

    /** Delivers nothing more and listens to nobody; who waits is told why. */
    void close(Ending why) {
        if (closed) {
            return;
        }
        closed = true;
        ears.close();
        acking.stop();
        idleness.stop();
        wake.cancel();
        pause.stop();
        if (pulling != null) {
            pulling.end(why);
        }
        if (pushing != null) {
            pushing.stop();
        }
    }
}
