package io.midge.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.ConsumerLog;
import io.midge.store.consumer.ConsumerState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What consumers are made of, led through time by hand. */
class CoresTest {
    private static final long SECOND = 1_000_000_000L;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    // ── flow control

    @Test
    void theWindowDoublesWithEachAnswerUpToItsEnd() {
        FlowWindow window = new FlowWindow();
        long size = FlowWindow.FIRST;
        for (int answer = 0; answer < 7; answer++) {
            byte[] question = bytes("q" + answer);
            assertThat(window.delivered((int) (size / 2))).isFalse();
            assertThat(window.delivered(1)).isTrue();
            window.asked(question);
            assertThat(window.delivered((int) (size / 2 - 1))).isFalse();
            assertThat(window.isStalled()).isFalse();
            window.delivered(1);
            assertThat(window.isStalled()).isTrue();
            assertThat(window.answered(bytes("other"))).isFalse();
            assertThat(window.answered(question)).isTrue();
            assertThat(window.answered(question)).isFalse();
            size = Math.min(FlowWindow.LARGEST, 2 * size);
            window.asked(bytes("drain"));
            window.answered(bytes("drain"));
            size = Math.min(FlowWindow.LARGEST, 2 * size);
        }
        assertThat(size).isEqualTo(FlowWindow.LARGEST);
    }

    // ── rate

    @Test
    void theRateIsKeptOverTime() {
        RateLimit limit = new RateLimit(8_000, 500, 0);
        long now = 0;
        long bytes = 0;
        while (now < 100 * SECOND) {
            long wait = limit.take(100, now);
            bytes += wait == 0 ? 100 : 0;
            now += wait;
        }
        assertThat(bytes).isBetween(100_000L, 100_700L);
        assertThat(new RateLimit(7, 10, 0).take(10, 0)).isZero();
        RateLimit none = new RateLimit(7, 10, 0);
        none.take(10, 0);
        assertThat(none.take(1, SECOND)).isGreaterThan(SECOND);
    }

    @Test
    void aMessageLargerThanAllThatMayGoAtOnceGoesNevertheless() {
        RateLimit limit = new RateLimit(8_000, 500, 0);
        assertThat(limit.take(900, 0)).isZero();
        long wait = limit.take(900, 0);
        assertThat(wait).isBetween(SECOND / 2 - 1000, SECOND / 2 + 1000);
        assertThat(limit.take(900, wait)).isZero();
    }

    // ── replay

    @Test
    void theGapsBetweenMessagesAreWaitedFor() {
        Replay replay = new Replay(3);
        assertThat(replay.wait(1, 1000, 0)).isZero();
        replay.delivered(1000);
        long later = 1000 + 5_000_000;
        assertThat(replay.wait(2, later, 100)).isEqualTo(5_000_000);
        assertThat(replay.wait(2, later, 4_000_100)).isEqualTo(1_000_000);
        assertThat(replay.wait(2, later, 5_000_100)).isZero();
        replay.delivered(later);
        assertThat(replay.wait(3, later + 900_000, 5_000_100)).isZero();
        replay.rests(3);
        assertThat(replay.wait(3, later + SECOND, 5_000_100)).isEqualTo(SECOND);
        replay.rests(4);
        assertThat(replay.wait(4, later + SECOND, 5_000_100)).isZero();
    }

    // ── redelivery

    private final ConsumerLog log = new ConsumerLog(new ConsumerState(AckPolicy.EXPLICIT, 0));
    private final List<String> givenUp = new ArrayList<>();

    private long check(Redelivery redelivery, long now) {
        return redelivery.check(log, now, false, (seq, deliveries) -> givenUp.add(seq + "x" + deliveries));
    }

    @Test
    void whatWasMissedIsQueuedOnceAndInOrder() {
        Redelivery redelivery = new Redelivery(new Backoff(10, List.of()), 0);
        log.delivered(1, 1, 100);
        log.delivered(2, 2, 103);
        log.delivered(3, 3, 120);
        assertThat(check(redelivery, 109)).isEqualTo(110);
        assertThat(redelivery.isEmpty()).isTrue();
        check(redelivery, 114);
        assertThat(redelivery.first()).isEqualTo(1);
        assertThat(redelivery.size()).isEqualTo(2);
        assertThat(log.state().pendingNs(1)).isEqualTo(114);
        assertThat(log.state().pendingNs(2)).isEqualTo(117);
        check(redelivery, 200);
        assertThat(redelivery.size()).isEqualTo(3);
        redelivery.remove(1);
        redelivery.add(1);
        assertThat(redelivery.first()).isEqualTo(2);
        redelivery.removeUpTo(2);
        assertThat(redelivery.first()).isEqualTo(3);
    }

    @Test
    void stepsMakeTheWaitLonger() {
        Backoff backoff = new Backoff(10, List.of(10L, 20L, 50L));
        assertThat(List.of(backoff.waitNs(0), backoff.waitNs(1), backoff.waitNs(2), backoff.waitNs(9)))
                .containsExactly(10L, 20L, 50L, 50L);
        assertThat(new Backoff(0, List.of()).isSet()).isFalse();
    }

    @Test
    void aSingleDeliveryIsGivenUpWhenItIsMissed() {
        Redelivery redelivery = new Redelivery(new Backoff(10, List.of()), 1);
        log.delivered(1, 1, 100);
        check(redelivery, 110);
        assertThat(givenUp).containsExactly("1x1");
        assertThat(redelivery.isEmpty()).isTrue();
        assertThat(log.state().pending()).isZero();
        assertThat(log.state().redelivered(1)).isEqualTo(1);
    }

