package io.midge.interop.jetstream;

import static io.midge.interop.jetstream.Owner.WAIT;
import static io.midge.interop.jetstream.Owner.durable;
import static io.midge.interop.jetstream.Owner.empty;
import static io.midge.interop.jetstream.Owner.equal;
import static io.midge.interop.jetstream.Owner.fetched;
import static io.midge.interop.jetstream.Owner.next;
import static io.midge.interop.jetstream.Owner.text;
import static io.midge.interop.jetstream.Owner.that;

import io.midge.interop.jetstream.JetStreamSuite.Case;
import io.nats.client.ConsumerContext;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.api.AckPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Acknowledgements, and what comes again without them. */
final class AckCases {
    private AckCases() {}

    static void addTo(Map<String, Case> cases) {
        cases.put("acknowledgements", AckCases::kinds);
        cases.put("ack-all", AckCases::all);
        cases.put("ack-wait-and-max-deliver", AckCases::maxDeliver);
        cases.put("back-off", AckCases::backOff);
        cases.put("max-ack-pending", AckCases::maxAckPending);
    }

    private static void kinds(Owner own) throws Exception {
        own.stream();
        own.put("a", 1, 2, 3, 4);
        Subscription terminated = own.listen("$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED." + own.name() + ".d");
        ConsumerContext consumer = own.consumer(durable().ackWait(WAIT.multipliedBy(3)));
        List<Message> first = fetched(consumer, 4);
        first.get(0).ackSync(WAIT);
        first.get(1).inProgress();
        first.get(1).nak();
        first.get(2).nakWithDelay(Duration.ofMillis(300));
        first.get(3).term();
        Map<String, Long> again = new TreeMap<>();
        for (Message each : fetched(consumer, 2)) {
            again.put(text(each), each.metaData().deliveredCount());
            each.ackSync(WAIT);
        }
        equal(Map.of("2", 2L, "3", 2L), again, "once more");
        that(next(terminated).contains("\"stream_seq\":4"), "advisory");
        equal(4L, own.info().getAckFloor().getStreamSequence(), "ack floor");
    }

    private static void all(Owner own) throws Exception {
        own.stream();
        own.many("a", 10);
        ConsumerContext consumer = own.consumer(durable().ackPolicy(AckPolicy.All));
        fetched(consumer, 10).get(6).ackSync(WAIT);
        equal(7L, own.info().getAckFloor().getStreamSequence(), "ack floor");
        equal(3L, own.info().getNumAckPending(), "pending");
    }

    private static void maxDeliver(Owner own) throws Exception {
        own.stream();
        own.put("a", 1);
        Subscription told = own.listen("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES." + own.name() + ".d");
        ConsumerContext consumer =
                own.consumer(durable().ackWait(Duration.ofMillis(200)).maxDeliver(3));
        for (long i = 1; i <= 3; i++) {
            equal(i, fetched(consumer, 1).get(0).metaData().deliveredCount(), "deliveries");
        }
        empty(consumer);
        String advisory = next(told);
        that(advisory.contains("\"stream_seq\":1") && advisory.contains("\"deliveries\":3"), advisory);
    }

    private static void backOff(Owner own) throws Exception {
        own.stream();
        own.put("a", 1);
        ConsumerContext consumer = own.consumer(durable()
                .backoff(Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(300))
                .maxDeliver(4));
        long from = System.nanoTime();
        for (long i = 1; i <= 4; i++) {
            equal(i, fetched(consumer, 1).get(0).metaData().deliveredCount(), "deliveries");
        }
        that(System.nanoTime() - from > Duration.ofMillis(550).toNanos(), "too early");
    }

    private static void maxAckPending(Owner own) throws Exception {
        own.stream();
        own.many("a", 5);
        ConsumerContext consumer = own.consumer(durable().maxAckPending(2));
        List<Message> first = fetched(consumer, 2);
        empty(consumer);
        first.get(0).ackSync(WAIT);
        equal("2", text(fetched(consumer, 1).get(0)), "after one");
    }
}
