package io.midge.interop.jnats;

import static io.midge.interop.jnats.Check.WAIT;
import static io.midge.interop.jnats.Check.bytes;
import static io.midge.interop.jnats.Check.equal;
import static io.midge.interop.jnats.Check.nothing;
import static io.midge.interop.jnats.Check.text;
import static io.midge.interop.jnats.Tenants.answers;
import static io.midge.interop.jnats.Tenants.asked;
import static io.midge.interop.jnats.Tenants.listens;
import static io.midge.interop.jnats.Tenants.nobody;
import static io.midge.interop.jnats.Tenants.told;

import io.midge.interop.jnats.JnatsSuite.GuardedCase;
import io.nats.client.Connection;
import io.nats.client.Dispatcher;
import io.nats.client.Message;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import io.nats.client.support.JsonParser;
import io.nats.client.support.JsonValue;
import io.nats.client.support.JsonValueUtils;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Services across accounts. */
@SuppressWarnings("try")
final class AccountCases {
    private static final int PARTS = 50;

    private AccountCases() {}

    /** A test with a client of each account. */
    interface TenantCase {
        void run(Tenants tenants) throws Exception;
    }

    static GuardedCase with(TenantCase test) {
        return servers -> {
            try (Tenants tenants = new Tenants(servers)) {
                test.run(tenants);
            }
        };
    }

    static void addTo(Map<String, GuardedCase> cases) {
        cases.put("accounts-request", with(AccountCases::request));
        cases.put("accounts-request-with-headers", with(AccountCases::headers));
        cases.put("accounts-parallel-requests", with(AccountCases::parallel));
        cases.put("accounts-no-responders", with(AccountCases::noResponders));
        cases.put("accounts-import-under-another-name", with(AccountCases::renamed));
        cases.put("accounts-private-service", with(AccountCases::privateService));
        cases.put("accounts-token-position", with(AccountCases::tokenPosition));
        cases.put("accounts-service-of-a-service", with(AccountCases::serviceOfAService));
        cases.put("accounts-single-response", with(AccountCases::singleResponse));
        cases.put("accounts-streamed-response", with(tenants -> {
            streamed(tenants.svc, "list.all", tenants.app, "list.all");
            streamed(tenants.as("svc"), "list.more", tenants.web, "remote.list.more");
        }));
        cases.put(
                "accounts-chunked-response",
                with(tenants -> streamed(tenants.svc, "chunks.all", tenants.app, "chunks.all")));
        cases.put("accounts-queue-group-of-responders", with(AccountCases::queueGroup));
        cases.put("accounts-shared-info", with(AccountCases::sharedInfo));
        cases.put("accounts-isolation", with(AccountCases::isolation));
    }

    private static void request(Tenants tenants) throws Exception {
        answers(tenants.svc, "calc.request", Tenants::echo);
        asked(tenants.app, "calc.request", "app", "re app");
        asked(tenants.web, "remote.calc.request", "web", "re web");
        asked(tenants.svc, "calc.request", "svc", "re svc");
        Message reply = tenants.app.request("calc.request", bytes("now"), WAIT);
        equal("re now", reply == null ? null : text(reply), "reply");
    }

    private static void headers(Tenants tenants) throws Exception {
        tenants.svc
                .createDispatcher(message -> tenants.svc.publish(
                        message.getReplyTo(),
                        new Headers().add("Answer-To", message.getHeaders().get("Question")),
                        message.getData()))
                .subscribe("calc.headers");
        tenants.svc.flush(WAIT);
        for (Connection nc : List.of(tenants.app, tenants.web)) {
            String subject = nc == tenants.app ? "calc.headers" : "remote.calc.headers";
            Message reply = nc.request(subject, new Headers().add("Question", "one", "two"), bytes("body"))
                    .get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
            equal("body", text(reply), "payload");
            equal(List.of("one", "two"), reply.getHeaders().get("Answer-To"), "headers");
        }
    }

