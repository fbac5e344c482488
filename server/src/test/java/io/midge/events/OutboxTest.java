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
    void oneThatIsLargerThanTheRoomGoesWhenNothingElseWaits() {
        bench.listen("e.*");
        byte[] large = new byte[(int) Outbox.MOST + 1];
        CountDownLatch go = bench.held();
        bench.outbox.put(Letter.of(bench.system, ByteText.bytes("e.large"), Letter.NO_HEADERS, large));
        bench.outbox.put(letter(1));
        go.countDown();
        bench.settle();
        assertThat(bench.heard).containsExactly("e.large");
        assertThat(bench.outbox.dropped()).isOne();
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
        bench.internal.subscribe(bench.system, "e.>", message -> seen.append(new String(message.payload(), UTF_8)));
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
