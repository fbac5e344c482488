package io.midge.interop.jnats;

import static io.midge.interop.jnats.Check.bytes;
import static io.midge.interop.jnats.Check.equal;
import static io.midge.interop.jnats.Check.next;
import static io.midge.interop.jnats.Check.text;

import io.midge.interop.PeerServer;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;

/** How the tests come to a server, and are kept out. */
final class Guarded {
    /**
     * For who will be refused: jnats waits for all of it where the refusal is there before the answer that it then waits
     * for.
     */
    private static final Duration BRIEFLY = Duration.ofSeconds(2);

    private Guarded() {}

    /** Options for one attempt, with ears. */
    static Options.Builder to(PeerServer server, Heard heard) {
        return Options.builder()
                .server(server.url())
                .noReconnect()
                .connectionTimeout(Check.WAIT)
                .errorListener(heard)
                .connectionListener(heard);
    }

    static Options.Builder to(PeerServer server) {
        return to(server, new Heard());
    }

    static void works(Connection connection, String subject) throws Exception {
        Subscription subscription = connection.subscribe(subject);
        connection.publish(subject, bytes("around"));
        equal("around", text(next(subscription)), "payload");
        subscription.unsubscribe();
    }

    static void admitted(Options.Builder options) throws Exception {
        try (Connection connection = Nats.connect(options.build())) {
            works(connection, "java.admitted");
        }
    }

    static void refused(Options.Builder options) throws InterruptedException, IOException {
        try {
            Nats.connect(options.connectionTimeout(BRIEFLY).build()).close();
        } catch (AuthenticationException e) {
            String message = String.valueOf(e.getMessage());
            Check.that(message.toLowerCase(Locale.ROOT).contains("authorization violation"), message);
            return;
        }
        throw new AssertionError("was let in");
    }

    static IOException fails(Options.Builder options) throws InterruptedException {
        try {
            Nats.connect(options.connectionTimeout(BRIEFLY).build()).close();
        } catch (IOException e) {
            return e;
        }
        throw new AssertionError("was let in");
    }
}
