package io.midge.interop.jetstream;

import static io.midge.interop.jetstream.Owner.WAIT;
import static io.midge.interop.jetstream.Owner.bytes;
import static io.midge.interop.jetstream.Owner.durable;
import static io.midge.interop.jetstream.Owner.empty;
import static io.midge.interop.jetstream.Owner.equal;
import static io.midge.interop.jetstream.Owner.fails;
import static io.midge.interop.jetstream.Owner.fetched;
import static io.midge.interop.jetstream.Owner.take;
import static io.midge.interop.jetstream.Owner.text;
import static io.midge.interop.jetstream.Owner.that;
import static io.midge.interop.jetstream.Owner.until;

import io.midge.interop.jetstream.JetStreamSuite.Case;
import io.nats.client.ConsumeOptions;
import io.nats.client.ConsumerContext;
import io.nats.client.Dispatcher;
import io.nats.client.IterableConsumer;
import io.nats.client.JetStreamSubscription;
import io.nats.client.Message;
import io.nats.client.MessageConsumer;
import io.nats.client.PullSubscribeOptions;
import io.nats.client.PushSubscribeOptions;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Consumers of every kind. */
@SuppressWarnings("try")
final class ConsumerCases {
    private ConsumerCases() {}

    static void addTo(Map<String, Case> cases) {
        cases.put("consumer-lifecycle", ConsumerCases::lifecycle);
        cases.put("fetch", ConsumerCases::fetch);
        cases.put("next", ConsumerCases::next);
        cases.put("consume", ConsumerCases::consume);
        cases.put("iterate", ConsumerCases::iterate);
        cases.put("ordered", ConsumerCases::ordered);
        cases.put("policies", ConsumerCases::policies);
        cases.put("headers-only", ConsumerCases::headersOnly);
        cases.put("pause", ConsumerCases::pause);
        cases.put("ephemeral-goes", ConsumerCases::ephemeral);
        cases.put("push", ConsumerCases::push);
        cases.put("push-queue-group", ConsumerCases::queueGroup);
        cases.put("push-flow-control", ConsumerCases::flowControl);
        cases.put("push-ordered", ConsumerCases::pushOrdered);
        cases.put("pull-subscription", ConsumerCases::pullSubscription);
    }

    private static void lifecycle(Owner own) throws Exception {
        own.stream();
        ConsumerConfiguration config =
                durable().description("one").maxAckPending(7).build();
        ConsumerInfo info = own.jsm().createConsumer(own.name(), config);
        equal(7L, info.getConsumerConfiguration().getMaxAckPending(), "max ack pending");
        ConsumerConfiguration changed =
                ConsumerConfiguration.builder(config).description("two").build();
        fails(10148, () -> own.jsm().createConsumer(own.name(), changed));
        own.jsm().updateConsumer(own.name(), changed);
        equal("two", own.info().getConsumerConfiguration().getDescription(), "description");
        ConsumerConfiguration wrong =
                ConsumerConfiguration.builder(changed).ackPolicy(AckPolicy.None).build();
        fails(10012, () -> own.jsm().addOrUpdateConsumer(own.name(), wrong));
        ConsumerConfiguration nobody =
                ConsumerConfiguration.builder().durable("nobody").build();
        fails(10149, () -> own.jsm().updateConsumer(own.name(), nobody));
        equal(List.of("d"), own.jsm().getConsumerNames(own.name()), "names");
        equal(1, own.jsm().getConsumers(own.name()).size(), "consumers");
        that(own.jsm().deleteConsumer(own.name(), "d"), "not deleted");
        fails(10014, own::info);
    }

    private static void fetch(Owner own) throws Exception {
        own.stream();
        own.many("a", 25);
        ConsumerContext consumer = own.consumer(durable());
        List<Message> first = fetched(consumer, 10);
        for (int i = 0; i < first.size(); i++) {
            NatsJetStreamMetaData meta = first.get(i).metaData();
            equal(i + 1L, meta.streamSequence(), "sequence");
            equal(24L - i, meta.pendingCount(), "pending");
            equal(1L, meta.deliveredCount(), "deliveries");
            first.get(i).ackSync(WAIT);
        }
        that(take(consumer, 15).endsWith("23 24"), "the rest");
        empty(consumer);
        ConsumerInfo info = own.info();
        equal(25L, info.getAckFloor().getStreamSequence(), "ack floor");
        equal("0 0", info.getNumAckPending() + " " + info.getNumPending(), "pending");
    }

