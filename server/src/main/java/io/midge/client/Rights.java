package io.midge.client;

import io.midge.account.Fanout;
import io.midge.account.Guard;
import io.midge.account.Privileges;
import io.midge.account.Subscription;
import io.midge.loop.Confined;
import io.midge.proto.PubFrame;
import io.midge.subject.Subjects;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks whether a client may do what it wants, and tells it and the log when it may not; the connection stays. */
@Confined("I/O loop of the client")
final class Rights {
    private final Client client;
    private final Clients clients;
    private final Fanout fanout;

    Rights(Client client, Clients clients, Fanout fanout) {
        this.client = client;
        this.clients = clients;
        this.fanout = fanout;
    }

    /** Whether a message must not be published. */
    boolean refuse(PubFrame frame) {
        Violation violation = Violation.ofPublish(
                frame,
                client.privileges(),
                fanout,
                client.account().equals(clients.accounts().system()));
        if (violation == null) {
            return false;
        }
        refused(violation);
        return true;
    }

    /** A subscription as SUB asked for it, or null if it must not be; it is in no list yet. */
    @Nullable
    Subscription subscription(byte[][] args) {
        byte[] subject = args[0];
        byte[] queue = args.length == 3 ? args[1] : null;
        byte[] sid = args[args.length - 1];
        Guard guard = guard(subject, queue);
        if (guard == null) {
            refused(Violation.subscribing(subject, queue, sid));
            return null;
        }
        int maxTokens = clients.options().limits().maxSubTokens();
        if (maxTokens > 0 && Subjects.tokenCount(subject, 0, subject.length) > maxTokens) {
            refused(Violation.tooManyTokens(subject, sid));
            return null;
        }
        boolean literal = !Subjects.hasWildcard(subject);
        Subscription subscription = new Subscription(client, subject, queue, sid, literal, clients.manyLoops());
        subscription.guard(guard);
        return subscription;
    }

    /** What it may do has changed: removes what it may not be subscribed to any more, and tells it. */
    void review(Subscriptions subscriptions, String who) {
        List<Subscription> lost = new ArrayList<>();
        subscriptions.forEach(each -> {
            Guard guard = guard(each.subject(), each.queue());
            if (guard == null) {
                lost.add(each);
            } else {
                each.guard(guard);
            }
        });
        for (Subscription each : lost) {
            client.end(each, fanout);
            Violation violation = Violation.removed(each, who);
            client.replies().error(violation.error(), violation.line());
            clients.log().info(violation.log());
        }
    }

    private void refused(Violation violation) {
        client.replies().error(violation.error(), violation.line());
        clients.log().error(client.label() + " - " + violation.log());
    }

    // Null for what may not be subscribed to.
    private @Nullable Guard guard(byte[] subject, byte @Nullable [] queue) {
        if (queue != null && ReservedSubjects.isSystemQueue(queue)) {
            return null;
        }
        Privileges privileges = client.privileges();
        return privileges == null ? Guard.NONE : privileges.maySubscribe(fanout, subject, queue);
    }
}
