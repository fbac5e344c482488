package io.midge.interop.jetstream;

import io.nats.client.Connection;
import io.nats.client.ConsumerContext;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.JetStreamOptions;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.PublishAck;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A client with streams of a test's name, and the few assertions of the suite. */
@SuppressWarnings("try")
record Owner(Connection nc, JetStream js, JetStreamManagement jsm, String name) implements AutoCloseable {
    static final Duration WAIT = Duration.ofSeconds(20);
    /** Enough for what is said not to happen; the client waits for no less. */
    static final Duration SOON = Duration.ofSeconds(1);

    private static final long PAUSE_NANOS = 20_000_000;

    /** What the client tells of itself is no news: the tests provoke it. */
    static Owner open(String url, String name) throws IOException, InterruptedException {
        Options.Builder options = new Options.Builder()
                .server(url)
                .errorListener(new Silent())
                .connectionTimeout(WAIT)
                .reconnectWait(Duration.ofMillis(50))
                .maxReconnects(-1);
        Connection nc = Nats.connect(options.build());
        JetStreamOptions slow = JetStreamOptions.builder().requestTimeout(WAIT).build();
        return new Owner(nc, nc.jetStream(slow), nc.jetStreamManagement(slow), name);
    }

    StreamConfiguration.Builder config() {
        return StreamConfiguration.builder().name(name).subjects(name + ".>");
    }

    void stream() throws IOException, JetStreamApiException {
        jsm.addStream(config().build());
    }

    PublishAck put(String subject, Object... texts) throws IOException, JetStreamApiException {
        PublishAck last = null;
        for (Object text : texts) {
            last = js.publish(name + "." + subject, bytes(text.toString()));
        }
        return Objects.requireNonNull(last);
    }

    /** The numbers from 0. */
    void many(String subject, int count) throws Exception {
        List<CompletableFuture<PublishAck>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(js.publishAsync(name + "." + subject, bytes(Integer.toString(i))));
        }
        for (CompletableFuture<PublishAck> each : all) {
            each.get(WAIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    StreamState state() throws IOException, JetStreamApiException {
        return state(name);
    }

    StreamState state(String stream) throws IOException, JetStreamApiException {
        return jsm.getStreamInfo(stream).getStreamState();
    }

    ConsumerContext consumer(ConsumerConfiguration.Builder config) throws IOException, JetStreamApiException {
        return js.getStreamContext(name).createOrUpdateConsumer(config.build());
    }

    static ConsumerConfiguration.Builder durable() {
        return ConsumerConfiguration.builder().durable("d");
    }

    ConsumerInfo info() throws IOException, JetStreamApiException {
        return jsm.getConsumerInfo(name, "d");
    }

    /** As many messages, however they come. */
    static List<Message> fetched(ConsumerContext consumer, int count) throws Exception {
        List<Message> all = new ArrayList<>();
        long end = System.nanoTime() + WAIT.toNanos();
        while (all.size() < count && System.nanoTime() < end) {
            FetchConsumeOptions options = FetchConsumeOptions.builder()
                    .maxMessages(count - all.size())
                    .expiresIn(WAIT.toMillis())
                    .build();
            try (FetchConsumer fetch = consumer.fetch(options)) {
                for (Message m = fetch.nextMessage(); m != null; m = fetch.nextMessage()) {
                    all.add(m);
                }
            }
        }
        equal(count, all.size(), "messages");
        return all;
    }

    /** As many messages, acknowledged. */
    static String take(ConsumerContext consumer, int count) throws Exception {
        List<Message> all = fetched(consumer, count);
        for (Message each : all) {
            each.ackSync(WAIT);
        }
        return all.stream().map(Owner::text).collect(Collectors.joining(" "));
    }

    static void empty(ConsumerContext consumer) throws Exception {
        equal(null, consumer.next(SOON), "a message too many");
    }

    Subscription listen(String subject) throws TimeoutException, InterruptedException {
        Subscription subscription = nc.subscribe(subject);
        nc.flush(WAIT);
        return subscription;
    }

    static String next(Subscription subscription) throws InterruptedException, TimeoutException {
        Message message = subscription.nextMessage(WAIT);
        if (message == null) {
            throw new TimeoutException("no message on " + subscription.getSubject());
        }
        return text(message);
    }

    /** Asks until it is so. */
    static void until(String what, Callable<Boolean> good) throws Exception {
        for (long end = System.nanoTime() + WAIT.toNanos(); !good.call(); LockSupport.parkNanos(PAUSE_NANOS)) {
            that(System.nanoTime() < end, "no " + what);
        }
    }

    static void fails(int code, Callable<?> call) throws Exception {
        try {
            call.call();
        } catch (JetStreamApiException e) {
            equal(code, e.getApiErrorCode(), "error " + e.getMessage());
            return;
        }
        throw new AssertionError("no error " + code);
    }

    static void equal(@Nullable Object wanted, @Nullable Object got, String what) {
        that(Objects.equals(wanted, got), what + ": expected " + wanted + ", got " + got);
    }

    static void that(boolean good, String what) {
        if (!good) {
            throw new AssertionError(what);
        }
    }

    static String text(Message message) {
        return new String(message.getData(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            nc.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
