package io.midge.interop.jnats;

import static io.midge.interop.jnats.AccountCases.with;
import static io.midge.interop.jnats.Check.WAIT;
import static io.midge.interop.jnats.Check.bytes;
import static io.midge.interop.jnats.Check.equal;
import static io.midge.interop.jnats.Check.next;
import static io.midge.interop.jnats.Check.nothing;
import static io.midge.interop.jnats.Check.text;
import static io.midge.interop.jnats.Tenants.answers;
import static io.midge.interop.jnats.Tenants.asked;
import static io.midge.interop.jnats.Tenants.listens;
import static io.midge.interop.jnats.Tenants.nobody;
import static io.midge.interop.jnats.Tenants.told;

import io.midge.interop.jnats.JnatsSuite.GuardedCase;
import io.nats.client.AuthHandler;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Subscription;
import io.nats.client.impl.Headers;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Streams across accounts, mappings, and keys. */
@SuppressWarnings("try")
final class TradeCases {
    private static final int MESSAGES = 400;
    private static final int[] PLACES = {0, 2, 1, 0, 1, 0, 2, 1, 2, 1, 1, 2};
    private static final String KNOWN = "UDYCL6I7YXA4CTXPGEHA7FV2ML6TYMH3PDQ42YC5YAQFEJW2F6XOPN7R";
    private static final String UNKNOWN_SEED = "SUAMTAHBG4TGXXWYP24JXFIPZTPQLS7SQTMXOPZAFWKWZCHKSGQCAUBNZA";

    private TradeCases() {}

    static void addTo(Map<String, GuardedCase> cases) {
        cases.put("accounts-stream-with-prefix", with(TradeCases::prefix));
        cases.put("accounts-stream-under-another-name", with(TradeCases::renamed));
        cases.put("accounts-private-stream", with(TradeCases::privateStream));
        cases.put("accounts-queue-group-of-a-stream", with(TradeCases::queueGroup));
        cases.put("mapping-by-weight", with(TradeCases::byWeight));
        cases.put("mapping-by-partition", with(TradeCases::byPartition));
        cases.put("mapping-to-an-import", with(TradeCases::toAnImport));
        cases.put("nkey", with(TradeCases::nkey));
        cases.put("nkey-that-is-not-known", TradeCases::unknownNkey);
    }

    private static void prefix(Tenants tenants) throws Exception {
        Subscription prefixed = listens(tenants.app, "svc.news.prefix.*");
        Subscription renamed = listens(tenants.web, "paper.prefix.*");
        Subscription plain = listens(tenants.app, "news.prefix.*");
        tenants.svc.publish("news.prefix.a", new Headers().add("Kept", "yes"), bytes("today"));
        Message message = told(prefixed, "svc.news.prefix.a", "today");
        equal("yes", message.getHeaders().getFirst("Kept"), "header");
        message = told(renamed, "paper.prefix.a", "today");
        equal("yes", message.getHeaders().getFirst("Kept"), "header");
        nothing(tenants.app, plain);
    }

    private static void renamed(Tenants tenants) throws Exception {
        Subscription same = listens(tenants.app, "ticks.rename.*");
        Subscription turned = listens(tenants.web, "tock.*.rename");
        Subscription one = listens(tenants.web, "tock.b.>");
        tenants.svc.publish("ticks.rename.a", bytes("1"));
        tenants.svc.publish("ticks.rename.b", bytes("2"));
        told(same, "ticks.rename.a", "1");
        told(same, "ticks.rename.b", "2");
        told(turned, "tock.a.rename", "1");
        told(turned, "tock.b.rename", "2");
        told(one, "tock.b.rename", "2");
        nothing(tenants.web, one);
    }

    private static void privateStream(Tenants tenants) throws Exception {
        Subscription kept = listens(tenants.app, "only.web.>");
        Subscription given = listens(tenants.web, "only.web.>");
        tenants.svc.publish("only.web.a", bytes("x"));
        told(given, "only.web.a", "x");
        nothing(tenants.app, kept);
    }

