package io.midge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimerHeapTest {
    private final TimerHeap heap = new TimerHeap();

    private Timer add(long deadline) {
        Timer timer = new Timer(() -> {}, deadline);
        heap.add(timer);
        return timer;
    }

    @Test
    void timersComeInTheOrderOfTheirDeadlinesAndNotBefore() {
        Timer late = add(30);
        Timer early = add(10);
        Timer middle = add(20);
        assertThat(heap.nanosToNext(4)).isEqualTo(6);
        assertThat(heap.poll(9)).isNull();
        assertThat(heap.poll(10)).isSameAs(early);
        assertThat(heap.poll(10)).isNull();
        assertThat(heap.nanosToNext(25)).isEqualTo(-5);
        assertThat(heap.poll(100)).isSameAs(middle);
        assertThat(heap.poll(100)).isSameAs(late);
        assertThat(heap.poll(100)).isNull();
        assertThat(heap.nanosToNext(100)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void cancellingTwiceOrAfterFiringDoesNothing() {
        Timer fired = add(1);
        Timer cancelled = add(2);
        Timer other = add(3);
        assertThat(heap.poll(1)).isSameAs(fired);
        heap.cancel(fired);
        heap.cancel(cancelled);
        heap.cancel(cancelled);
        assertThat(heap.size()).isEqualTo(1);
        assertThat(heap.poll(10)).isSameAs(other);
    }

    /** Against a list that is searched, around any origin of the clock: {@code nanoTime} may wrap. */
    @Test
    void anyMixOfAddingCancellingAndFiringIsAsAListWouldHaveIt() {
        for (long origin : new long[] {0, Long.MAX_VALUE - 5_000, Long.MIN_VALUE, -3_000}) {
            new Model(origin, new Random(origin)).run(60_000);
        }
    }

    private static final class Model {
        private final TimerHeap heap = new TimerHeap();
        private final List<Timer> waiting = new ArrayList<>();
        private final Random random;
        private long now;

        Model(long origin, Random random) {
            this.now = origin;
            this.random = random;
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                int dice = random.nextInt(10);
                if (dice < (waiting.size() > 300 ? 2 : 5)) {
                    Timer timer = new Timer(() -> {}, now + random.nextInt(200)); // many share a deadline
                    heap.add(timer);
                    waiting.add(timer);
                } else if (dice < 7 && !waiting.isEmpty()) {
                    heap.cancel(waiting.remove(random.nextInt(waiting.size())));
                } else {
                    now += random.nextInt(20);
                    fire();
                }
                assertThat(heap.size()).isEqualTo(waiting.size());
            }
            now += 1000;
            fire();
            assertThat(heap.size()).isZero();
        }

        private void fire() {
            long last = 0;
            Timer timer = heap.poll(now);
            while (timer != null) {
                assertThat(waiting.remove(timer))
                        .as("fires once, and was not cancelled")
                        .isTrue();
                long late = now - timer.deadlineNanos;
                assertThat(late).isNotNegative();
                assertThat(last == 0 || late <= last).as("in order").isTrue();
                last = late;
                timer = heap.poll(now);
            }
            long next = Long.MAX_VALUE;
            for (Timer each : waiting) {
                assertThat(each.deadlineNanos - now).as("due, but not fired").isPositive();
                next = Math.min(next, each.deadlineNanos - now);
            }
            assertThat(heap.nanosToNext(now)).isEqualTo(next);
        }
    }
}
