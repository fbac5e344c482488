package io.midge.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.midge.net.Peer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeskTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Bench bench = new Bench();
    private final CountDownLatch go = new CountDownLatch(1);
    private final AtomicInteger done = new AtomicInteger();
    private final Desk desk = new Desk(
            bench.system,
            "test-desk",
            message -> {
                Bench.await(go);
                done.incrementAndGet();
            },
            bench.log);

    @AfterEach
    void close() {
        go.countDown();
        bench.close();
    }

    private void finish(int expected) {
        go.countDown();
        await().atMost(PATIENCE).until(() -> done.get() == expected);
    }

    @Test
    void requestsThatFindNoRoomAreDroppedAndSaidOnce() {
        bench.internal.subscribe(bench.system, "r", desk);
        for (int i = 0; i < 2 * Desk.WAITING; i++) {
            bench.internal.publish(bench.system, "r", new byte[10]);
        }
        bench.settle();
        assertThat(desk.dropped()).isEqualTo(Desk.WAITING);
        assertThat(bench.loops.lines)
                .singleElement()
                .asString()
                .contains("System requests are dropped: more than can be answered wait");
        finish(Desk.WAITING);
        bench.internal.publish(bench.system, "r", new byte[10]);
        await().atMost(PATIENCE).until(() -> done.get() == Desk.WAITING + 1);
    }

    @Test
    void largeRequestsCountByTheirSize() {
        bench.internal.subscribe(bench.system, "r", desk);
        for (int i = 0; i < 10; i++) {
            bench.internal.publish(bench.system, "r", new byte[1 << 20]);
        }
        bench.settle();
        assertThat(desk.dropped()).isEqualTo(7);
        finish(3);
    }

    @Test
    void guestsLeaveRoomForOperators() {
        bench.internal.subscribe(bench.accounts.global(), "r", desk);
        bench.internal.subscribe(bench.system, "r", desk);
        Peer guest = bench.loops.on(0, () -> Peer.open(bench.loops.get(0), bench.clients));
        bench.loops.run(0, () -> guest.send("CONNECT {\"verbose\":false}\r\n".getBytes(US_ASCII)));
        bench.loops.run(
                0, () -> guest.send("PUB r 0\r\n\r\n".repeat(Desk.WAITING).getBytes(US_ASCII)));
        bench.settle();
        assertThat(desk.dropped()).isEqualTo(Desk.WAITING / 2);
        bench.internal.publish(bench.system, "r", new byte[10]);
        bench.settle();
        assertThat(desk.dropped()).isEqualTo(Desk.WAITING / 2);
        finish(Desk.WAITING / 2 + 1);
    }

    @Test
    void anErrorEndsOneAnswerOnly() {
        Desk broken = new Desk(
                bench.system,
                "test-desk",
                message -> {
                    if (done.getAndIncrement() == 0) {
                        throw new IllegalStateException("broken");
                    }
                },
                bench.log);
        bench.internal.subscribe(bench.system, "r", broken);
        bench.internal.publish(bench.system, "r", new byte[0]);
        bench.internal.publish(bench.system, "r", new byte[0]);
        await().atMost(PATIENCE).until(() -> done.get() == 2);
        assertThat(bench.loops.lines)
                .anyMatch(line -> line.contains("Internal error while answering a system request"));
    }
}
