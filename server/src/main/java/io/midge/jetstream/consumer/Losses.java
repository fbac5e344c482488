package io.midge.jetstream.consumer;

import io.midge.jetstream.config.AckPolicy;
import io.midge.loop.Confined;
import io.midge.store.consumer.ConsumerState;

/** What becomes of a consumer when messages go that it delivered: nothing of them is waited for any more. */
@Confined("stream lane")
final class Losses {
    private final Crew crew;
    private final Consumer consumer;

    Losses(Crew crew, Consumer consumer) {
        this.crew = crew;
        this.consumer = consumer;
    }

    /** Messages are gone; that they were purged is told to nobody. */
    void removed(long from, long to, boolean purged) {
        ConsumerState state = consumer.log().state();
        if (!concerns(state, from, to)) {
            return;
        }
        for (long seq = state.nextPending(from); seq > 0 && seq <= to; seq = state.nextPending(seq + 1)) {
            consumer.acking().gone(seq, !purged);
        }
        if (state.redelivered() > 0) {
            if (consumer.config().ackPolicy() == AckPolicy.EXPLICIT) {
                LongList marked = marked(state, from, to);
                for (int i = 0; i < marked.size(); i++) {
                    consumer.acking().gone(marked.at(i), false);
                }
            }
            consumer.log().forgotten(crew.stream().store().firstSeq());
        }
        if (consumer.log().isDirty()) {
            crew.ledger().dirty(consumer);
        }
    }

    /** Whether something is known of messages in a range. */
    private static boolean concerns(ConsumerState state, long from, long to) {
        if (state.redelivered() > 0) {
            return true;
        }
        long next = state.pending() == 0 ? 0 : state.nextPending(from);
        return next > 0 && next <= to;
    }

    /** Which messages of a range were delivered again: asked for one by one, or all of them, whichever is less. */
    private static LongList marked(ConsumerState state, long from, long to) {
        LongList marked = new LongList();
        if (to - from < state.redelivered()) {
            for (long seq = from; seq <= to; seq++) {
                if (state.redelivered(seq) > 0) {
                    marked.add(seq);
                }
            }
        } else {
            state.forEachRedelivered((seq, times) -> {
                if (seq >= from && seq <= to) {
                    marked.add(seq);
                }
            });
        }
        return marked;
    }
}