    private static void queueGroup(Tenants tenants) throws Exception {
        BlockingQueue<String> got = new LinkedBlockingQueue<>();
        for (int i = 0; i < 3; i++) {
            Connection nc = tenants.as("app");
            nc.createDispatcher(message -> got.add(text(message))).subscribe("svc.news.group", "readers");
            nc.flush(WAIT);
        }
        Subscription all = listens(tenants.app, "svc.news.group");
        for (int i = 0; i < MESSAGES; i++) {
            tenants.svc.publish("news.group", bytes("m" + i));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < MESSAGES; i++) {
            told(all, "svc.news.group", "m" + i);
            String text = got.poll(JnatsSuite.WAIT_SECONDS, TimeUnit.SECONDS);
            Check.that(text != null && seen.add(text), "twice, or none: " + text);
        }
        equal(null, got.poll(), "a message too many");
    }

    private static void byWeight(Tenants tenants) throws Exception {
        Subscription coin = listens(tenants.app, "coin.>");
        Subscription canary = listens(tenants.app, "canary.>");
        for (int i = 0; i < MESSAGES; i++) {
            tenants.app.publish("coin.a", bytes("x"));
            tenants.app.publish("canary.a", bytes("x"));
        }
        Map<String, Integer> seen = subjects(coin);
        equal(Set.of("coin.heads.a", "coin.tails.a"), seen.keySet(), "subjects");
        Check.that(seen.values().stream().allMatch(count -> count > 100), "half and half: " + seen);
        seen = subjects(canary);
        equal(Set.of("canary.a", "canary.new.a"), seen.keySet(), "subjects");
        Check.that(seen.values().stream().allMatch(count -> count > 80), "40 of 100: " + seen);
    }

    private static Map<String, Integer> subjects(Subscription subscription) throws Exception {
        Map<String, Integer> seen = new TreeMap<>();
        for (int i = 0; i < MESSAGES; i++) {
            seen.merge(next(subscription).getSubject(), 1, Integer::sum);
        }
        return seen;
    }

    private static void byPartition(Tenants tenants) throws Exception {
        Subscription parts = listens(tenants.app, "part.>");
        for (int key = 0; key < PLACES.length; key++) {
            tenants.app.publish("part.key" + key, bytes("x"));
            told(parts, "part." + PLACES[key] + ".key" + key, "x");
        }
        // Another account has no such mapping.
        Subscription other = listens(tenants.web, "part.>");
        tenants.web.publish("part.key0", bytes("x"));
        told(other, "part.key0", "x");
    }

    private static void toAnImport(Tenants tenants) throws Exception {
        nobody(tenants.app, "old.sum");
        answers(tenants.svc, "calc.sum", Message::getSubject);
        asked(tenants.app, "old.sum", "", "calc.sum");
    }

    private static void nkey(Tenants tenants) throws Exception {
        char[] seed = Files.readString(Servers.file("accounts.nk")).strip().toCharArray();
        answers(tenants.svc, "calc.nkey", Tenants::echo);
        Subscription subscription = listens(tenants.app, "nkey.a");
        try (Connection nc = Nats.connect(Guarded.to(tenants.server)
                .authHandler(Nats.staticCredentials(null, seed))
                .build())) {
            nc.publish("nkey.a", bytes("x"));
            told(subscription, "nkey.a", "x");
            asked(nc, "calc.nkey", "x", "re x");
        }
    }

    private static void unknownNkey(Servers servers) throws Exception {
        AuthHandler other = Nats.staticCredentials(null, UNKNOWN_SEED.toCharArray());
        Guarded.refused(Guarded.to(servers.serve("accounts")).authHandler(other));
        Guarded.refused(Guarded.to(servers.serve("accounts")).authHandler(new Impostor(other)));
        Guarded.refused(Guarded.to(servers.serve("accounts")));
    }

    /** The right name, signed by another. */
    private record Impostor(AuthHandler other) implements AuthHandler {
        @Override
        public byte[] sign(byte[] nonce) {
            return other.sign(nonce);
        }

        @Override
        public char[] getID() {
            return KNOWN.toCharArray();
        }

        @Override
        public char[] getJWT() {
            return new char[0];
        }
    }
}
