package io.midge.jetstream.source;

import io.midge.conf.ByteText;
import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.SourceInfo;
import io.midge.jetstream.config.StreamSource;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.raft.Replicator;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream that is copied. A consumer is asked for at the origin, and what it delivers is stored; when something is missing, or nothing
 * is heard any more, another one is asked for, which begins behind what was copied.
 *
 * <pre>
 *   IDLE ─begin─▸ WAITING ─time─▸ ASKING ─answer─▸ FOLLOWING
 *                    ▲               │ refused         │ a gap, silence, nothing can be stored
 *                    └───────────────┴─────────────────┘
 *   any ─end─▸ ENDED
 * </pre>
 */
@Confined("stream lane")
abstract sealed class Upstream permits MirrorUpstream, SourceUpstream {
    /** Where it stands. */
    enum State {
        IDLE,
        WAITING,
        ASKING,
        FOLLOWING,
        ENDED
    }

    static final byte[] EXPECTED = "Nats-Expected-".getBytes(StandardCharsets.US_ASCII);
    static final byte[] BATCH = "Nats-Batch-".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] LAST_CONSUMER = "Nats-Last-Consumer".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STALLED = "Nats-Consumer-Stalled".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NONE = {};

    final Target target;
    private final Budget budget;
    private final Backoff backoff = new Backoff();
    private final Delivery delivery = new Delivery();
    private final Stall stall = new Stall();
    private StreamSource source;
    private Renaming renaming;
    private State state = State.IDLE;

    private Lane.@Nullable Delayed timer;
    private @Nullable Asking asking;
    private @Nullable Following following;
    private @Nullable Probe probe;
    private byte[] consumer = NONE;
    private String askedFor = "";
    private @Nullable ApiError error;
    private String warned = "";
    private boolean heardOf;
    private long lastHeardNs;

    /** It grows when the origin is another stream than before. */
    int epoch;
    /** The last sequence of the origin that was taken. */
    long streamSeq;
    /** How many its consumer has delivered. */
    long consumerSeq;
    /** How many are still to come. */
    long lag;

    Upstream(Target target, StreamSource source, Budget budget) {
        this.target = target;
        this.source = source;
        this.budget = budget;
        this.renaming = new Renaming(source, target.random());
    }

    // ---- what differs

    /** Mirror or source, as its names say. */
    abstract String kind();

    /** What is asked for, with the name that its consumer is to have. */
    abstract ConsumerConfig.Builder wanted(String name);

    /** What its consumer is called. */
    abstract String consumerName();

    /** Which level of the API an origin is asked for first. */
    abstract int level();

    /** Which stream it has to be, empty: any. */
    abstract String identity();

    /** A durable consumer is asked which stream it belongs to. */
    abstract boolean saysIdentity();

    /** The error if there is no consumer, for this reason. */
    abstract ApiError setUpFailed(String why);

    /** The error if a durable consumer is of the wrong kind. */
    abstract ApiError wrongAckPolicy();

    /** The origin is another stream than before; true: it is asked again, for all that the other one has. */
    abstract boolean isAnother();

    /** There is a consumer. It is known which stream it is of, and up to which sequence it does not deliver; false: there is no room now. */
    abstract boolean isSetUp(String identity, long delivered);

    /** Stores a message that was delivered, or asks for another consumer; false: there is no room now. */
    abstract boolean copy(Arrival message, Delivery of, Following from);

    /** It is durable, as this message of the stream; 0: it did not have to be stored. */
    abstract void stored(long seq, long as);

    /** It could not be stored; true: that was not known yet, and it has to be asked for again. */
    abstract boolean lost(long seq);

    // ---- what it is

    Target target() {
        return target;
    }

    StreamSource source() {
        return source;
    }

    State state() {
        return state;
    }

    Renaming renaming() {
        return renaming;
    }

    /** It is configured anew, though it copies the same. */
    void source(StreamSource now) {
        source = now;
        renaming = new Renaming(now, target.random());
    }

    /** The name that its consumer was asked for under, or would be. */
    String askedName() {
        return askedFor.isEmpty() ? consumerName() : askedFor;
    }

    /** Whether its consumer was asked for, ever. */
    boolean hasAsked() {
        return !askedFor.isEmpty();
    }

    /** The filter, as it is shown. */
    String shownFilter() {
        return source.filterSubject();
    }

    /** How far it is. */
    SourceInfo info(long seq) {
        Following from = following;
        boolean heard = from != null || heardOf;
        long last = from == null ? lastHeardNs : from.heardNs();
        return new SourceInfo(
                source.name(),
                source.external(),
                lag,
                seq,
                heard ? Math.max(0, now() - last) : -1,
                error,
                shownFilter(),
                source.subjectTransforms());
    }

    /** Who asks, in the metadata of a consumer. */
    Map<String, String> metadata(String prefix) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(prefix + "acc", target.account().name());
        if (!target.domain().isEmpty()) {
            metadata.put(prefix + "domain", target.domain());
        }
        metadata.put(prefix + "stream", target.name());
        return metadata;
    }

    private long now() {
        return target.lane().clock().nanos();
    }

    // ---- from one state to the next

    private void to(State next, String reason) {
        if (target.log().isDebug()) {
            target.log()
                    .debug("Stream '" + target.name() + "' " + kind() + " '" + source.name() + "': " + state + " to "
                            + next + ", " + reason);
        }
        state = next;
    }

    /** It is known where it stands. */
    void begin() {
        if (state == State.IDLE) {
            again("it begins");
        }
    }

    /** Another consumer is asked for, when it is time. */
    void again(String reason) {
        if (state == State.ENDED) {
            return;
        }
        cut();
        to(State.WAITING, reason);
        timer = target.lane().schedule(backoff.delayNs(now(), target.random()), this::ask);
    }

    /** Leaves the consumer that there is, or that is asked for. */
    private void cut() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (asking != null) {
            asking.end();
            asking = null;
        }
        if (following != null) {
            lastHeardNs = following.heardNs();
            following.end();
            following = null;
        }
        if (probe != null) {
            probe.end();
            probe = null;
        }
        consumer = NONE;
    }

    private void ask() {
        cut();
        to(State.ASKING, "it is time");
        backoff.asked(now());
        error = null;
        askedFor = consumerName();
        ConsumerConfig config = source.consumer() == null
                ? wanted(askedFor)
                        .deliverSubject(Names.delivery(target, source.external(), kind().equals("mirror") ? 'M' : 'S'))
                        .build()
                : null;
        asking = new Asking(this, new ConsumerRequest(source, config), level(), identity());
        asking.begin();
    }

    /** The origin has answered, with a consumer. */
    void answered(ConsumerRequest request, ConsumerAnswer answer, String identity) {
        asking = null;
        if (request.isDurable() && !answer.ackPolicy().equals(AckPolicy.FLOW_CONTROL.text())) {
            refused(wrongAckPolicy(), false);
            return;
        }
        if (!isSetUp(identity, answer.delivered())) {
            again("there is no room");
            return;
        }
        consumerSeq = 0;
        clearStalled();
        Following from = new Following(this, budget, request.deliverSubject());
        if (!from.begin()) {
            refused(setUpFailed("invalid subject"), false);
            return;
        }
        backoff.forgets();
        warned = "";
        heardOf = true;
        lastHeardNs = from.heardNs();
        consumer = ByteText.bytes(answer.name());
        following = from;
        to(State.FOLLOWING, "consumer '" + answer.name() + "'");
        listen();
    }

    /** The origin gives no consumer, or has not answered in time. */
    void refused(@Nullable ApiError why, boolean silent) {
        asking = null;
        if (why != null && why.errCode() == JsError.CONSUMER_STREAM_IDENTITY_MISMATCH.code() && isAnother()) {
            again("it is another stream");
            return;
        }
        error = why;
        backoff.failed();
        if (why != null) {
            warn("has no consumer: " + why.description() + " (" + why.errCode() + ")");
        }
        again(why == null ? "no answer" : why.description());
        if (silent && source.consumer() != null) {
            probe = new Probe(this, source.consumer().deliverSubject());
            probe.begin();
        }
    }

    /** A durable consumer that did not answer delivers all the same. */
    void isAlive() {
        if (state == State.WAITING && backoff.hasFailed()) {
            backoff.forgets();
            again("its consumer was heard");
        }
    }

    /** Ends it; {@code isDeleted}: nobody needs its consumer any more. */
    void end(boolean isDeleted) {
        if (state == State.ENDED) {
            return;
        }
        String name = consumer.length == 0 ? askedName() : ByteText.of(consumer);
        cut();
        to(State.ENDED, isDeleted ? "it is not wanted any more" : "it stops");
        if (isDeleted && source.consumer() == null) {
            byte[] subject = ByteText.bytes(ConsumerRequest.deletion(source, name));
            target.postbox().put(target.account(), subject, ByteText.bytes(Names.inbox(target)), NONE, NONE);
        }
    }

    // ---- what is delivered

    // A consumer that says nothing is gone; asked when the silence since what was heard last would be too long.
    /** The account imports other streams now. */
    void reimport() {
        if (following != null) {
            following.reimport();
        }
    }

    private void listen() {
        Following from = following;
        if (from != null) {
            long left = from.heardNs() + ConsumerRequest.SILENCE_NS - now();
            timer = target.lane().schedule(Math.max(1, left + 1), () -> {
                if (from == following && now() - from.heardNs() > ConsumerRequest.SILENCE_NS) {
                    again("nothing was heard for too long");
                } else {
                    listen();
                }
            });
        }
    }

    /** Something was delivered; false: there is no room for it now. */
    boolean take(Arrival message, Following from) {
        if (from != following) {
            return true; // it is of one that was left
        }
        if (message.isControl()) {
            control(message, from);
            return true;
        }
        if (!delivery.read(message.reply()) || !delivery.isOf(consumer) || delivery.count > 1) {
            return true;
        }
        return copy(message, delivery, from);
    }

    /** Whether what this one delivers is still wanted. */
    boolean isFollowing(Following from) {
        return from == following;
    }

    /** A message was taken. */
    void took(long seq, Delivery of) {
        streamSeq = seq;
        consumerSeq = of.consumerSeq;
        lag = Math.max(0, of.pending - 1);
        clearStalled();
    }

    /** One that was taken before: only counted. */
    void knew(Delivery of) {
        if (of.consumerSeq == consumerSeq + 1) {
            consumerSeq++;
        }
    }

    private void control(Arrival message, Following from) {
        if (message.reply().length > 0) {
            from.replies().owe(message.reply(), position());
            return;
        }
        byte[] last = HeaderBlock.value(message.headers(), LAST_CONSUMER);
        long said = Digits.read(last, 0, last.length);
        byte[] waitsFor = HeaderBlock.value(message.headers(), STALLED);
        if (said > 0 && said != consumerSeq) {
            again("something is missing");
        } else if (waitsFor.length > 0) {
            stalled(waitsFor, from);
        } else {
            clearStalled();
        }
    }

    // An origin that is owed an answer waits with reason.
    private void stalled(byte[] waitsFor, Following from) {
        if (from.replies().isOwing()) {
            return;
        }
        if (stall.isHopeless(waitsFor)) {
            error = JsError.SOURCE_CONSUMER_FLOW_CONTROL_STALLED.error();
            warn("is held up: its origin does not get what it is told to go on");
        }
        from.replies().owe(waitsFor, NONE);
    }

    private void clearStalled() {
        if (stall.ends() && error != null && error.errCode() == JsError.SOURCE_CONSUMER_FLOW_CONTROL_STALLED.code()) {
            error = null;
        }
    }

    private byte[] position() {
        return ByteText.bytes(
                "NATS/1.0\r\nNats-Last-Consumer: " + consumerSeq + "\r\nNats-Last-Stream: " + streamSeq + "\r\n\r\n");
    }

    /** Answers an origin. */
    void give(FlowReplies.Owed answer) {
        if (state != State.ENDED) {
            target.postbox().put(target.account(), answer.subject(), NONE, answer.headers(), NONE);
        }
    }

    /** Puts a message into the store; false: there is no room now. */
    boolean store(byte[] subject, byte[] headers, Arrival of, long seq, long timeNs, long originSeq, Following from) {
        from.replies().proposed();
        boolean taken =
                target.store(subject, headers, of.payload(), seq, timeNs, new Copying(this, from, epoch, originSeq));
        if (!taken) {
            from.replies().refused();
        }
        return taken;
    }

    void warn(String what) {
        if (!what.equals(warned)) {
            warned = what;
            target.log().warn("Stream '" + target.name() + "' " + kind() + " '" + source.name() + "' " + what);
        }
    }

    /** A message on its way into the store. */
    private record Copying(Upstream of, Following from, int epoch, long seq) implements Replicator.Proposal {
        @Override
        public void committed(long index) {
            if (epoch == of.epoch) {
                of.stored(seq, index);
            }
            from.replies().done();
            from.resume();
        }

        @Override
        public void failed(String why) {
            if (of.state() == State.ENDED) {
                return;
            }
            boolean isNews = epoch == of.epoch && of.lost(seq);
            if (!why.startsWith("maximum ")) { // a full stream that takes nothing more is not worth a line
                of.warn("cannot be stored: " + why);
            }
            if (isNews || of.isFollowing(from)) { // another consumer may begin behind it by now
                of.again(why);
            }
        }
    }
}
