package io.midge.interop.jnats;

import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.Consumer;
import io.nats.client.ErrorListener;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Remembers what a client reports by itself. Written by the client's threads, read by the test's. */
final class Heard implements ErrorListener, ConnectionListener {
    final BlockingQueue<String> errors = new LinkedBlockingQueue<>();
    final BlockingQueue<Consumer> slow = new LinkedBlockingQueue<>();
    private final Map<Events, CountDownLatch> events = new EnumMap<>(Events.class);

    Heard() {
        for (Events event : Events.values()) {
            events.put(event, new CountDownLatch(1));
        }
    }

    @Override
    public void errorOccurred(Connection connection, String error) {
        errors.add(error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
        // Which one it is comes out of connect as well.
    }

    @Override
    public void slowConsumerDetected(Connection connection, Consumer consumer) {
        slow.add(consumer);
    }

    @Override
    @SuppressWarnings("deprecation") // the one that replaces it calls it, and this one has no default
    public void connectionEvent(Connection connection, Events event) {
        latch(event).countDown();
    }

    private CountDownLatch latch(Events event) {
        return Objects.requireNonNull(events.get(event)); // there is one for each
    }

    /** Waits for the first event of its kind. */
    void await(Events event) throws InterruptedException, TimeoutException {
        if (!latch(event).await(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("no event " + event);
        }
    }

    /** The next error is this one, in any case. */
    void error(String text) throws InterruptedException, TimeoutException {
        String error = errors.poll(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
        if (error == null) {
            throw new TimeoutException("no error: " + text);
        }
        Check.equal(text.toLowerCase(Locale.ROOT), error.toLowerCase(Locale.ROOT), "error");
    }

    /** A round trip, and no error until its end. */
    void nothing(Connection connection) throws Exception {
        connection.flush(Check.WAIT);
        Check.that(errors.isEmpty(), "not expected: " + errors);
    }
}
