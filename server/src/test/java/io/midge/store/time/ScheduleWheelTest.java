package io.midge.store.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ScheduleWheelTest {
    private record Due(int subject, long seq, long timeNs) {}

    private static final Comparator<Due> ORDER =
            Comparator.comparingLong(Due::timeNs).thenComparingInt(Due::subject);

    private final ScheduleWheel wheel = new ScheduleWheel();

    @Test
    void aSubjectHasOneSchedule() {
        wheel.put(7, 1, 100);
        wheel.put(3, 2, 50);
        wheel.put(7, 3, 20);
        assertThat(wheel.size()).isEqualTo(2);
        assertThat(wheel.next()).isEqualTo(20);
        assertThat(wheel.seq(7)).isEqualTo(3);
        assertThat(wheel.time(7)).isEqualTo(20);
        assertThat(wheel.remove(7, 1)).as("it is another message's by now").isFalse();
        wheel.put(7, 4, 70);
        assertThat(wheel.next()).isEqualTo(50);
        assertThat(wheel.remove(7, 4)).isTrue();
        assertThat(wheel.remove(7)).isFalse();
        assertThat(wheel.remove(3)).isTrue();
        assertThat(wheel.next()).isEqualTo(ScheduleWheel.NEVER);
        assertThat(wheel.seq(3)).isZero();
        assertThat(wheel.time(3)).isEqualTo(ScheduleWheel.NEVER);
    }

    @Test
    void anEmptyOneKnowsNothing() {
        assertThat(wheel.remove(0)).isFalse();
        assertThat(wheel.remove(-1)).isFalse();
        assertThat(wheel.seq(-1)).isZero();
        assertThat(wheel.due(Long.MAX_VALUE, (subject, seq, time) -> true)).isZero();
        assertThatThrownBy(() -> wheel.put(-1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void followsTheModel() {
        follow(60_000);
    }

    @Tag("long")
    @Test
    void followsTheModelForLong() {
        follow(600_000);
    }

    private void follow(int steps) {
        Random random = new Random(9);
        TreeMap<Integer, Due> model = new TreeMap<>();
        long now = 0;
        for (int i = 1; i <= steps; i++) {
            now += random.nextInt(10);
            int range = i / 5000 % 2 == 0 ? 300 : 40;
            int subject = random.nextInt(range) * (random.nextBoolean() ? 1 : 65_536);
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> {
                    Due due = new Due(subject, i, now + random.nextInt(1000));
                    model.put(subject, due);
                    wheel.put(subject, i, due.timeNs());
                }
                case 3 -> assertThat(wheel.remove(subject)).isEqualTo(model.remove(subject) != null);
                case 4 -> {
                    Due known = model.get(subject);
                    long seq = random.nextInt(3) == 0 || known == null ? 0 : known.seq();
                    boolean is = known != null && known.seq() == seq;
                    assertThat(wheel.remove(subject, seq)).isEqualTo(is);
                    if (is) {
                        model.remove(subject);
                    }
                }
                default -> due(model, now, random.nextInt(3) == 0 ? random.nextInt(3) : Integer.MAX_VALUE);
            }
            assertThat(wheel.size()).isEqualTo(model.size());
            if (i % 8 == 0) {
                assertThat(wheel.next())
                        .isEqualTo(model.values().stream()
                                .mapToLong(Due::timeNs)
                                .min()
                                .orElse(ScheduleWheel.NEVER));
            }
        }
    }

    private void due(Map<Integer, Due> model, long now, int most) {
        List<Due> told = new ArrayList<>();
        int count = wheel.due(now, (subject, seq, time) -> told.size() < most && told.add(new Due(subject, seq, time)));
        List<Due> expected = model.values().stream()
                .filter(each -> each.timeNs() <= now)
                .sorted(ORDER)
                .limit(most)
                .toList();
        assertThat(told).isEqualTo(expected);
        assertThat(count).isEqualTo(expected.size());
        expected.forEach(each -> model.remove(each.subject()));
    }
}
