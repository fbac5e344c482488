package io.midge.jetstream.config;

import io.midge.json.GoDuration;
import java.time.Duration;

/** Checks the limits, times and switches of a stream, none of which needs to know of another stream. */
final class StreamBasics {
    private static final int MAX_REPLICAS = 5;
    private static final long MILLISECOND = 1_000_000;
    private static final long LEAST_TIME = 100 * MILLISECOND;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final long DUPLICATE_WINDOW = 120 * SECOND;

    private StreamBasics() {}

    static StreamConfig check(StreamConfig asked, boolean pedantic, StreamLimits limits) throws JsException {
        StreamConfig config = limits(replicas(asked), pedantic);
        config = duplicates(config, pedantic, limits);
        if (config.denyPurge() && config.allowRollup()) {
            throw StreamCheck.invalid("roll-ups require the purge permission");
        }
        counter(config);
        discard(config);
        config = markers(config, pedantic);
        config = schedules(config, pedantic);
        persistence(config);
        return config;
    }

    private static StreamConfig replicas(StreamConfig config) throws JsException {
        if (config.replicas() > MAX_REPLICAS) {
            throw StreamCheck.invalid("maximum replicas is " + MAX_REPLICAS);
        }
        if (config.replicas() < 0) {
            throw new JsException(JsError.REPLICAS_COUNT_CANNOT_BE_NEGATIVE);
        }
        return config.replicas() == 0 ? config.toBuilder().replicas(1).build() : config;
    }

    private static StreamConfig limits(StreamConfig c, boolean pedantic) throws JsException {
        StreamConfig.Builder out = c.toBuilder()
                .maxMsgs(limit("max_msgs", c.maxMsgs(), pedantic))
                .maxMsgsPerSubject(limit("max_msgs_per_subject", c.maxMsgsPerSubject(), pedantic))
                .maxBytes(limit("max_bytes", c.maxBytes(), pedantic))
                .maxMsgSize((int) limit("max_msg_size", c.maxMsgSize(), pedantic))
                .maxConsumers(limit("max_consumers", c.maxConsumers(), pedantic));
        if (c.maxAgeNs() < 0) {
            throw StreamCheck.invalid("max age can not be negative");
        }
        if (c.maxAgeNs() != 0 && c.maxAgeNs() < LEAST_TIME) {
            throw StreamCheck.invalid("max age needs to be >= 100ms");
        }
        return out.build();
    }

    private static long limit(String name, long value, boolean pedantic) throws JsException {
        if (value < -1 && pedantic) {
            throw StreamCheck.pedantic(name + " must be set to -1");
        }
        return value <= 0 ? -1 : value;
    }

    private static StreamConfig duplicates(StreamConfig c, boolean pedantic, StreamLimits limits) throws JsException {
        long most = limits.duplicateWindowNs();
        long window = c.duplicateWindowNs();
        if (window == 0 && c.mirror() == null && c.sources().isEmpty()) {
            window = defaultWindow(c.maxAgeNs(), most, pedantic);
        }
        if (window < 0) {
            throw StreamCheck.invalid("duplicates window can not be negative");
        }
        if (c.maxAgeNs() != 0 && window > c.maxAgeNs()) {
            throw StreamCheck.invalid("duplicates window can not be larger then max age");
        }
        if (most > 0 && window > most) {
            String text = GoDuration.text(Duration.ofNanos(most));
            throw new JsException(JsError.STREAM_INVALID_CONFIG
                    .with("duplicates window can not be larger then server limit of " + text)
                    .of(LimitHit.ofServerLimits("duplicate_window", most, LimitHit.UNTOLD, window)));
        }
        if (window > 0 && window < LEAST_TIME) {
            throw StreamCheck.invalid("duplicates window needs to be >= 100ms");
        }
        return c.toBuilder().duplicateWindowNs(window).build();
    }

    private static long defaultWindow(long maxAge, long most, boolean pedantic) throws JsException {
        long window = DUPLICATE_WINDOW;
        if (most > 0 && window > most) {
            if (pedantic) {
                throw StreamCheck.pedantic("duplicate window limits are higher than current limits");
            }
            window = most;
        }
        if (maxAge != 0 && maxAge < window) {
            if (pedantic) {
                throw StreamCheck.pedantic("duplicate window cannot be bigger than max age");
            }
            window = maxAge;
        }
        return window;
    }

    private static void counter(StreamConfig config) throws JsException {
        if (!config.allowMsgCounter()) {
            return;
        }
        if (config.discard() == DiscardPolicy.NEW) {
            throw StreamCheck.invalid("counter stream cannot use discard new");
        }
        if (config.allowMsgTtl()) {
            throw StreamCheck.invalid("counter stream cannot use message TTLs");
        }
        if (config.allowMsgSchedules()) {
            throw StreamCheck.invalid("counter stream cannot use message schedules");
        }
        if (config.retention() != RetentionPolicy.LIMITS) {
            throw StreamCheck.invalid("counter stream can only use limits retention");
        }
    }

    private static void discard(StreamConfig config) throws JsException {
        if (!config.discardNewPerSubject()) {
            return;
        }
        if (config.discard() != DiscardPolicy.NEW) {
            throw StreamCheck.invalid("discard new per subject requires discard new policy to be set");
        }
        if (config.maxMsgsPerSubject() <= 0) {
            throw StreamCheck.invalid("discard new per subject requires max msgs per subject > 0");
        }
    }

    private static StreamConfig markers(StreamConfig config, boolean pedantic) throws JsException {
        long ttl = config.subjectDeleteMarkerTtlNs();
        if (ttl < 0) {
            throw StreamCheck.invalid("subject delete marker TTL must not be negative");
        }
        if (ttl == 0) {
            return config;
        }
        if (ttl < SECOND) {
            throw StreamCheck.invalid("subject delete marker TTL must be at least 1 second");
        }
        StreamConfig.Builder out = config.toBuilder().allowMsgTtl(true);
        if (!config.allowMsgTtl() && pedantic) {
            throw StreamCheck.invalid("subject delete marker cannot be set if message TTLs are disabled");
        }
        if (!config.allowRollup()) {
            if (pedantic) {
                throw StreamCheck.invalid("subject delete marker cannot be set if roll-ups are disabled");
            }
            out.allowRollup(true).denyPurge(false);
        }
        return out.build();
    }

    private static StreamConfig schedules(StreamConfig config, boolean pedantic) throws JsException {
        if (!config.allowMsgSchedules()) {
            return config;
        }
        if (config.discard() == DiscardPolicy.NEW) {
            throw StreamCheck.invalid("message scheduling cannot use discard new");
        }
        if (config.allowRollup()) {
            return config;
        }
        if (pedantic) {
            throw StreamCheck.invalid("message scheduling cannot be set if roll-ups are disabled");
        }
        return config.toBuilder().allowRollup(true).denyPurge(false).build();
    }

    private static void persistence(StreamConfig config) throws JsException {
        if (config.persistMode() != PersistMode.ASYNC) {
            return;
        }
        if (config.storage() != StorageType.FILE) {
            throw StreamCheck.invalid("async persist mode is only supported on file storage");
        }
        if (config.replicas() > 1) {
            throw StreamCheck.invalid("async persist mode is not supported on replicated streams");
        }
        if (config.allowAtomic()) {
            throw StreamCheck.invalid("async persist mode is not supported with atomic batch publish");
        }
    }
}
