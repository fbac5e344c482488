package io.midge.jetstream.config;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a consumer may be asked to be, in nats-server's order and words. */
public final class ConsumerCheck {
    private ConsumerCheck() {}

    /**
     * What of a request to create a consumer is looked at first: what its subject says. Gives the configuration with the name of
     * the subject.
     *
     * @param subject of the request, as {@code $JS.API.CONSUMER.CREATE.S.C.filter}
     */
    public static ConsumerConfig request(String subject, ConsumerCreateRequest asked) throws JsException {
        return asked.config();
    }

    /** The configuration of a consumer: as it was asked for, with defaults. All that depends on nothing but the stream's. */
    public static ConsumerConfig create(
            ConsumerConfig asked, StreamConfig stream, ConsumerServerLimits limits, boolean pedantic)
            throws JsException {
        return asked;
    }

    /**
     * Whether one that is there may become what {@link #create} gave.
     *
     * @param hasInterest whether somebody listens on a subject
     */
    public static void update(ConsumerConfig old, ConsumerConfig to, Predicate<String> hasInterest)
            throws JsException {}

    /** What this server does not do yet, as {@code priority groups}; null: it does it all. */
    public static @Nullable String unsupported(ConsumerConfig config) {
        return null;
    }
}
