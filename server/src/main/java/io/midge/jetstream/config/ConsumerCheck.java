package io.midge.jetstream.config;

import io.midge.json.ZonedTime;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer may be asked to be: nats-server's checks, in its order and words. What depends on the stream's other
 * consumers is checked elsewhere. A consumer that is there keeps its {@code pause_until}: that is put in the place of
 * the asked one before {@link #create}.
 */
public final class ConsumerCheck {
    private static final long EPHEMERAL_THRESHOLD = 5_000_000_000L;

    private ConsumerCheck() {}

    /**
     * What of a request to create a consumer is looked at first: what its subject says. Gives the configuration with
     * the name of the subject, which is empty where the server finds one.
     *
     * @param subject of the request, as {@code $JS.API.CONSUMER.CREATE.S.C.filter}, five tokens or more
     */
    public static ConsumerConfig request(String subject, ConsumerCreateRequest asked) throws JsException {
        return ConsumerSubject.check(subject, asked);
    }

    /**
     * The configuration of a consumer: as it was asked for, with defaults and the level that it needs. All that depends
     * on nothing but the stream's configuration and limits is checked.
     *
     * @param pedantic whether what would be corrected silently is refused
     */
    public static ConsumerConfig create(
            ConsumerConfig asked, StreamConfig stream, ConsumerServerLimits limits, boolean pedantic)
            throws JsException {
        ConsumerConfig config = ConsumerDefaults.of(Levels.stored(asked), stream, limits, pedantic);
        ConsumerBasics.check(config, stream, limits);
        String lacking = unsupported(config);
        if (lacking != null) {
            throw failed(lacking + " not supported yet");
        }
        if (isUnwritable(config.optStartTime()) || isUnwritable(config.pauseUntil())) {
            throw failed("error creating store for consumer"); // as where the store cannot write them
        }
        return config;
    }

    private static boolean isUnwritable(@Nullable ZonedTime time) {
        return time != null && !time.isWritable();
    }

    /** As it is in force, and shown: an ephemeral one that is silent on it goes after a while without interest. */
    public static ConsumerConfig inForce(ConsumerConfig checked) {
        boolean silent = checked.durable().isEmpty() && checked.inactiveThresholdNs() == 0;
        return silent
                ? checked.toBuilder().inactiveThresholdNs(EPHEMERAL_THRESHOLD).build()
                : checked;
    }

    /** Whether a request to create asks for what is there. */
    public static boolean isSame(ConsumerConfig there, ConsumerConfig checked) {
        return Levels.asOf(checked, there).equals(there);
    }

    /**
     * Whether one that is there may become what {@link #create} gave.
     *
     * @param hasInterest whether somebody listens on a subject
     */
    public static void update(ConsumerConfig old, ConsumerConfig to, Predicate<String> hasInterest) throws JsException {
        if (old.equals(to)) {
            return;
        }
        String fixed = fixed(old, to);
        if (fixed != null) {
            throw failed(fixed + " can not be updated");
        }
        if (!old.deliverSubject().equals(to.deliverSubject())) {
            if (old.deliverSubject().isEmpty()) {
                throw failed("can not update pull consumer to push based");
            }
            if (to.deliverSubject().isEmpty()) {
                throw failed("can not update push consumer to pull based");
            }
            if (hasInterest.test(old.deliverSubject())) {
                throw new JsException(JsError.CONSUMER_NAME_EXIST);
            }
        }
        if (old.maxWaiting() != to.maxWaiting()) {
            throw failed("max waiting can not be updated");
        }
    }

    private static @Nullable String fixed(ConsumerConfig old, ConsumerConfig to) {
        if (old.deliverPolicy() != to.deliverPolicy()) {
            return "deliver policy";
        }
        if (old.memoryStorage() != to.memoryStorage()) {
            return "storage type";
        }
        if (old.direct() != to.direct()) {
            return "direct";
        }
        if (old.sourcing() != to.sourcing()) {
            return "sourcing";
        }
        if (old.optStartSeq() != to.optStartSeq()) {
            return "start sequence";
        }
        if (!sameMoment(old.optStartTime(), to.optStartTime())) {
            return "start time";
        }
        if (old.ackPolicy() != to.ackPolicy()) {
            return "ack policy";
        }
        if (old.replayPolicy() != to.replayPolicy()) {
            return "replay policy";
        }
        if (old.heartbeatNs() != to.heartbeatNs()) {
            return "heart beats";
        }
        return old.flowControl() == to.flowControl() ? null : "flow control";
    }

    private static boolean sameMoment(@Nullable ZonedTime one, @Nullable ZonedTime other) {
        return (one == null || other == null) ? one == other : one.isAt(other);
    }

    /** What this server does not do yet, as {@code priority groups are}; null: it does it all. */
    public static @Nullable String unsupported(ConsumerConfig config) {
        if (config.ackPolicy() == AckPolicy.FLOW_CONTROL) {
            return "ack policy flow_control is";
        }
        return config.priorityPolicy() == PriorityPolicy.NONE ? null : "priority groups are";
    }

    static JsException failed(String text) {
        return new JsException(JsError.CONSUMER_CREATE.with(text));
    }
}
