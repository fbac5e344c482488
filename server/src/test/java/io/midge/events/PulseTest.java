package io.midge.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.midge.json.JsonWriter;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final String SUBJECT = "$SYS.SERVER.N.STATSZ";

    private final Bench bench = new Bench();
    private final Desk desk = new Desk(bench.system, "test-desk", new Clerk(message -> {}), bench.log, bench.loops);
    private final Pulse pulse = new Pulse(
            bench.system, bench.accounts, bench.loop, () -> bench.outbox, () -> desk, bench.bulletin, bench, "N");

    @BeforeEach
    void start() {
        bench.loops.run(0, pulse::start);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private void after(long ms, int count) {
        bench.loops.pass(ms, TimeUnit.MILLISECONDS);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            bench.settle();
            return bench.heard.size() >= count;
        });
        assertThat(bench.heard).isEqualTo(Collections.nCopies(count, SUBJECT));
    }

    @Test
    void figuresComeSoonAfterAStartAndThenEveryTenSeconds() {
        bench.listen(SUBJECT);
        after(249, 0);
        after(1, 1);
        after(500, 1); // not more than once a second
        after(500, 2);
        after(2_000, 3);
        after(4_000, 4);
        after(8_000, 5);
        after(10_000, 6);
        after(10_000, 7);
    }

    @Test
    void whoAsksForAllIsHeardAtOnceAndTheNextOneComesASecondLaterAtTheEarliest() {
        bench.listen(SUBJECT);
        after(250, 1);
        after(300, 1);
        bench.loops.run(0, pulse::tell);
        after(0, 2);
        after(999, 2);
        after(1, 3);
    }

    @Test
    void accountsThatSomebodyIsInAreCountedEveryThirtySeconds() {
        String counted = "$SYS.ACCOUNT.$SYS.SERVER.CONNS";
        bench.listen(counted, "$SYS.ACCOUNT.$G.SERVER.CONNS");
        bench.accounts.global().admit(); // of which nothing is told
        bench.loops.pass(30, TimeUnit.SECONDS);
        bench.settle();
        assertThat(bench.heard).isEmpty();
        bench.system.admit();
        bench.loops.pass(30, TimeUnit.SECONDS);
        bench.settle();
        bench.loops.pass(30, TimeUnit.SECONDS);
        bench.settle();
        assertThat(bench.heard).containsExactly(counted, counted);
        bench.system.leave();
        bench.loops.pass(30, TimeUnit.SECONDS);
        bench.settle();
        assertThat(bench.heard).hasSize(2);
    }

    @Test
    void nobodyListeningNothingIsComposed() {
        bench.loops.pass(60, TimeUnit.SECONDS);
        bench.settle();
        assertThat(bench.outbox.waiting()).isZero();
        assertThat(new String(pulse.statsz(new byte[0]).payload(JsonWriter.compact(), bench.head)[0], UTF_8))
                .contains("\"seq\":1,");
    }

    @Test
    void figuresAreThoseOfTheServer() {
        byte[] text = pulse.statsz(new byte[0]).payload(JsonWriter.compact(), bench.head)[0];
        assertThat(new String(text, UTF_8))
                .endsWith(
                        "\"statsz\":{\"start\":\"1970-01-01T00:00:00Z\",\"mem\":1,\"cores\":2,\"cpu\":0.5,\"connections\":3,"
                                + "\"total_connections\":4,\"active_accounts\":1,\"subscriptions\":5,"
                                + "\"sent\":{\"msgs\":6,\"bytes\":7},\"sent_to_clients\":{\"msgs\":6,\"bytes\":7},"
                                + "\"received\":{\"msgs\":8,\"bytes\":9},\"received_from_clients\":{\"msgs\":8,\"bytes\":9},"
                                + "\"slow_consumers\":2,"
                                + "\"slow_consumer_stats\":{\"clients\":2,\"routes\":0,\"gateways\":0,\"leafs\":0},"
                                + "\"stale_connections\":1,"
                                + "\"stale_connection_stats\":{\"clients\":1,\"routes\":0,\"gateways\":0,\"leafs\":0},"
                                + "\"stalled_clients\":3,\"active_servers\":1,\"gomaxprocs\":2}}");
    }
}
