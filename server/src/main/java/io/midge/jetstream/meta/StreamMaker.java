package io.midge.jetstream.meta;

import io.midge.account.Internal;
import io.midge.account.Postbox;
import io.midge.jetstream.config.StorageType;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.consumer.ConsumerBounds;
import io.midge.jetstream.stream.Stream;
import io.midge.jetstream.stream.StreamParts;
import io.midge.log.Log;
import io.midge.loop.Lane;
import io.midge.options.JetStreamOptions;
import io.midge.store.StreamStore;
import java.time.Instant;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Makes streams out of what is stored of them. Any thread. */
public final class StreamMaker {
    private final JetStreamOptions options;
    private final Function<Lane, Postbox> postboxes;
    private final Internal internal;
    private final RandomGenerator random;
    private final Log log;
    private final long maxPending;
    private final boolean shared;
    private final Complaints complaints;

    /**
     * @param postboxes of the streams' lanes
     * @param random that nobody can guess, of any thread
     * @param maxPending bytes that may wait for one connection
     * @param shared whether there are several I/O loops
     */
    public StreamMaker(
            JetStreamOptions options,
            Function<Lane, Postbox> postboxes,
            Internal internal,
            RandomGenerator random,
            Log log,
            long maxPending,
            boolean shared,
            Complaints complaints) {
        this.options = options;
        this.postboxes = postboxes;
        this.internal = internal;
        this.random = random;
        this.log = log;
        this.maxPending = maxPending;
        this.shared = shared;
        this.complaints = complaints;
    }

    JetStreamOptions options() {
        return options;
    }

    Complaints complaints() {
        return complaints;
    }

    Log log() {
        return log;
    }

    /** A stream and where it lives. */
    record Made(Stream stream, Home home) {
        void gone() {
            home.gone(stream.config().storage());
        }
    }

    /** On the stream's lane, or before anything runs there. */
    Made make(JsAccount account, StreamConfig config, StreamStore store, Quota server) {
        Home home = new Home(account, server, options, maxPending, complaints);
        StreamParts parts = new StreamParts(
                account.account(),
                options.domain(),
                internal,
                postboxes.apply(store.lane()),
                random,
                log,
                home,
                new ConsumerBounds(options.limits().maxRequestBatch(), maxPending),
                shared);
        return new Made(new Stream(config, store, instant(store.createdNs()), parts), home);
    }

    static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
    }

    static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }

    /** What a stream takes of the limits for good: its {@code max_bytes}. */
    static long reserved(StreamConfig config) {
        return Math.max(0, config.maxBytes());
    }

    static StorageType storage(StreamConfig config) {
        return config.storage();
    }
}