    private static void next(Owner own) throws Exception {
        own.stream();
        ConsumerContext consumer = own.consumer(durable());
        empty(consumer);
        own.put("a", "one");
        Message message = consumer.next(WAIT);
        that(message != null && text(message).equals("one"), "no message");
    }

    private static void consume(Owner own) throws Exception {
        own.stream();
        ConsumerContext consumer = own.consumer(durable());
        Set<String> seen = ConcurrentHashMap.newKeySet();
        try (MessageConsumer running =
                consumer.consume(ConsumeOptions.builder().batchSize(50).build(), message -> {
                    seen.add(text(message));
                    message.ack();
                })) {
            own.many("a", 1_000);
            until("messages", () -> seen.size() == 1_000);
            running.stop();
            that(running.isStopped(), "not stopped");
        }
        until("acknowledgements", () -> own.info().getAckFloor().getStreamSequence() == 1_000);
    }

    private static void iterate(Owner own) throws Exception {
        own.stream();
        own.many("a", 300);
        ConsumerContext consumer = own.consumer(durable());
        try (IterableConsumer running =
                consumer.iterate(ConsumeOptions.builder().batchSize(20).build())) {
            for (int i = 0; i < 300; i++) {
                Message message = running.nextMessage(WAIT);
                that(message != null, "no message " + i);
                equal(Integer.toString(i), text(message), "data");
                message.ack();
            }
        }
    }

    private static void ordered(Owner own) throws Exception {
        own.stream();
        own.many("a", 100);
        own.many("b", 100);
        OrderedConsumerConfiguration config = new OrderedConsumerConfiguration().filterSubject(own.name() + ".b");
        try (IterableConsumer running = own.js()
                .getStreamContext(own.name())
                .createOrderedConsumer(config)
                .iterate()) {
            for (int i = 0; i < 100; i++) {
                Message message = running.nextMessage(WAIT);
                that(message != null, "no message " + i);
                equal(Integer.toString(i), text(message), "data");
            }
        }
    }

    private static ConsumerConfiguration.Builder named(String name) {
        return ConsumerConfiguration.builder().durable(name);
    }

    private static void policies(Owner own) throws Exception {
        own.stream();
        for (int i = 0; i < 6; i++) {
            own.put(i % 2 == 0 ? "a" : "b", i);
        }
        String a = own.name() + ".a";
        Map<String, ConsumerConfiguration.Builder> wanted = Map.of(
                "0 1 2 3 4 5", named("all"),
                "5", named("last").deliverPolicy(DeliverPolicy.Last),
                "3 4 5",
                        named("from")
                                .deliverPolicy(DeliverPolicy.ByStartSequence)
                                .startSequence(4),
                "4 5", named("each").deliverPolicy(DeliverPolicy.LastPerSubject).filterSubject(own.name() + ".>"),
                "0 2 4", named("a").filterSubject(a),
                "0 1 2 3 4", named("both").filterSubjects(a, own.name() + ".b"));
        for (Map.Entry<String, ConsumerConfiguration.Builder> each : wanted.entrySet()) {
            ConsumerContext consumer = own.consumer(each.getValue());
            int count = each.getKey().split(" ").length;
            equal(each.getKey(), take(consumer, count), "messages");
        }
        ConsumerContext fresh = own.consumer(named("new").deliverPolicy(DeliverPolicy.New));
        own.put("a", "new");
        equal("new", take(fresh, 1), "messages");
    }

    private static void headersOnly(Owner own) throws Exception {
        own.stream();
        own.put("a", "twelve bytes");
        Message message = fetched(own.consumer(durable().headersOnly(true)), 1).get(0);
        equal(0, message.getData().length, "size");
        equal("12", message.getHeaders().getFirst("Nats-Msg-Size"), "header");
    }

    private static void pause(Owner own) throws Exception {
        own.stream();
        own.put("a", "one");
        ConsumerContext consumer = own.consumer(durable());
        that(
                own.jsm()
                        .pauseConsumer(
                                own.name(),
                                "d",
                                ZonedDateTime.now(ZoneOffset.UTC).plusHours(1))
                        .isPaused(),
                "not paused");
        empty(consumer);
        that(own.jsm().resumeConsumer(own.name(), "d"), "not resumed");
        equal("one", take(consumer, 1), "after the pause");
    }

