package io.midge.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PullQueueTest {
    private final List<String> told = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private int asked;
    private final PullQueue queue = new PullQueue(
            3,
            new PullQueue.Door() {
                @Override
                public boolean isWaited(PullWaiter request) {
                    asked++;
                    return !gone.contains(name(request));
                }

                @Override
                public void expired(PullWaiter request) {
                    told.add("expired " + name(request));
                }

                @Override
                public void nothing(PullWaiter request) {
                    told.add("nothing " + name(request));
                }

                @Override
                public void tooLarge(PullWaiter request) {
                    told.add("large " + name(request) + " " + request.left + " " + request.bytes);
                }

                @Override
                public void abandoned(PullWaiter request) {
                    told.add("abandoned " + name(request));
                }

                @Override
                public void beat(PullWaiter request) {
                    told.add("beat " + name(request));
                }
            },
            0);

    private static String name(PullWaiter request) {
        return new String(request.reply, StandardCharsets.US_ASCII);
    }

    private void add(String name, int batch, long bytes, boolean noWait, long expires, long beats) {
        queue.add(
                new PullWaiter(name.getBytes(StandardCharsets.US_ASCII), batch, bytes, noWait, expires, beats, 10), 10);
    }

    private String next(int size, long now) {
        PullWaiter request = queue.next(size, now);
        return request == null ? "" : name(request);
    }

    @Test
    void eachGetsOneInItsTurnUntilItHasAll() {
        add("a", 2, 0, false, PullWaiter.NEVER, 0);
        add("b", 1, 0, false, PullWaiter.NEVER, 0);
        add("c", 2, 0, false, PullWaiter.NEVER, 0);
        assertThat(queue.isFull()).isTrue();
        assertThat(List.of(next(1, 11), next(1, 11), next(1, 11), next(1, 11), next(1, 11), next(1, 11)))
                .containsExactly("a", "b", "c", "a", "c", "");
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void whoWaitsIsAskedForOnceInARound() {
        add("a", 100, 0, false, PullWaiter.NEVER, 0);
        queue.round();
        for (int i = 0; i < 10; i++) {
            assertThat(next(1, 11)).isEqualTo("a");
        }
        assertThat(asked).isEqualTo(1);
        gone.add("a");
        queue.round();
        assertThat(next(1, 11)).isEmpty();
        assertThat(queue.size()).isZero();
        assertThat(told).containsExactly("abandoned a");
    }

    @Test
    void bytesAreCountedAndTheLastOnesEndIt() {
        add("a", 5, 10, false, PullWaiter.NEVER, 0);
        assertThat(next(4, 11)).isEqualTo("a");
        assertThat(next(6, 11)).isEqualTo("a");
        assertThat(queue.isEmpty()).isTrue();
        add("b", 5, 10, false, PullWaiter.NEVER, 0);
        assertThat(next(4, 11)).isEqualTo("b");
        assertThat(next(7, 11)).isEmpty();
        assertThat(told).containsExactly("large b 4 6");
    }

    @Test
    void whatIsOverIsToldSoOnceAndCountsAsUse() {
        add("a", 5, 0, false, 50, 0);
        add("b", 5, 0, false, 60, 0);
        queue.sweep(49, true);
        assertThat(told).isEmpty();
        assertThat(queue.wanted()).isEqualTo(10);
        assertThat(queue.nextDue()).isEqualTo(50);
        queue.sweep(50, false);
        assertThat(next(1, 60)).isEmpty();
        assertThat(told).containsExactly("expired a", "expired b");
        assertThat(queue.active()).isEqualTo(60);
    }

    @Test
    void whoDoesNotWaitEndsWithTheMessages() {
        add("a", 5, 0, true, PullWaiter.NEVER, 0);
        add("b", 5, 0, true, 99, 0);
        queue.sweep(11, false);
        assertThat(told).isEmpty();
        queue.sweep(11, true);
        assertThat(told).containsExactly("nothing a");
        assertThat(next(1, 12)).isEqualTo("b");
        queue.sweep(13, true);
        assertThat(told).containsExactly("nothing a", "nothing b");
    }

    @Test
    void heartbeatsComeWhenNothingElseDoes() {
        add("a", 5, 0, false, PullWaiter.NEVER, 20);
        queue.sweep(29, true);
        assertThat(queue.nextDue()).isEqualTo(30);
        queue.sweep(30, true);
        assertThat(told).containsExactly("beat a");
        assertThat(queue.nextDue()).isEqualTo(50);
    }

    @Test
    void whoWaitsIsNotAskedForAgainWhileNothingIsDue() {
        add("a", 5, 0, false, 1_000_000_000, 300_000_000);
        add("b", 5, 0, false, 2_000_000_000, 0);
        assertThat(queue.isQuiet(10, true)).isFalse();
        queue.sweep(20, true);
        assertThat(queue.isQuiet(1_000, true)).isTrue();
        add("c", 1, 0, true, PullWaiter.NEVER, 0);
        assertThat(queue.isQuiet(2_000, false)).isTrue();
        assertThat(queue.isQuiet(2_000, true)).as("c does not wait").isFalse();
        queue.sweep(2_000, true);
        assertThat(told).containsExactly("nothing c");
        assertThat(queue.isQuiet(99_000_000, true)).isTrue();
        assertThat(queue.isQuiet(200_000_000, true)).as("they may have gone").isFalse();
        queue.sweep(290_000_000, true);
        assertThat(queue.isQuiet(300_000_010, true)).as("a wants to hear").isFalse();
        assertThat(asked).isEqualTo(6);
    }

    @Test
    void oneThatComesIsDueWhenItSaysSo() {
        add("a", 5, 0, false, PullWaiter.NEVER, 0);
        queue.sweep(20, true);
        add("b", 5, 0, false, 50, 0);
        assertThat(queue.nextDue()).isEqualTo(50);
        assertThat(queue.isQuiet(50, true)).isFalse();
    }
}