    @Test
    void severalDeliveriesAreSpentWhenTheNextWouldBeDue() {
        Redelivery redelivery = new Redelivery(new Backoff(10, List.of()), 2);
        assertThat(redelivery.isSpent(0)).isFalse();
        assertThat(redelivery.isSpent(1)).isTrue();
        assertThat(new Redelivery(new Backoff(10, List.of()), -1).isSpent(1_000_000))
                .isFalse();
    }

    // ── bytes

    @Test
    void delaysAreReadAsGoReadsThem() {
        assertThat(NakDelay.parse(bytes(""))).isEqualTo(NakDelay.NONE);
        assertThat(NakDelay.parse(bytes("  \t"))).isEqualTo(NakDelay.NONE);
        assertThat(NakDelay.parse(bytes(" 1h2m3.5s "))).isEqualTo(3_723_500_000_000L);
        assertThat(NakDelay.parse(bytes("100us1ns"))).isEqualTo(100_001);
        assertThat(NakDelay.parse(bytes("5µs"))).isEqualTo(5_000);
        assertThat(NakDelay.parse(bytes("-2ms"))).isEqualTo(-2_000_000);
        assertThat(NakDelay.parse(bytes("0"))).isZero();
        assertThat(NakDelay.parse(bytes("{\"delay\":7}"))).isEqualTo(7);
        assertThat(NakDelay.parse(bytes("{\"other\":[1],\"delay\":9}"))).isEqualTo(9);
        assertThat(NakDelay.parse(bytes("{}"))).isZero();
        for (String bad :
                List.of("5", "s", "1.2.3s", "1y", "{\"delay\":\"x\"}", "{", "1s-", "9999999999h", "-", ".s")) {
            assertThat(NakDelay.parse(bytes(bad))).as(bad).isEqualTo(NakDelay.NONE);
        }
    }

    @Test
    void theWordsOfAcknowledgementsAreTold() {
        assertThat(kind("")).isEqualTo(Note.Kind.ACK);
        assertThat(kind("+ACK")).isEqualTo(Note.Kind.ACK);
        assertThat(kind("+OK")).isEqualTo(Note.Kind.ACK);
        assertThat(kind("-NAK")).isEqualTo(Note.Kind.NAK);
        assertThat(kind("-NAK 5s")).isEqualTo(Note.Kind.NAK);
        assertThat(kind("+WPI")).isEqualTo(Note.Kind.PROGRESS);
        assertThat(kind("+NXT{}")).isEqualTo(Note.Kind.NEXT);
        assertThat(kind("+TERM why")).isEqualTo(Note.Kind.TERM);
        for (String noise : List.of("+", "+O", "+OKAY", "+ACKx", "+WPIx", "+TER", "+TERN", "NAK", "-NACK", "hello")) {
            assertThat(kind(noise)).as(noise).isEqualTo(Note.Kind.NOISE);
        }
    }

    private static Note.Kind kind(String payload) {
        byte[] all = bytes("..." + payload + "...");
        return Note.kind(all, 3, 3 + bytes(payload).length);
    }

    @Test
    void whatIsWrittenIntoReplySubjectsIsReadAgain() {
        AckReply reply = new AckReply("S", "C");
        Random random = new Random(5);
        for (int i = 0; i < 1000; i++) {
            long deliveries = random.nextInt(100);
            long seq = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(60);
            long consumerSeq = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(60);
            int length = reply.write(deliveries, seq, consumerSeq, Long.MAX_VALUE, 0);
            assertThat(length).isEqualTo(reply.length());
            String text = new String(reply.bytes(), 0, length, StandardCharsets.US_ASCII);
            assertThat(text)
                    .isEqualTo("$JS.ACK.S.C.%d.%d.%d.%d.0".formatted(deliveries, seq, consumerSeq, Long.MAX_VALUE));
            long[] numbers = {0, 0, 0};
            Note.numbers(reply.bytes(), 0, length, numbers);
            assertThat(numbers).containsExactly(deliveries, seq, consumerSeq);
        }
    }

    @Test
    void removalsTellHowFarTheyReached() {
        Random random = new Random(3);
        Removals removals = new Removals();
        List<Long> all = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            long to = random.nextInt(5) == 0 ? 1_000_000 - i : random.nextInt(1000);
            removals.add(to);
            all.add(to);
            int since = random.nextInt(all.size() + 1);
            long exact = all.subList(since, all.size()).stream()
                    .mapToLong(each -> each)
                    .max()
                    .orElse(0);
            assertThat(removals.highestSince(since)).isGreaterThanOrEqualTo(exact);
        }
        assertThat(removals.highestSince(removals.count())).isZero();
        long before = removals.count();
        removals.add(5);
        removals.add(3);
        assertThat(removals.highestSince(before)).isEqualTo(5);
        assertThat(removals.highestSince(before + 1)).isEqualTo(3);
    }

    @Test
    void neighboursAreOneRange() {
        LongList list = new LongList();
        for (long each : new long[] {9, 1, 3, 2, 5, 5, 10}) {
            list.add(each);
        }
        List<String> ranges = new ArrayList<>();
        list.drain((from, to) -> ranges.add(from + "-" + to));
        assertThat(ranges).containsExactly("1-3", "5-5", "9-10");
        assertThat(list.isEmpty()).isTrue();
    }
}
