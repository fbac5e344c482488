package io.midge.interop.jnats;

import static io.midge.interop.jnats.Check.WAIT;
import static io.midge.interop.jnats.Check.bytes;
import static io.midge.interop.jnats.Check.equal;
import static io.midge.interop.jnats.Check.next;
import static io.midge.interop.jnats.Check.nothing;
import static io.midge.interop.jnats.Check.text;

import io.midge.interop.jnats.JnatsSuite.Case;
import io.midge.interop.jnats.JnatsSuite.Target;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Publish and subscribe. */
@SuppressWarnings("try")
final class MessagingCases {
    private static final int MEMBERS = 4;
    private static final int QUEUED = 8_000;
    /** Chi-square with 3 degrees of freedom stays below this but once in ten million runs. */
    private static final double CHI_SQUARE_BOUND = 35;

    private static final int SUBSCRIPTIONS = 10_000;

    private MessagingCases() {}

    static void addTo(Map<String, Case> cases) {
        cases.put("publish-subscribe", MessagingCases::publishSubscribe);
        cases.put("wildcards", MessagingCases::wildcards);
        cases.put("headers", MessagingCases::headers);
        cases.put("queue-group", MessagingCases::queueGroup);
        cases.put("auto-unsubscribe", MessagingCases::autoUnsubscribe);
        cases.put("no-echo", MessagingCases::noEcho);
        cases.put("payload-of-1-mib", MessagingCases::largePayload);
        cases.put("ten-thousand-subscriptions", MessagingCases::manySubscriptions);
    }

    static Connection connect(Target target) throws Exception {
        return Nats.connect(Options.builder().server(target.url()).build());
    }

    private static void publishSubscribe(Target target) throws Exception {
        try (Connection nc = connect(target)) {
            Subscription subscription = nc.subscribe("java.pub");
            for (int i = 0; i < 1000; i++) {
                nc.publish("java.pub", i % 2 == 0 ? null : "java.reply", bytes("m" + i));
            }
            for (int i = 0; i < 1000; i++) {
                Message message = next(subscription);
                equal("m" + i, text(message), "payload");
                equal(i % 2 == 0 ? null : "java.reply", message.getReplyTo(), "reply");
            }
            subscription.unsubscribe();
            nc.publish("java.pub", bytes("late"));
            nc.flush(WAIT);
        }
    }

    private static void wildcards(Target target) throws Exception {
        try (Connection nc = connect(target)) {
            Subscription token = nc.subscribe("java.w.*.c");
            Subscription rest = nc.subscribe("java.w.>");
            for (String subject : List.of("java.w.b.c", "java.w", "java.w.b", "java.w.b.c.d", "java.w.x.c")) {
                nc.publish(subject, bytes(subject));
            }
            for (String subject : List.of("java.w.b.c", "java.w.x.c")) {
                equal(subject, next(token).getSubject(), "token wildcard");
            }
            for (String subject : List.of("java.w.b.c", "java.w.b", "java.w.b.c.d", "java.w.x.c")) {
                Message message = next(rest);
                equal(subject, message.getSubject(), "rest wildcard");
                equal(subject, text(message), "payload");
            }
            nothing(nc, token);
            nothing(nc, rest);
        }
    }

    private static void headers(Target target) throws Exception {
        try (Connection nc = connect(target);
                Connection plain = Nats.connect(Options.builder()
                        .server(target.url())
                        .noHeaders()
                        .noNoResponders()
                        .build())) {
            Subscription with = nc.subscribe("java.h");
            Subscription without = plain.subscribe("java.h");
            plain.flush(WAIT);
            Headers headers =
                    new Headers().add("One", "1").add("Multi", "a", "b").put("Empty", "");
            nc.publish("java.h", headers, bytes("hi"));
            Message message = next(with);
            equal("hi", text(message), "payload");
            equal("1", message.getHeaders().getFirst("One"), "header");
            equal(List.of("a", "b"), message.getHeaders().get("Multi"), "header of two values");
            equal("", message.getHeaders().getFirst("Empty"), "empty header");
            Message stripped = next(without);
            equal("hi", text(stripped), "payload without headers");
            equal(false, stripped.hasHeaders(), "headers at a subscriber that wants none");
        }
    }

