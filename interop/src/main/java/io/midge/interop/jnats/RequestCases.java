package io.midge.interop.jnats;

import static io.midge.interop.jnats.Check.WAIT;
import static io.midge.interop.jnats.Check.bytes;
import static io.midge.interop.jnats.Check.equal;
import static io.midge.interop.jnats.Check.text;

import io.midge.interop.jnats.JnatsSuite.Case;
import io.midge.interop.jnats.JnatsSuite.Target;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Requests, replies, nobody there, and draining. */
@SuppressWarnings("try")
final class RequestCases {
    private static final int PENDING = 2_000;

    private RequestCases() {}

    static void addTo(Map<String, Case> cases) {
        cases.put("request-reply", RequestCases::requestReply);
        cases.put("request-reply-old-style", RequestCases::oldStyle);
        cases.put("no-responders", RequestCases::noResponders);
        cases.put("drain-subscription", RequestCases::drainSubscription);
        cases.put("drain-connection", RequestCases::drainConnection);
    }

    private static void requestReply(Target target) throws Exception {
        requests(target, Options.builder().server(target.url()).build());
    }

    private static void oldStyle(Target target) throws Exception {
        requests(
                target, Options.builder().server(target.url()).oldRequestStyle().build());
    }

    private static void requests(Target target, Options options) throws Exception {
        try (Connection responder = MessagingCases.connect(target);
                Connection nc = Nats.connect(options)) {
            Dispatcher dispatcher = responder.createDispatcher(
                    message -> responder.publish(message.getReplyTo(), bytes("re " + text(message))));
            dispatcher.subscribe("java.help");
            responder.flush(WAIT);
            List<CompletableFuture<Message>> replies = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                replies.add(nc.request("java.help", bytes("m" + i)));
            }
            for (int i = 0; i < 200; i++) {
                Message reply = replies.get(i).get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
                equal("re m" + i, text(reply), "reply");
            }
        }
    }

    private static void noResponders(Target target) throws Exception {
        try (Connection nc = MessagingCases.connect(target)) {
            long from = System.nanoTime();
            try {
                nc.request("java.nobody", bytes("x")).get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
                throw new AssertionError("a reply from nobody");
            } catch (CancellationException e) {
                // What jnats makes of a 503 unless it is told to report it.
            }
            Check.that(System.nanoTime() - from < 2_000_000_000L, "the 503 was slow");
        }
        Options options =
                Options.builder().server(target.url()).reportNoResponders().build();
        try (Connection nc = Nats.connect(options)) {
            nc.request("java.nobody", bytes("x")).get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("a reply from nobody");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            Check.that(cause instanceof JetStreamStatusException, "not a status: " + cause);
            String text = String.valueOf(cause == null ? null : cause.getMessage());
            Check.that(text.contains("503"), text);
        }
    }

    private static void drainSubscription(Target target) throws Exception {
        try (Connection nc = MessagingCases.connect(target)) {
            Subscription subscription = nc.subscribe("java.drain");
            nc.flush(WAIT);
            for (int i = 0; i < PENDING; i++) {
                nc.publish("java.drain", bytes("m" + i));
            }
            CompletableFuture<Boolean> drained = subscription.drain(WAIT);
            for (int i = 0; i < PENDING; i++) {
                equal("m" + i, text(Check.next(subscription)), "payload");
            }
            equal(true, drained.get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS), "drained");
            Check.that(!subscription.isActive(), "the subscription is still there");
        }
    }

    private static void drainConnection(Target target) throws Exception {
        try (Connection publisher = MessagingCases.connect(target)) {
            Connection nc = MessagingCases.connect(target);
            List<String> got = new ArrayList<>();
            Dispatcher dispatcher = nc.createDispatcher(message -> got.add(text(message)));
            dispatcher.subscribe("java.drain.all");
            nc.flush(WAIT);
            for (int i = 0; i < PENDING; i++) {
                publisher.publish("java.drain.all", bytes("m" + i));
            }
            publisher.flush(WAIT);
            equal(true, nc.drain(WAIT).get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS), "drained");
            equal(PENDING, got.size(), "messages before the end");
            equal(Connection.Status.CLOSED, nc.getStatus(), "status");
        }
    }
}
