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
import java.util.List;
import java.util.Locale;

/** How the tests come to a server, and are kept out. */
final class Guarded {
    /**
     * For who will be refused: jnats waits for all of it where the refusal is there before the answer that it then waits
     * for. A busy machine gets more at the second try.
     */
    private static final List<Duration> BRIEFLY = List.of(Duration.ofSeconds(2), Check.WAIT);

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
        Connection connection = Nats.connect(options.build());
        try {
            works(connection, "java.admitted");
        } finally {
            connection.close();
        }
    }

    static void refused(Options.Builder options) throws InterruptedException {
        String message = "";
        for (Duration time : BRIEFLY) {
            IOException e = fails(options.connectionTimeout(time));
            message = String.valueOf(e.getMessage());
            if (e instanceof AuthenticationException
                    && message.toLowerCase(Locale.ROOT).contains("authorization violation")) {
                return;
            }
        }
        throw new AssertionError("told " + message);
    }

    static IOException distrusts(Options.Builder options) throws InterruptedException {
        return fails(options.connectionTimeout(BRIEFLY.getFirst()));
    }

    private static IOException fails(Options.Builder options) throws InterruptedException {
        try {
            Nats.connect(options.build()).close();
        } catch (IOException e) {
            return e;
        }
        throw new AssertionError("was let in");
    }
}