    private static void ephemeral(Owner own) throws Exception {
        own.stream();
        own.jsm()
                .addOrUpdateConsumer(
                        own.name(),
                        ConsumerConfiguration.builder()
                                .inactiveThreshold(Duration.ofMillis(200))
                                .build());
        until(
                "end of the consumer",
                () -> own.jsm().getConsumerNames(own.name()).isEmpty());
    }

    private static void push(Owner own) throws Exception {
        own.stream();
        own.many("a", 20);
        PushSubscribeOptions options =
                PushSubscribeOptions.builder().durable("d").build();
        JetStreamSubscription subscription = own.js().subscribe(own.name() + ".>", options);
        for (int i = 0; i < 20; i++) {
            Message message = subscription.nextMessage(WAIT);
            that(message != null, "no message " + i);
            equal(Integer.toString(i), text(message), "data");
            message.ackSync(WAIT);
        }
        equal(20L, own.info().getAckFloor().getStreamSequence(), "ack floor");
        that(own.info().isPushBound(), "not bound");
        subscription.unsubscribe();
        until(
                "end",
                () -> own.jsm().getConsumerNames(own.name()).isEmpty()
                        || !own.info().isPushBound());
    }

    private static void queueGroup(Owner own) throws Exception {
        own.stream();
        AtomicIntegerArray share = new AtomicIntegerArray(3);
        PushSubscribeOptions options =
                PushSubscribeOptions.builder().durable("d").build();
        for (int i = 0; i < 3; i++) {
            int member = i;
            Dispatcher dispatcher = own.nc().createDispatcher();
            own.js()
                    .subscribe(
                            own.name() + ".>",
                            "workers",
                            dispatcher,
                            message -> {
                                share.incrementAndGet(member);
                                message.ack();
                            },
                            false,
                            options);
        }
        own.many("a", 300);
        until("messages", () -> share.get(0) + share.get(1) + share.get(2) == 300);
        that(share.get(0) > 0 && share.get(1) > 0 && share.get(2) > 0, "shares " + share);
    }

    private static void flowControl(Owner own) throws Exception {
        own.stream();
        byte[] large = bytes("x".repeat(32 << 10));
        for (int i = 0; i < 200; i++) {
            own.js().publish(own.name() + ".a", large);
        }
        PushSubscribeOptions options = ConsumerConfiguration.builder()
                .flowControl(Duration.ofMillis(500))
                .ackPolicy(AckPolicy.None)
                .buildPushSubscribeOptions();
        JetStreamSubscription subscription = own.js().subscribe(own.name() + ".>", options);
        for (int i = 0; i < 200; i++) {
            Message message = subscription.nextMessage(WAIT);
            that(message != null && message.getData().length == large.length, "no message " + i);
        }
        own.put("a", "later");
        Message message = subscription.nextMessage(WAIT);
        that(message != null && text(message).equals("later"), "no later message");
    }

    private static void pushOrdered(Owner own) throws Exception {
        own.stream();
        own.many("a", 500);
        PushSubscribeOptions options =
                PushSubscribeOptions.builder().ordered(true).build();
        JetStreamSubscription subscription = own.js().subscribe(own.name() + ".>", options);
        for (int i = 0; i < 500; i++) {
            Message message = subscription.nextMessage(WAIT);
            that(message != null, "no message " + i);
            equal(Integer.toString(i), text(message), "data");
        }
    }

    private static void pullSubscription(Owner own) throws Exception {
        own.stream();
        own.many("a", 20);
        JetStreamSubscription subscription = own.js()
                .subscribe(
                        own.name() + ".>",
                        PullSubscribeOptions.builder().durable("d").build());
        List<Message> all = subscription.fetch(20, WAIT);
        equal(20, all.size(), "messages");
        for (Message each : all) {
            each.ackSync(WAIT);
        }
        subscription.pullNoWait(5);
        equal(null, subscription.nextMessage(Owner.SOON), "a message too many");
        equal(20L, own.info().getAckFloor().getStreamSequence(), "ack floor");
    }
}
