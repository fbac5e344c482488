package io.midge.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Requests, answers, answers that come twice, people who leave, time that passes and other configurations, on several loops at
 * once: each answer reaches who asked, that of a singleton once, and in the end nobody owes anybody anything.
 */
@Tag("long")
class ServicesStressTest {
    private static final int LOOPS = 3;
    private static final int ROUNDS = 400;
    private static final String B = """
            B { imports: [ { service: { account: S, subject: one } }, { service: { account: S, subject: several } } ]
                exports: [ { service: one, latency: times.b }, { service: several, response: stream } ] }
            """;
    private static final String A = """
            A { imports: [ { service: { account: S, subject: one }, share: true }
                           { service: { account: S, subject: several } }
                           { service: { account: B, subject: one }, to: via.one }
                           { service: { account: B, subject: several }, to: via.several } ] }
            """;

    private static String s(int timesOf) {
        return "S { exports: [ { service: one, latency: times.s" + timesOf
                + ", threshold: 5s }, { service: several, response: stream, threshold: 5s } ] }";
    }

    @Test
    void nothingIsLeftAndNothingComesTwice() {
        for (long seed = 1; seed <= 5; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) {
        Random random = new Random(seed);
        ConcurrentMap<String, AtomicInteger> answers = new ConcurrentHashMap<>();
        try (Tenants tenants = new Tenants(LOOPS, s(0), B, A)) {
            List<Tenant> services = new ArrayList<>();
            for (int i = 0; i < LOOPS; i++) {
                Tenant service = tenants.in("S", i);
                service.sub("one");
                service.sub("several");
                service.answering(request -> answer(service, request));
                services.add(service);
            }
            Tenant times = tenants.in("S", 1);
            times.sub("times.>");
            for (int round = 0; round < ROUNDS; round++) {
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < LOOPS; i++) {
                    Tenant user = tenants.in("A", i);
                    long own = random.nextLong();
                    int at = round;
                    threads.add(Thread.ofPlatform().start(() -> ask(user, at, own, answers)));
                }
                if (random.nextInt(20) == 0) {
                    tenants.reload(s(round % 2), B, A);
                }
                if (random.nextInt(10) == 0) {
                    tenants.passes(2000);
                }
                threads.forEach(ServicesStressTest::join);
            }
            tenants.loops.settle();
            tenants.passes(10_000);
            tenants.passes(10_000);
            tenants.passes(120_000);
            tenants.assertSettled();
            services.forEach(Tenant::close);
            assertThat(answers)
                    .as("seed %d", seed)
                    .isNotEmpty()
                    .allSatisfy(
                            (what, count) -> assertThat(count.get()).as(what).isEqualTo(1));
            assertThat(times.took()).isNotEmpty();
        }
    }

    // A user asks a few times, hears something, and leaves while more is on its way.
    private static void ask(Tenant user, int round, long seed, ConcurrentMap<String, AtomicInteger> answers) {
        Random random = new Random(seed);
        String inbox = "in." + user.loop() + '.' + round;
        user.answering(
                answer -> answers.computeIfAbsent(answer.subject() + ' ' + answer.payload(), key -> new AtomicInteger())
                        .incrementAndGet());
        Subscription wildcard = user.sub(inbox + ".>");
        for (int i = 0; i < 6; i++) {
            String subject = (random.nextBoolean() ? "via." : "") + (random.nextBoolean() ? "one" : "several");
            String reply = inbox + '.' + i + '.' + (random.nextInt(8) == 0 ? "silent" : "x");
            if (random.nextInt(5) == 0) {
                Subscription own = user.sub(reply);
                user.unsub(own);
            }
            user.pub(subject, reply, "", reply);
        }
        if (random.nextInt(3) == 0) {
            user.unsub(wildcard);
        }
        user.close();
    }

    // On the loop of the service: once to a singleton, that is to say twice, and three times to the other.
    private static void answer(Tenant service, Tenant.Got request) {
        if (request.reply().isEmpty() || request.payload().endsWith("silent")) {
            return;
        }
        boolean one = request.subject().equals("one");
        service.publish(request.reply(), "", "", one ? "!" : "a" + service.loop());
        service.publish(request.reply(), "", "", one ? "!" : "b" + service.loop());
        if (!one) {
            service.publish(request.reply(), "", "", "");
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
