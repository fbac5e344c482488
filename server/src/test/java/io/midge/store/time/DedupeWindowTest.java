package io.midge.store.time;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class DedupeWindowTest {
    private static final long WINDOW = 1_000_000;

    private final Map<Long, String> messages = new HashMap<>();
    private DedupeWindow window = window(WINDOW, 1_000_000);

    private DedupeWindow window(long ns, long limit) {
        return new DedupeWindow(ns, limit, 1, 2, (seq, id, off, length) -> {
            String there = messages.get(seq);
            return there == null
                    ? DedupeWindow.Match.GONE
                    : there.equals(new String(id, off, length, UTF_8))
                            ? DedupeWindow.Match.SAME
                            : DedupeWindow.Match.OTHER;
        });
    }

    private long check(String id, long now) {
        byte[] bytes = ("xx" + id + "y").getBytes(UTF_8);
        return window.check(bytes, 2, bytes.length - 3, now);
    }

    private long reserve(String id, long now) {
        byte[] bytes = id.getBytes(UTF_8);
        return window.reserve(bytes, 0, bytes.length, now);
    }

    private void release(String id) {
        byte[] bytes = id.getBytes(UTF_8);
        window.release(bytes, 0, bytes.length);
    }

    private void confirm(String id, long seq, long time) {
        byte[] bytes = id.getBytes(UTF_8);
        messages.put(seq, id);
        window.confirm(bytes, 0, bytes.length, seq, time);
    }

    @Test
    void anIdCountsForAsLongAsTheWindowIs() {
        confirm("a", 7, 100);
        assertThat(check("a", 100)).isEqualTo(7);
        assertThat(check("b", 100)).isEqualTo(DedupeWindow.NEW);
        assertThat(check("a", 99 + WINDOW)).isEqualTo(7);
        assertThat(window.next()).isEqualTo(100 + WINDOW);
        assertThat(check("a", 100 + WINDOW)).isEqualTo(DedupeWindow.NEW);
        assertThat(window.size()).isZero();
        assertThat(window.next()).isEqualTo(DedupeWindow.NEVER);
    }

    @Test
    void whatIsOnItsWayIsKnown() {
        assertThat(reserve("a", 0)).isEqualTo(DedupeWindow.NEW);
        assertThat(reserve("a", 0)).isEqualTo(DedupeWindow.IN_FLIGHT);
        assertThat(check("a", 0)).isEqualTo(DedupeWindow.IN_FLIGHT);
        release("a");
        assertThat(reserve("a", 0)).isEqualTo(DedupeWindow.NEW);
        confirm("a", 3, 0);
        assertThat(reserve("a", 0)).isEqualTo(3);
        assertThat(window.reserved()).isZero();
        release("never reserved");
    }

    @Test
    void aDeletedMessagesIdCountsStill() {
        confirm("a", 3, 0);
        messages.clear();
        assertThat(check("a", 10)).isEqualTo(3);
    }

    @Test
    void aHashThatIsAnotherIdsIsNotADuplicate() {
        confirm("a", 3, 0);
        messages.put(3L, "looks alike");
        assertThat(check("a", 0)).isEqualTo(DedupeWindow.NEW);
        confirm("a", 4, 0);
        assertThat(check("a", 0)).isEqualTo(4);
    }

    @Test
    void withoutAWindowNothingIsADuplicate() {
        window = window(0, 10);
        confirm("a", 1, 0);
        assertThat(check("a", 0)).isEqualTo(DedupeWindow.NEW);
        assertThat(reserve("a", 0)).isEqualTo(DedupeWindow.NEW);
        assertThat(reserve("a", 0)).isEqualTo(DedupeWindow.NEW);
        assertThat(window.size() + window.reserved()).isZero();
    }

    @Test
    void thereIsALimitThatNeverForgetsAnId() {
        window = window(WINDOW, 3);
        confirm("a", 1, 0);
        confirm("b", 2, 0);
        assertThat(reserve("c", 0)).isEqualTo(DedupeWindow.NEW);
        assertThat(reserve("d", 0)).isEqualTo(DedupeWindow.FULL);
        assertThat(reserve("a", 0)).isEqualTo(1);
        confirm("d", 3, 0);
        assertThat(check("d", 0)).as("what is decided is taken").isEqualTo(3);
        assertThat(reserve("e", WINDOW)).isEqualTo(DedupeWindow.NEW);
    }

    @Test
    void theWindowCanChange() {
        confirm("a", 1, 0);
        window.setWindow(2 * WINDOW);
        assertThat(check("a", WINDOW)).isEqualTo(1);
        window.setWindow(WINDOW);
        assertThat(check("a", WINDOW)).isEqualTo(DedupeWindow.NEW);
    }

    @Test
    void sequencesFarApartAreToldApart() {
        confirm("a", 1, 0);
        confirm("b", 1L << 38, 1);
        confirm("c", 1L << 62, 2);
        confirm("d", (1L << 62) - 5, 2);
        assertThat(check("b", 3)).isIn(1L << 38, 0L);
        assertThat(check("c", 3)).isEqualTo(1L << 62);
        assertThat(check("d", 3)).isEqualTo((1L << 62) - 5);
    }

    @Test
    void aRefillThatNobodyInterruptsForLongExpiresAllTheSame() {
        for (int i = 1; i <= 10_000; i++) {
            confirm("id" + i, i, i * WINDOW / 50);
        }
        long now = 10_000 * WINDOW / 50;
        for (int i = 1; i <= 10_000; i++) {
            long found = check("id" + i, now);
            assertThat(found).isEqualTo(i > 10_000 - 50 ? i : found);
            assertThat(found == 0).as("id " + i).isIn(i < 9_700, i <= 9_950);
        }
    }

    @Test
    void followsTheModel() {
        follow(60_000);
    }

    @Tag("long")
    @Test
    void followsTheModelForLong() {
        follow(2_000_000);
    }

    /** Never forgets too early, and not more than a little too late; ids come again, messages are deleted. */
    private void follow(int steps) {
        Random random = new Random(11);
        Map<String, long[]> model = new HashMap<>();
        List<String> reserved = new ArrayList<>();
        long now = 0;
        long seq = 0;
        for (int i = 0; i < steps; i++) {
            now += random.nextInt(i / 20_000 % 2 == 0 ? 20 : 400);
            String id = "id" + random.nextInt(80_000);
            long[] known = model.getOrDefault(id, new long[] {0, Long.MIN_VALUE / 2});
            long found = reserve(id, now);
            boolean mustBe = now - known[1] < WINDOW;
            boolean mayBe = now - known[1] < WINDOW + WINDOW / 250 + 400;
            if (reserved.contains(id)) {
                assertThat(found).isIn(DedupeWindow.IN_FLIGHT, mayBe ? known[0] : DedupeWindow.IN_FLIGHT);
            } else if (mustBe || (mayBe && found != 0)) {
                assertThat(found).isEqualTo(known[0]);
            } else {
                assertThat(found).isEqualTo(DedupeWindow.NEW);
                reserved.add(id);
            }
            while (reserved.size() > random.nextInt(10)) {
                String first = reserved.removeFirst();
                if (random.nextInt(4) == 0) {
                    release(first);
                } else {
                    seq += 1 + random.nextInt(3);
                    confirm(first, seq, now);
                    model.put(first, new long[] {seq, now});
                }
            }
            if (random.nextInt(3) == 0) {
                messages.remove(seq - random.nextInt(10_000));
            }
            if (now >= window.next() && random.nextInt(4) == 0) {
                window.evict(now);
            }
            if (i % 50_000 == 49_999) {
                long at = now;
                long least = model.values().stream()
                        .filter(each -> at - each[1] < WINDOW)
                        .count();
                assertThat(window.size()).isBetween(least, least + least / 50 + 50);
            }
        }
        now += 2 * WINDOW;
        window.evict(now);
        assertThat(window.size()).isZero();
        assertThat(window.bytes()).as("memory is given back").isLessThan(10_000);
    }

    @Tag("long")
    @Test
    void tenMillionIdsTakeAtMostTwoHundredMegabytes() {
        DedupeWindow large =
                new DedupeWindow(WINDOW * 1000, 20_000_000, 3, 4, (seq, id, off, length) -> DedupeWindow.Match.GONE);
        byte[] id = new byte[8];
        long worst = 0;
        for (int i = 1; i <= 10_000_000; i++) {
            number(i, id);
            large.confirm(id, 0, 8, i, i);
            if (i % 1000 == 0) {
                worst = Math.max(worst, large.bytes() * 1000 / Math.max(i, 1_000_000));
            }
        }
        assertThat(worst / 1000).as("bytes for an id").isLessThan(20);
        assertThat(large.bytes()).isLessThan(200_000_000);
        for (int i = 1; i <= 10_000_000; i += 997) {
            number(i, id);
            assertThat(large.check(id, 0, 8, 10_000_000)).isEqualTo(i);
            number(-i, id);
            assertThat(large.check(id, 0, 8, 10_000_000)).isZero();
        }
    }

    private static void number(long number, byte[] to) {
        for (int i = 0; i < 8; i++) {
            to[i] = (byte) (number >>> (8 * i));
        }
    }
}
