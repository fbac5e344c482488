package io.midge.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.midge.account.Internal;
import io.midge.account.Publisher;
import io.midge.net.Peer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
            new Clerk(message -> {
                Bench.await(go);
                done.incrementAndGet();
            }),
            bench.log,
            bench.loops);

    @AfterEach
    void close() {
        go.countDown();
        bench.close();
    }

    private void guest(String protocol) {
        Peer guest = bench.loops.on(0, () -> Peer.open(bench.loops.get(0), bench.clients));
        bench.loops.run(0, () -> guest.send("CONNECT {\"verbose\":false}\r\n".getBytes(US_ASCII)));
        bench.loops.run(0, () -> guest.send(protocol.getBytes(US_ASCII)));
        bench.settle();
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
        guest("PUB r 0\r\n\r\n".repeat(Desk.WAITING));
        assertThat(desk.dropped()).isEqualTo(Desk.WAITING / 2);
        bench.internal.publish(bench.system, "r", new byte[10]);
        bench.settle();
        assertThat(desk.dropped()).isEqualTo(Desk.WAITING / 2);
        finish(Desk.WAITING / 2 + 1);
    }

    @Test
    void operatorsDoNotWaitForGuests() {
        Desk busy = new Desk(
                bench.system,
                "test-desk",
                new Clerk(message -> {
                    if (Desk.isGuest(message.publisher(), bench.system)) {
                        Bench.await(go);
                    }
                    done.incrementAndGet();
                }),
                bench.log,
                bench.loops);
        bench.internal.subscribe(bench.accounts.global(), "r", busy);
        bench.internal.subscribe(bench.system, "r", busy);
        guest("PUB r 0\r\n\r\n");
        bench.internal.publish(bench.system, "r", new byte[0]);
        await().atMost(PATIENCE).until(() -> done.get() == 1);
        finish(2);
    }

    @Test
    void whatFindsNoRoomIsLeftToOthersAndNotCopied() {
        AtomicInteger copied = new AtomicInteger();
        bench.internal.subscribe(bench.system, "r", new Internal.Handler() {
            @Override
            public boolean hasRoom(int size, Publisher publisher) {
                return size < 10;
            }

            @Override
            public boolean onMessage(Internal.Message message) {
                copied.incrementAndGet();
                return message.payload().length < 5;
            }
        });
        assertThat(bench.routed("r", 4)).isTrue();
        assertThat(bench.routed("r", 9)).isFalse();
        assertThat(copied).hasValue(2);
        assertThat(bench.routed("r", 10)).isFalse();
        assertThat(copied).hasValue(2);
    }

    @Test
    void aDeskThatIsFullTakesNothing() {
        bench.internal.subscribe(bench.system, "r", desk);
        for (int i = 0; i < Desk.WAITING; i++) {
            assertThat(bench.routed("r", 0)).isTrue();
        }
        assertThat(bench.routed("r", 0)).isFalse();
        finish(Desk.WAITING);
    }

    @Test
    void howManyWereDroppedIsSaidFromTimeToTime() {
        bench.internal.subscribe(bench.system, "r", desk);
        for (int i = 0; i < Desk.WAITING + 5; i++) {
            bench.routed("r", 0);
        }
        assertThat(bench.loops.lines).hasSize(1);
        bench.loops.pass(10, TimeUnit.SECONDS);
        bench.routed("r", 0);
        bench.routed("r", 0);
        assertThat(bench.loops.lines).hasSize(2).last().asString().contains("(5 since this was last said)");
        finish(Desk.WAITING);
    }

    @Test
    void anErrorEndsOneAnswerOnly() {
        Clerk clerk = new Clerk(message -> {
            switch (done.getAndIncrement()) {
                case 0 -> throw new IllegalStateException("broken");
                case 1 -> throw new StackOverflowError("deep");
                default -> {}
            }
        });
        Desk broken = new Desk(bench.system, "test-desk", clerk, bench.log, bench.loops);
        bench.internal.subscribe(bench.system, "r", broken);
        for (int i = 0; i < 3; i++) {
            bench.internal.publish(bench.system, "r", new byte[0]);
        }
        await().atMost(PATIENCE).until(() -> done.get() == 3);
        assertThat(clerk.failed).hasValue(2);
        assertThat(String.join("\n", bench.loops.lines))
                .contains("Internal error while answering a system request", "broken", "deep");
    }
}
