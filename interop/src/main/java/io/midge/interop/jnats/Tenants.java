package io.midge.interop.jnats;

import static io.midge.interop.jnats.Check.WAIT;
import static io.midge.interop.jnats.Check.bytes;
import static io.midge.interop.jnats.Check.equal;
import static io.midge.interop.jnats.Check.text;

import io.midge.interop.PeerServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamStatusException;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The server with several accounts, and a client of each of the three that trade. One test's thread. */
final class Tenants implements AutoCloseable {
    final PeerServer server;
    final Connection svc;
    final Connection app;
    final Connection web;
    private final List<Connection> all = new ArrayList<>();

    Tenants(Servers servers) throws Exception {
        server = servers.serve("accounts");
        svc = as("svc");
        app = as("app");
        web = as("web");
    }

    /** One more client of the account, named as its user. */
    Connection as(String user) throws Exception {
        Connection connection = Nats.connect(Guarded.to(server)
                .userInfo(user.toCharArray(), "pw".toCharArray())
                .connectionName(user)
                .reportNoResponders()
                .build());
        all.add(connection);
        return connection;
    }

    @Override
    public void close() {
        try {
            for (Connection connection : all) {
                connection.close();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void answers(Connection connection, String subject, String group, Function<Message, String> make)
            throws Exception {
        connection
                .createDispatcher(message -> connection.publish(message.getReplyTo(), bytes(make.apply(message))))
                .subscribe(subject, group);
        connection.flush(WAIT);
    }

    /** One that is not in a group with others. */
    static void answers(Connection connection, String subject, Function<Message, String> make) throws Exception {
        connection
                .createDispatcher(message -> connection.publish(message.getReplyTo(), bytes(make.apply(message))))
                .subscribe(subject);
        connection.flush(WAIT);
    }

    static String echo(Message message) {
        return "re " + text(message);
    }

    static Message asked(Connection connection, String subject, String data, String wanted) throws Exception {
        Message reply = connection.request(subject, bytes(data)).get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
        equal(wanted, text(reply), "reply of " + subject);
        return reply;
    }

    static void nobody(Connection connection, String subject) throws Exception {
        try {
            Message reply = connection.request(subject, null).get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
            throw new AssertionError("a reply to " + subject + ": " + text(reply));
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            Check.that(
                    cause instanceof JetStreamStatusException
                            && String.valueOf(cause.getMessage()).contains("503"),
                    subject + " fails with " + cause);
        }
    }

    static Subscription listens(Connection connection, String subject) throws Exception {
        Subscription subscription = connection.subscribe(subject);
        connection.flush(WAIT);
        return subscription;
    }

    static Message told(Subscription subscription, String subject, String data) throws Exception {
        Message message = Check.next(subscription);
        equal(subject + ' ' + data, message.getSubject() + ' ' + text(message), "message");
        return message;
    }
}