    private static void queueGroup(Target target) throws Exception {
        AtomicIntegerArray seen = new AtomicIntegerArray(QUEUED);
        AtomicIntegerArray share = new AtomicIntegerArray(MEMBERS);
        CountDownLatch all = new CountDownLatch(QUEUED);
        List<Connection> members = new ArrayList<>();
        try (Connection publisher = connect(target)) {
            for (int i = 0; i < MEMBERS; i++) {
                int member = i;
                Connection nc = connect(target);
                members.add(nc);
                Dispatcher dispatcher = nc.createDispatcher(message -> {
                    seen.incrementAndGet(Integer.parseInt(text(message)));
                    share.incrementAndGet(member);
                    all.countDown();
                });
                dispatcher.subscribe("java.q", "workers");
                nc.flush(WAIT);
            }
            for (int i = 0; i < QUEUED; i++) {
                publisher.publish("java.q", bytes(Integer.toString(i)));
            }
            Check.that(all.await(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS), all.getCount() + " messages missing");
            for (Connection nc : members) {
                nc.flush(WAIT);
            }
        } finally {
            for (Connection nc : members) {
                nc.close();
            }
        }
        double chiSquare = 0;
        double wanted = (double) QUEUED / MEMBERS;
        for (int i = 0; i < MEMBERS; i++) {
            chiSquare += Math.pow(share.get(i) - wanted, 2) / wanted;
        }
        for (int i = 0; i < QUEUED; i++) {
            equal(1, seen.get(i), "deliveries of message " + i);
        }
        Check.that(chiSquare < CHI_SQUARE_BOUND, "shares " + share + " have chi-square " + chiSquare);
    }

    private static void autoUnsubscribe(Target target) throws Exception {
        try (Connection nc = connect(target);
                Connection publisher = connect(target)) {
            Subscription subscription = nc.subscribe("java.auto");
            subscription.unsubscribe(5);
            nc.flush(WAIT);
            for (int i = 0; i < 10; i++) {
                publisher.publish("java.auto", bytes("m" + i));
            }
            publisher.flush(WAIT);
            nc.flush(WAIT);
            for (int i = 0; i < 5; i++) {
                equal("m" + i, text(next(subscription)), "payload");
            }
            Check.that(!subscription.isActive(), "the subscription is still there");
            // Not just dropped by the client: five messages are all that this connection was sent.
            equal(5L, nc.getStatistics().getInMsgs(), "messages from the server");
        }
    }

    private static void noEcho(Target target) throws Exception {
        try (Connection quiet = Nats.connect(
                        Options.builder().server(target.url()).noEcho().build());
                Connection other = connect(target)) {
            Subscription own = quiet.subscribe("java.echo");
            quiet.flush(WAIT);
            Subscription others = other.subscribe("java.echo");
            other.flush(WAIT);
            quiet.publish("java.echo", bytes("own"));
            quiet.flush(WAIT);
            equal("own", text(next(others)), "payload");
            other.publish("java.echo", bytes("other"));
            equal("other", text(next(own)), "first message of a connection without echo");
        }
    }

    private static void largePayload(Target target) throws Exception {
        try (Connection nc = connect(target)) {
            byte[] large = new byte[(int) nc.getMaxPayload()];
            for (int i = 0; i < large.length; i++) {
                large[i] = (byte) (i * 31);
            }
            equal(1 << 20, large.length, "max_payload");
            Subscription subscription = nc.subscribe("java.large");
            for (int i = 0; i < 8; i++) {
                nc.publish("java.large", large);
                Check.that(Arrays.equals(large, next(subscription).getData()), "the payload has changed");
            }
        }
    }

    private static void manySubscriptions(Target target) throws Exception {
        CountDownLatch all = new CountDownLatch(SUBSCRIPTIONS);
        AtomicIntegerArray seen = new AtomicIntegerArray(SUBSCRIPTIONS);
        try (Connection nc = connect(target);
                Connection publisher = connect(target)) {
            Dispatcher dispatcher = nc.createDispatcher(message -> {
                seen.incrementAndGet(Integer.parseInt(message.getSubject().substring("java.many.".length())));
                all.countDown();
            });
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                dispatcher.subscribe("java.many." + i);
            }
            nc.flush(WAIT);
            for (int i = 0; i < SUBSCRIPTIONS; i++) {
                publisher.publish("java.many." + i, bytes("x"));
            }
            Check.that(all.await(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS), all.getCount() + " messages missing");
        }
        for (int i = 0; i < SUBSCRIPTIONS; i++) {
            equal(1, seen.get(i), "deliveries to subscription " + i);
        }
    }
}
