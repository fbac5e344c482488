package io.midge.interop.jnats;

import static io.midge.interop.jnats.Check.WAIT;
import static io.midge.interop.jnats.Check.bytes;
import static io.midge.interop.jnats.Check.equal;
import static io.midge.interop.jnats.Check.next;
import static io.midge.interop.jnats.Check.nothing;
import static io.midge.interop.jnats.Check.text;

import io.midge.interop.jnats.JnatsSuite.GuardedCase;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import java.util.List;
import java.util.Map;

/** What each one may do. */
@SuppressWarnings("try")
final class PermissionCases {
    private PermissionCases() {}

    static void addTo(Map<String, GuardedCase> cases) {
        cases.put("publish-denied", PermissionCases::publishDenied);
        cases.put("subscribe-denied", PermissionCases::subscribeDenied);
        cases.put("queue-permission", PermissionCases::queuePermission);
        cases.put("allow-responses", servers -> responses(servers, "responder", "help", 1));
        cases.put("allow-two-responses", servers -> responses(servers, "twice", "help.twice", 2));
    }

    private static Connection permitted(Servers servers, String name, Heard heard) throws Exception {
        return Nats.connect(Guarded.to(servers.serve("permissions"), heard)
                .userInfo(name.toCharArray(), "pw".toCharArray())
                .build());
    }

    private static void publishDenied(Servers servers) throws Exception {
        Heard heard = new Heard();
        try (Connection admin = permitted(servers, "admin", new Heard());
                Connection limited = permitted(servers, "limited", heard)) {
            Subscription subscription = admin.subscribe("*.secret");
            admin.flush(WAIT);
            for (String subject : List.of("no.secret", "ok.secret")) {
                limited.publish(subject, bytes("kept"));
                heard.error("permissions violation for publish to \"" + subject + '"');
            }
            Guarded.works(limited, "ok.publish.denied");
            heard.nothing(limited);
            nothing(admin, subscription);
        }
    }

    private static void subscribeDenied(Servers servers) throws Exception {
        Heard heard = new Heard();
        try (Connection admin = permitted(servers, "admin", new Heard());
                Connection limited = permitted(servers, "limited", heard)) {
            for (String subject : List.of("no.sub", "ok.s.hidden")) {
                Subscription denied = limited.subscribe(subject);
                heard.error("permissions violation for subscription to \"" + subject + '"');
                admin.publish(subject, bytes("kept"));
                admin.flush(WAIT);
                nothing(limited, denied);
            }
            Subscription wide = limited.subscribe("ok.s.*");
            limited.flush(WAIT);
            admin.publish("ok.s.hidden", bytes("kept"));
            admin.publish("ok.s.open", bytes("given"));
            equal("given", text(next(wide)), "payload");
            heard.nothing(limited);
            nothing(limited, wide);
        }
    }

    private static void queuePermission(Servers servers) throws Exception {
        Heard heard = new Heard();
        try (Connection admin = permitted(servers, "admin", new Heard());
                Connection worker = permitted(servers, "worker", heard)) {
            worker.subscribe("ok.work");
            heard.error("permissions violation for subscription to \"ok.work\"");
            worker.subscribe("ok.work", "others");
            heard.error("permissions violation for subscription to \"ok.work\" using queue \"others\"");
            Subscription jobs = worker.subscribe("ok.work", "workers");
            heard.nothing(worker);
            admin.publish("ok.work", bytes("job"));
            equal("job", text(next(jobs)), "payload");
            nothing(worker, jobs);
        }
    }

    private static void responses(Servers servers, String name, String subject, int allowed) throws Exception {
        Heard heard = new Heard();
        try (Connection admin = permitted(servers, "admin", new Heard());
                Connection responder = permitted(servers, name, heard)) {
            responder
                    .createDispatcher(message -> {
                        for (int i = 0; i <= allowed; i++) {
                            responder.publish(message.getReplyTo(), bytes("re " + text(message)));
                        }
                    })
                    .subscribe(subject);
            responder.flush(WAIT);
            responder.publish("ok.not.a.reply", new byte[0]);
            heard.error("permissions violation for publish to \"ok.not.a.reply\"");
            for (int i = 0; i < 2; i++) {
                String inbox = admin.createInbox();
                Subscription replies = admin.subscribe(inbox);
                admin.publish(subject, inbox, bytes("x"));
                for (int j = 0; j < allowed; j++) {
                    equal("re x", text(next(replies)), "reply");
                }
                heard.error("permissions violation for publish to \"" + inbox + '"');
                nothing(admin, replies);
            }
        }
    }
}