    private static void parallel(Tenants tenants) throws Exception {
        answers(tenants.svc, "calc.parallel.*", message -> message.getSubject() + ' ' + text(message));
        List<CompletableFuture<Message>> replies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            replies.add(tenants.app.request("calc.parallel." + i, bytes("app")));
            replies.add(tenants.web.request("remote.calc.parallel." + i, bytes("web")));
        }
        for (int i = 0; i < replies.size(); i++) {
            Message reply = replies.get(i).get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
            equal("calc.parallel." + i / 2 + (i % 2 == 0 ? " app" : " web"), text(reply), "reply");
        }
    }

    private static void noResponders(Tenants tenants) throws Exception {
        for (int i = 0; i < 2; i++) {
            nobody(tenants.app, "calc.away");
            nobody(tenants.web, "remote.calc.away");
            Dispatcher service = tenants.svc.createDispatcher(
                    message -> tenants.svc.publish(message.getReplyTo(), bytes(Tenants.echo(message))));
            service.subscribe("calc.away");
            tenants.svc.flush(WAIT);
            asked(tenants.app, "calc.away", "x", "re x");
            asked(tenants.web, "remote.calc.away", "x", "re x");
            tenants.svc.closeDispatcher(service);
            tenants.svc.flush(WAIT);
        }
    }

    private static void renamed(Tenants tenants) throws Exception {
        answers(tenants.svc, "geo.*.*", Message::getSubject);
        asked(tenants.web, "near.a.b", "", "geo.b.a");
        nobody(tenants.web, "geo.b.a");
        nobody(tenants.app, "geo.b.a");
    }

    private static void privateService(Tenants tenants) throws Exception {
        answers(tenants.svc, "private.a", Tenants::echo);
        asked(tenants.app, "private.a", "x", "re x");
        nobody(tenants.web, "private.a");
    }

    private static void tokenPosition(Tenants tenants) throws Exception {
        answers(tenants.svc, "desk.*.open", Message::getSubject);
        asked(tenants.app, "my.desk.open", "", "desk.APP.open");
        nobody(tenants.app, "desk.WEB.open");
    }

    private static void serviceOfAService(Tenants tenants) throws Exception {
        nobody(tenants.web, "hop.sum");
        answers(tenants.svc, "relay.sum", Tenants::echo);
        asked(tenants.app, "relay.sum", "one", "re one");
        asked(tenants.web, "hop.sum", "two", "re two");
    }

    private static void singleResponse(Tenants tenants) throws Exception {
        answers(tenants.svc, "calc.single", Tenants::echo);
        answers(tenants.as("svc"), "calc.single", Tenants::echo);
        String inbox = tenants.app.createInbox();
        Subscription replies = listens(tenants.app, inbox);
        for (int i = 0; i < 3; i++) {
            tenants.app.publish("calc.single", inbox, bytes("x"));
            told(replies, inbox, "re x");
            // The second one has been answered as well by the time that more requests have come around.
            asked(tenants.app, "calc.single", "y", "re y");
            asked(tenants.app, "calc.single", "z", "re z");
            nothing(tenants.app, replies);
        }
    }

    private static void streamed(Connection service, String offered, Connection nc, String imported) throws Exception {
        service.createDispatcher(message -> {
                    for (int i = 0; i < PARTS; i++) {
                        service.publish(message.getReplyTo(), bytes("part" + i));
                    }
                    service.publish(message.getReplyTo(), null);
                })
                .subscribe(offered);
        service.flush(WAIT);
        String inbox = nc.createInbox();
        Subscription replies = listens(nc, inbox);
        nc.publish(imported, inbox, null);
        for (int i = 0; i < PARTS; i++) {
            told(replies, inbox, "part" + i);
        }
        told(replies, inbox, "");
        nothing(nc, replies);
    }

    private static void queueGroup(Tenants tenants) throws Exception {
        for (String name : List.of("a", "b", "c")) {
            answers(tenants.as("svc"), "calc.group", "workers", message -> name);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000 && seen.size() < 3; i++) {
            seen.add(text(tenants.app.request("calc.group", null).get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS)));
            seen.add(text(
                    tenants.web.request("remote.calc.group", null).get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS)));
        }
        equal(Set.of("a", "b", "c"), seen, "who answered");
    }

    private static void sharedInfo(Tenants tenants) throws Exception {
        answers(tenants.svc, "calc.who", message -> message.getHeaders().getFirst("Nats-Request-Info"));
        for (Headers headers : List.of(new Headers(), new Headers().add("Nats-Request-Info", "{\"acc\":\"FORGED\"}"))) {
            JsonValue shared = who(tenants.app, "calc.who", headers);
            equal("APP", JsonValueUtils.readString(shared, "acc"), "account");
            equal("app", JsonValueUtils.readString(shared, "user"), "user");
            equal("app", JsonValueUtils.readString(shared, "name"), "name");
            equal("java", JsonValueUtils.readString(shared, "lang"), "language");
            JsonValue not = who(tenants.web, "remote.calc.who", headers);
            equal("WEB", JsonValueUtils.readString(not, "acc"), "account");
            equal(null, JsonValueUtils.readString(not, "user"), "user");
            equal(null, JsonValueUtils.readString(not, "name"), "name");
        }
    }

    private static JsonValue who(Connection nc, String subject, Headers headers) throws Exception {
        return JsonParser.parse(nc.request(subject, headers, null)
                .get(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS)
                .getData());
    }

    private static void isolation(Tenants tenants) throws Exception {
        List<Member> members = new ArrayList<>();
        for (String user : List.of("svc", "app", "web")) {
            Connection nc = tenants.as(user);
            members.add(new Member(user, nc, listens(nc, "same.subject")));
            answers(nc, "same.service", "workers", message -> user);
        }
        for (Member member : members) {
            member.nc.publish("same.subject", bytes(member.user));
            asked(member.nc, "same.service", "", member.user);
        }
        // Nor does who listens to more hear more than its account.
        Subscription all = listens(tenants.web, "same.>");
        tenants.app.publish("same.again", bytes("other"));
        tenants.app.flush(WAIT);
        tenants.web.publish("same.last", bytes("own"));
        told(all, "same.last", "own");
        for (Member member : members) {
            told(member.subscription, "same.subject", member.user);
            nothing(member.nc, member.subscription);
        }
    }

    private record Member(String user, Connection nc, Subscription subscription) {}
}
