package io.midge.jetstream.consumer;

import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.SequenceInfo;
import io.midge.json.ZonedTime;
import io.midge.store.consumer.ConsumerState;
import java.io.IOException;
import java.time.Instant;

/** A consumer as the API shows it: what was decided counts, whether it is durable yet or not. */
final class View {
    private View() {}

    static ConsumerInfo of(Consumer consumer, String stream, Instant created, Instant now) {
        ConsumerState state = consumer.log().state();
        ConsumerConfig config = consumer.config();
        ShownFloor floor = consumer.floor();
        ZonedTime until = config.pauseUntil();
        long pauseNs = until == null ? 0 : Times.until(until.instant(), now);
        return new ConsumerInfo(
                stream,
                consumer.name(),
                created,
                config,
                new SequenceInfo(
                        state.deliveredConsumer(), passed(consumer, state), Times.instant(state.deliveredNs())),
                new SequenceInfo(floor.consumerSeq(state), floor.streamSeq(state), Times.instant(state.ackedNs())),
                state.pending(),
                config.maxDeliver() == 1 ? 0 : state.redelivered(),
                consumer.isPush() ? 0 : consumer.pulling().queue().size(),
                ahead(consumer),
                consumer.isPush() && consumer.pushing().isActive(),
                pauseNs > 0,
                pauseNs,
                now);
    }

    /** Where a consumer in memory has delivered nothing it is told how far it has looked. */
    private static long passed(Consumer consumer, ConsumerState state) {
        boolean nothing = state.deliveredConsumer() == 0 && state.deliveredStream() == 0;
        return nothing && !consumer.isDurable() ? consumer.reading().position() - 1 : state.deliveredStream();
    }

    private static long ahead(Consumer consumer) {
        try {
            return consumer.reading().ahead();
        } catch (IOException e) {
            return 0; // the stream has stopped, and says why
        }
    }
}
