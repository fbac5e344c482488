package io.midge.jetstream.consumer;

import io.midge.jetstream.config.ConsumerConfig;
import io.midge.loop.Confined;
import java.util.random.RandomGenerator;

/** When a consumer that nobody uses goes. */
@Confined("stream lane")
final class Idleness {
    static final long DEFAULT_NS = 5_000_000_000L;

    private static final long RETRY = 1_000_000_000L;
    private static final long JITTER_FROM_MS = 100;
    private static final int JITTER_MS = 900;
    private static final long MS = 1_000_000;

    private final Crew crew;
    private final Consumer consumer;
    private final Alarm alarm;
    private long threshold;
    private boolean counting;
    private long since;

    Idleness(Crew crew, Consumer consumer) {
        this.crew = crew;
        this.consumer = consumer;
        this.alarm = new Alarm(crew.stream().lane(), this::look);
    }

    /**
     * Takes up what is configured.
     *
     * @param asked the threshold as it was asked for: 0: none
     */
    void configure(long asked) {
        ConsumerConfig config = consumer.config();
        threshold = threshold(
                asked,
                config.durable().isEmpty(),
                consumer.isPush(),
                crew.stream().random());
        alarm.cancel();
        counting = false;
        follow();
    }

    /** Of many that are forgotten at the same time not all go at once. */
    static long threshold(long asked, boolean ephemeral, boolean push, RandomGenerator random) {
        if (asked <= 0) {
            return ephemeral ? DEFAULT_NS + jitter(random) : 0;
        }
        return push ? asked : Math.min(asked, Backoff.LONGEST) + jitter(random);
    }

    private static long jitter(RandomGenerator random) {
        return (JITTER_FROM_MS + random.nextInt(JITTER_MS)) * MS;
    }

    /** Begins or ends to count, as there is somebody who listens or not. */
    void follow() {
        if (threshold <= 0 || consumer.isClosed()) {
            return;
        }
        boolean counts = !consumer.isPush() || !consumer.pushing().isActive();
        if (counts && !counting) {
            since = crew.stream().lane().clock().nanos();
            alarm.in(threshold);
        } else if (!counts) {
            alarm.cancel();
        }
        counting = counts;
    }

    /** An acknowledgement came. */
    void used() {
        if (threshold <= 0) {
            return;
        }
        long now = crew.stream().lane().clock().nanos();
        since = now;
        if (!consumer.isPush()) {
            consumer.pulling().queue().active(now);
        }
    }

    private void look() {
        if (!counting || consumer.isClosed()) {
            return;
        }
        long now = crew.stream().lane().clock().nanos();
        long left = consumer.isPush() ? since + threshold - now : pullLeft(now);
        if (left > 0) {
            alarm.in(left);
        } else {
            alarm.in(Math.max(RETRY, threshold)); // the log may have no room for its end
            consumer.idle();
        }
    }

    /** How much longer a pull consumer stays: who asked or works for it keeps it. */
    private long pullLeft(long now) {
        PullQueue queue = consumer.pulling().queue();
        queue.sweep(now, true);
        if (!queue.isEmpty()) {
            return threshold;
        }
        long left = Math.max(queue.active(), since) + threshold - now;
        if (left > 0) {
            return left;
        }
        long wall = Times.now(crew.stream().lane().clock());
        long[] most = {0};
        consumer.log().state().forEachPending((seq, consumerSeq, ns) -> {
            long due = consumer.redelivery().due(ns, consumer.log().state().redelivered(seq));
            if (due != Redelivery.NEVER) {
                most[0] = Math.max(most[0], due + threshold - wall);
            }
        });
        return most[0];
    }

    void stop() {
        alarm.cancel();
        counting = false;
    }
}
