package io.midge.interop.jnats;

import io.nats.client.Message;
import io.nats.client.Subscription;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The few assertions of the suite. */
final class Check {
    static final Duration WAIT = Duration.ofSeconds(JnatsSuite.WAIT_SECONDS);

    private Check() {}

    static void equal(@Nullable Object wanted, @Nullable Object got, String what) {
        if (!Objects.equals(wanted, got)) {
            throw new AssertionError(what + ": expected " + wanted + ", got " + got);
        }
    }

    static void that(boolean good, String what) {
        if (!good) {
            throw new AssertionError(what);
        }
    }

    static Message next(Subscription subscription) throws InterruptedException, TimeoutException {
        Message message = subscription.nextMessage(WAIT);
        if (message == null) {
            throw new TimeoutException("no message on " + subscription.getSubject());
        }
        return message;
    }

    static String text(Message message) {
        return new String(message.getData(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** All that the server was sent by then has been worked off, and nothing more waits. */
    static void nothing(io.nats.client.Connection connection, Subscription subscription) throws Exception {
        connection.flush(WAIT);
        Message message = subscription.nextMessage(Duration.ofMillis(1));
        that(message == null, "a message too many on " + subscription.getSubject());
    }
}
