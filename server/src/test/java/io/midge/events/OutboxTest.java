package io.midge.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.ByteText;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Bench bench = new Bench();

    @AfterEach
    void close() {
        bench.close();
    }

    private Letter letter(int number) {
        return Letter.event(bench.system, ByteText.bytes("e." + number), (out, from) -> new byte[0]);
    }

    @Test
    void lettersArePublishedInOrderAFewInEachPass() {
        bench.listen("e.*");
        CountDownLatch go = bench.held();
        IntStream.range(0, 200).forEach(i -> bench.outbox.put(letter(i)));
        AtomicInteger first = new AtomicInteger();
        bench.loop.execute(() -> bench.loop.execute(() -> first.set(bench.heard.size())));
        go.countDown();
        bench.settle();
        assertThat(first).hasValue(64);
        assertThat(bench.heard)
                .isEqualTo(IntStream.range(0, 200).mapToObj(i -> "e." + i).toList());
        assertThat(bench.outbox.waiting()).isZero();
    }

    @Test
    void whatFindsNoRoomIsDroppedAndSaidOnce() {
        bench.listen("e.*");
        CountDownLatch go = bench.held();
        int most = (int) (Outbox.MOST / Letter.EVENT);
        IntStream.range(0, 2 * most).forEach(i -> bench.outbox.put(letter(i)));
        assertThat(bench.outbox.waiting()).isLessThanOrEqualTo(Outbox.MOST);
        assertThat(bench.outbox.dropped()).isEqualTo(most);
        assertThat(bench.loops.lines)
                .singleElement()
                .asString()
                .contains("System events are dropped: more than 16 MB wait to be published");
        go.countDown();
        while (bench.outbox.waiting() > 0) {
            bench.settle();
        }
        bench.settle();
        assertThat(bench.heard).hasSize(most).startsWith("e.0").endsWith("e." + (most - 1));
        bench.outbox.put(letter(7));
        bench.settle();
        assertThat(bench.heard).endsWith("e.7");
    }

    @Test
    void oneThatIsLargerThanTheRoomNeverGoes() {
        bench.listen("e.*");
        bench.outbox.put(answer("e.large", (int) Outbox.MOST, false));
        bench.outbox.put(answer("e.fits", (int) Outbox.MOST - Letter.EVENT, false));
        bench.settle();
        bench.outbox.put(answer("e.guest", (int) Outbox.MOST / 2, true));
        bench.settle();
        assertThat(bench.heard).containsExactly("e.fits");
        assertThat(bench.outbox.dropped()).isEqualTo(2);
    }

    @Test
    void guestsLeaveHalfOfTheRoomForEvents() {
        CountDownLatch go = bench.held();
        for (int i = 0; i < 20; i++) {
            bench.outbox.put(answer("e.guest", 1 << 20, true));
        }
        assertThat(bench.outbox.dropped()).isEqualTo(13);
        int most = (int) (Outbox.MOST / 2 / Letter.EVENT);
        IntStream.range(0, most).forEach(i -> bench.outbox.put(letter(i)));
        assertThat(bench.outbox.dropped()).isEqualTo(13);
        go.countDown();
    }

    @Test
    void oneThatCannotBeWrittenCostsItself() {
        bench.listen("e.*");
        CountDownLatch go = bench.held();
        bench.outbox.put(broken(new IllegalStateException("broken")));
        bench.outbox.put(letter(1));
        bench.outbox.put(broken(new StackOverflowError("deep")));
        bench.outbox.put(letter(2));
        go.countDown();
        bench.settle();
        bench.outbox.put(letter(3));
        bench.settle();
        assertThat(bench.heard).containsExactly("e.1", "e.2", "e.3");
        assertThat(bench.outbox.waiting()).isZero();
        assertThat(String.join("\n", bench.loops.lines))
                .contains("Internal error while publishing on e.broken", "broken", "deep");
    }

    private Letter broken(Throwable why) {
        return Letter.event(bench.system, ByteText.bytes("e.broken"), (out, from) -> {
            if (why instanceof Error e) {
                throw e;
            }
            throw (RuntimeException) why;
        });
    }

    private Letter answer(String subject, int size, boolean forGuest) {
        return Letter.answer(
                bench.system,
                ByteText.bytes(subject),
                Encoding.NONE,
                (out, from) -> Letter.NONE,
                List.of(new byte[size]),
                forGuest);
    }

    @Test
    void theLastLetterComesAfterAllOthersInTheNextPass() {
        bench.listen("e.*");
        CountDownLatch go = bench.held();
        IntStream.range(0, 500).forEach(i -> bench.outbox.put(letter(i)));
        bench.outbox.close(letter(999));
        bench.outbox.put(letter(1000));
        go.countDown();
        bench.loops.run(0, () -> {});
        bench.loops.run(0, () -> {});
        assertThat(bench.heard).hasSize(501).endsWith("e.999");
    }

    @Test
    void messagesAreNumberedInTheOrderInWhichTheyGo() {
        StringBuilder seen = new StringBuilder();
        bench.internal.subscribe(bench.system, "e.>", message -> {
            seen.append(new String(message.payload(), UTF_8));
            return true;
        });
        List.of("a", "b")
                .forEach(each ->
                        bench.outbox.put(Letter.event(bench.system, ByteText.bytes("e." + each), (out, from) -> {
                            from.value(out);
                            return out.toBytes();
                        })));
        bench.settle();
        assertThat(seen.toString().replaceAll("\"time\":\"[^\"]*\"", "T"))
                .isEqualTo(
                        "{\"name\":\"n\",\"host\":\"h\",\"id\":\"N\",\"ver\":\"2.15.2\",\"jetstream\":false,\"flags\":0,"
                                + "\"seq\":1,T}{\"name\":\"n\",\"host\":\"h\",\"id\":\"N\",\"ver\":\"2.15.2\",\"jetstream\":false,"
                                + "\"flags\":0,\"seq\":2,T}");
    }
}
