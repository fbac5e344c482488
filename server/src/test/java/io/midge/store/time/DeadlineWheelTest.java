package io.midge.store.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DeadlineWheelTest {
    private record Deadline(long seq, long expiryNs) {}

    private final TreeMap<Long, Long> live = new TreeMap<>();
    private final TreeSet<Deadline> order =
            new TreeSet<>(Comparator.comparingLong(Deadline::expiryNs).thenComparingLong(Deadline::seq));
    private final DeadlineWheel wheel = new DeadlineWheel(live::containsKey);

    private void add(long seq, long expiryNs) {
        live.put(seq, expiryNs);
        order.add(new Deadline(seq, expiryNs));
        wheel.add(seq, expiryNs);
    }

    private void remove(long seq) {
        Long expiry = live.remove(seq);
        if (expiry != null) {
            order.remove(new Deadline(seq, expiry));
            wheel.remove(seq);
        }
    }

    @Test
    void tellsOfWhatHasExpiredTheFirstFirst() {
        add(1, 30);
        add(2, 10);
        add(3, 30);
        add(4, 20);
        add(5, 10);
        remove(4);
        assertThat(wheel.next()).isEqualTo(10);
        List<Deadline> told = new ArrayList<>();
        assertThat(wheel.expired(9, (seq, expiry) -> told.add(new Deadline(seq, expiry))))
                .isZero();
        assertThat(wheel.expired(30, (seq, expiry) -> told.add(new Deadline(seq, expiry))))
                .isEqualTo(4);
        assertThat(told)
                .containsExactly(new Deadline(2, 10), new Deadline(5, 10), new Deadline(1, 30), new Deadline(3, 30));
        assertThat(wheel.next()).isEqualTo(DeadlineWheel.NEVER);
    }

    @Test
    void whoeverCannotTakeOneFindsItAgain() {
        add(1, 10);
        add(2, 10);
        assertThat(wheel.expired(10, (seq, expiry) -> seq == 1)).isEqualTo(1);
        live.remove(1L);
        List<Long> told = new ArrayList<>();
        assertThat(wheel.expired(10, (seq, expiry) -> told.add(seq))).isEqualTo(1);
        assertThat(told).containsExactly(2L);
    }

    @Test
    void timesFarAwayAreTimes() {
        add(1, Long.MAX_VALUE);
        add(2, Long.MIN_VALUE);
        add(3, -5);
        List<Long> told = new ArrayList<>();
        assertThat(wheel.expired(0, (seq, expiry) -> told.add(seq))).isEqualTo(2);
        assertThat(told).containsExactly(2L, 3L);
        assertThat(wheel.next()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void followsTheModel() {
        follow(100_000);
    }

    @Tag("long")
    @Test
    void followsTheModelForLong() {
        follow(1_000_000);
    }

    private void follow(int steps) {
        Random random = new Random(7);
        long now = 0;
        long last = 0;
        for (int i = 0; i < steps; i++) {
            now += random.nextInt(20);
            int phase = i / 5000 % 3; // grows, shrinks by removal, shrinks by time
            int what = random.nextInt(10);
            if (what < (phase == 0 ? 7 : 3)) {
                add(++last, now + random.nextInt(random.nextInt(50) == 0 ? 1_000_000 : 20_000));
            } else if (what < (phase == 1 ? 9 : 7) && !live.isEmpty()) {
                Long seq = live.ceilingKey(random.nextLong(last) + 1);
                remove(seq == null ? live.lastKey() : seq);
            } else if (random.nextInt(20) == 0) {
                expire(now, random.nextInt(3) == 0 ? random.nextInt(4) : Integer.MAX_VALUE);
            } else if (random.nextInt(2000) == 0) {
                long below = last - random.nextInt(1000);
                int before = live.size();
                live.headMap(below).forEach((seq, expiry) -> order.remove(new Deadline(seq, expiry)));
                live.headMap(below).clear();
                wheel.removed(before - live.size());
            }
            assertThat(wheel.next())
                    .isEqualTo(
                            order.isEmpty()
                                    ? DeadlineWheel.NEVER
                                    : order.first().expiryNs());
        }
        assertThat(wheel.size()).as("what is gone is forgotten in the end").isLessThan(2 * live.size() + 3);
    }

    private void expire(long now, int most) {
        List<Deadline> told = new ArrayList<>();
        wheel.expired(now, (seq, expiry) -> told.size() < most && told.add(new Deadline(seq, expiry)));
        List<Deadline> expected = order.stream()
                .takeWhile(each -> each.expiryNs() <= now)
                .limit(most)
                .toList();
        assertThat(told).isEqualTo(expected);
        expected.forEach(each -> {
            live.remove(each.seq());
            order.remove(each);
        });
    }

    @Test
    void aMillionTakeTwentyFourMegabytesAtMost() {
        DeadlineWheel all = new DeadlineWheel(seq -> true);
        Random random = new Random(1);
        for (int i = 1; i <= 1_000_000; i++) {
            all.add(i, random.nextLong(1L << 60));
            if (i > 100_000) {
                assertThat(all.bytes() <= 24L * i + 100).isTrue();
            }
        }
        assertThat(all.bytes()).isLessThan(24_100_000);
    }
}
