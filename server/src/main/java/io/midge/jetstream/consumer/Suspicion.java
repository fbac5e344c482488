package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import java.io.IOException;

/** Whether a consumer could deliver and does not: asked by the watchdog, which never should find one. */
@Confined("stream lane")
final class Suspicion {
    private final Crew crew;
    private final Consumer consumer;
    private boolean raised;
    private long deliveredThen;

    Suspicion(Crew crew, Consumer consumer) {
        this.crew = crew;
        this.consumer = consumer;
    }

    /** Looks; whether it was so the last time as well and nothing was delivered since. Then the consumer is woken. */
    boolean isConfirmed() {
        long delivered = consumer.log().state().deliveredConsumer();
        boolean before = raised && delivered == deliveredThen;
        raised = couldDeliver();
        deliveredThen = delivered;
        if (!raised || !before) {
            return false;
        }
        raised = false;
        consumer.reading().recount();
        consumer.woken();
        return true;
    }

    private boolean couldDeliver() {
        boolean waits = consumer.queued() || consumer.waitsForTime();
        if (waits || !consumer.wants(Times.now(crew.stream().lane().clock()))) {
            return false;
        }
        if (!consumer.redelivery().isEmpty()) {
            return true;
        }
        try {
            return !consumer.isFull() && consumer.reading().hasNext();
        } catch (IOException e) {
            return false; // that is no fault of the consumer's
        }
    }
}
