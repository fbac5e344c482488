package io.midge.jetstream.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream may be asked to be: nats-server's checks, in its order and words. A stream is created by {@link
 * #request}, the limits of the account, {@link #create}, what is there already, the limits again, {@link #filters} and
 * {@link #overlap}; it is updated by {@link #check}, {@link #update}, the limits and {@link #overlap}.
 */
public final class StreamCheck {
    private StreamCheck() {}

    /**
     * What of a request to create a stream is looked at before all limits: the name that its subject has, and what only
     * an update may set.
     */
    public static void request(String nameInSubject, StreamConfig asked) throws JsException {
        if (!nameInSubject.equals(asked.name())) {
            throw new JsException(JsError.STREAM_MISMATCH);
        }
        if (nameInSubject.indexOf('\\') >= 0 || nameInSubject.indexOf('/') >= 0) {
            throw new JsException(JsError.STREAM_NAME_CONTAINS_PATH_SEPARATORS);
        }
        if (asked.sealed()) {
            throw invalid("stream configuration for create can not be sealed");
        }
        if (asked.mirrorDirect() && asked.mirror() == null) {
            throw invalid("stream has no mirror but does have mirror direct");
        }
    }

    /**
     * What of any configuration is looked at by itself, with the streams that it copies. Gives it with defaults.
     *
     * @param pedantic whether what would be corrected silently is refused
     */
    public static StreamConfig check(StreamConfig asked, boolean pedantic, StreamLimits limits, OtherStreams others)
            throws JsException {
        Names.check(asked);
        StreamConfig config = StreamBasics.check(asked, pedantic, limits);
        config = StreamOrigins.check(config, pedantic, others);
        config = StreamSubjects.check(config);
        maxBytes(config, limits);
        config = StreamSubjects.transforms(config, pedantic);
        return placement(config);
    }

    private static void maxBytes(StreamConfig config, StreamLimits limits) throws JsException {
        if (limits.maxBytesRequired() && config.maxBytes() <= 0) {
            throw new JsException(JsError.STREAM_MAX_BYTES_REQUIRED.of(
                    LimitHit.ofAccount(limits.account(), "max_bytes_required", 1, LimitHit.UNTOLD, LimitHit.UNTOLD)));
        }
        long most = limits.maxStreamBytes(config.storage());
        if (most > 0 && config.maxBytes() > most) {
            String name = config.storage() == StorageType.MEMORY ? "mem_max_stream_bytes" : "disk_max_stream_bytes";
            throw new JsException(JsError.STREAM_MAX_STREAM_BYTES_EXCEEDED.of(
                    LimitHit.ofAccount(limits.account(), name, most, LimitHit.UNTOLD, config.maxBytes())));
        }
    }

    private static StreamConfig placement(StreamConfig config) throws JsException {
        Placement placement = config.placement();
        if (placement == null) {
            return config;
        }
        if (!placement.preferred().isEmpty()) {
            throw invalid("preferred server not permitted in placement");
        }
        return config;
    }

    /** The configuration of a new stream: as it was asked for, with defaults and the level that it needs. */
    public static StreamConfig create(StreamConfig asked, boolean pedantic, StreamLimits limits, OtherStreams others)
            throws JsException {
        StreamConfig config = checked(asked, pedantic, limits, others);
        alone(config);
        supported(config);
        return config;
    }

    /** The same, before it is asked whether this server can have such a stream. */
    public static StreamConfig checked(StreamConfig asked, boolean pedantic, StreamLimits limits, OtherStreams others)
            throws JsException {
        return check(Levels.stored(asked), pedantic, limits, others);
    }

    private static void alone(StreamConfig config) throws JsException {
        if (config.replicas() > 1) {
            throw new JsException(JsError.STREAM_REPLICAS_NOT_SUPPORTED);
        }
    }

    private static void supported(StreamConfig config) throws JsException {
        String lacking = unsupported(config);
        if (lacking != null) {
            throw invalid(lacking + " not supported yet");
        }
    }

    /** Whether a request to create asks for what is there. */
    public static boolean isSame(StreamConfig there, StreamConfig checked) {
        return Levels.asOf(checked, there).equals(there);
    }

    /** What of a new stream is looked at behind its limits: the filters of what it copies. */
    public static void filters(StreamConfig checked) throws JsException {
        StreamOrigins.filters(checked);
    }

    /**
     * The next configuration of a stream that is there: as it was asked for, with defaults and the level that it needs.
     */
    public static StreamConfig update(
            StreamConfig old, StreamConfig asked, boolean pedantic, StreamLimits limits, OtherStreams others)
            throws JsException {
        StreamConfig config = republished(Levels.stored(check(asked, pedantic, limits, others)));
        if (!config.name().equals(old.name())) {
            throw invalid("stream configuration name must match original");
        }
        alone(config);
        change(old, config);
        supported(config);
        if (!config.sealed()) {
            return config;
        }
        return config.toBuilder()
                .maxAgeNs(0)
                .discard(DiscardPolicy.NEW)
                .denyDelete(true)
                .denyPurge(true)
                .allowRollup(false)
                .build();
    }

    // An update that names no destination is shown with that of all subjects; a creation is shown as it was asked for.
    private static StreamConfig republished(StreamConfig config) {
        Republish republish = config.republish();
        return republish == null || !republish.destination().isEmpty()
                ? config
                : config.toBuilder()
                        .republish(new Republish(republish.source(), ">", republish.headersOnly()))
                        .build();
    }

    private static void change(StreamConfig old, StreamConfig config) throws JsException {
        if (config.storage() != old.storage()) {
            throw invalid("stream configuration update can not change storage type");
        }
        boolean queue = config.retention() == RetentionPolicy.WORKQUEUE || old.retention() == RetentionPolicy.WORKQUEUE;
        if (config.retention() != old.retention() && queue) {
            throw invalid("stream configuration update can not change retention policy to/from workqueue");
        }
        if (old.sealed() && !config.sealed()) {
            throw invalid("stream configuration update can not unseal a sealed stream");
        }
        if (old.denyDelete() && !config.denyDelete()) {
            throw invalid("stream configuration update can not cancel deny message deletes");
        }
        if (old.denyPurge() && !config.denyPurge()) {
            throw invalid("stream configuration update can not cancel deny purge");
        }
        if (config.mirror() != null && !config.mirror().equals(old.mirror())) {
            throw new JsException(JsError.STREAM_MIRROR_NOT_UPDATABLE);
        }
        if (old.allowMsgTtl() && !config.allowMsgTtl()) {
            throw invalid("message TTL status can not be disabled");
        }
        if (config.allowMsgCounter() != old.allowMsgCounter()) {
            throw invalid("stream configuration update can not change message counter setting");
        }
        if (old.allowMsgSchedules() && !config.allowMsgSchedules()) {
            throw invalid("message schedules can not be disabled");
        }
        if (old.persistMode() != config.persistMode()) {
            throw invalid("stream configuration update can not change persist mode");
        }
    }

    /** Whether some subject is in both lists; wildcards count. */
    public static boolean overlap(List<String> some, List<String> others) {
        return new SubjectList(some).overlaps(others);
    }

    /** What this server does not do yet, as {@code message counters are}; null: it does it all. */
    public static @Nullable String unsupported(StreamConfig config) {
        if (config.allowMsgCounter()) {
            return "message counters are";
        }
        if (config.allowAtomic()) {
            return "atomic batch publishing is";
        }
        if (config.allowBatched()) {
            return "fast batch publishing is";
        }
        if (config.allowMsgSchedules()) {
            return "message scheduling is";
        }
        StreamSource mirror = config.mirror();
        boolean durable = mirror != null && mirror.consumer() != null;
        for (StreamSource source : config.sources()) {
            durable |= source.consumer() != null;
        }
        return durable ? "durable consumers of mirrors and sources are" : null;
    }

    static JsException invalid(String text) {
        return new JsException(JsError.STREAM_INVALID_CONFIG.with(text));
    }

    static JsException pedantic(String text) {
        return new JsException(JsError.PEDANTIC.with(text));
    }
}
