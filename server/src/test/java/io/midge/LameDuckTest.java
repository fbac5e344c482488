package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.log.Log;
import io.midge.log.Slf4jLogSink;
import io.midge.loop.Chance;
import io.midge.loop.Clock;
import io.midge.loop.IoLoop;
import io.midge.options.LameDuckOptions;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LameDuckTest {
    private static final Duration TWO_MINUTES = Duration.ofMinutes(2);
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private final AtomicLong nanos = new AtomicLong(1);
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private IoLoop loop;

    private final Clock clock = new Clock() {
        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }
    };

    /** So many clients, and what became of them and when, in milliseconds. Used on the loop. */
    private final class Pond implements LameDuck.Flock {
        private final int count;
        private final long began = nanos.get();
        final List<Integer> gone = new ArrayList<>();
        final List<Long> goneAt = new ArrayList<>();
        final List<String> events = new ArrayList<>();

        Pond(int count) {
            this.count = count;
        }

        @Override
        public void refuse(Runnable then) {
            events.add("refuse");
            loop.execute(then);
        }

        @Override
        public List<Runnable> clients() {
            return IntStream.range(0, count)
                    .<Runnable>mapToObj(i -> () -> {
                        gone.add(i);
                        goneAt.add(TimeUnit.NANOSECONDS.toMillis(nanos.get() - began));
                    })
                    .toList();
        }

        @Override
        public void announce() {
            events.add("announce");
        }

        @Override
        public void end() {
            events.add("end");
        }
    }

    @BeforeEach
    void start() throws IOException {
        loop = new IoLoop(0, "test-loop", clock, 1, (ready, cause) -> failures.add(cause));
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.stop();
        assertThat(failures).isEmpty();
    }

    private LameDuck begun(Duration duration, Duration grace, Pond pond) {
        LameDuck duck = new LameDuck(
                new LameDuckOptions(duration, grace),
                loop,
                new Log(new Slf4jLogSink("io.midge.LameDuckTest"), false, false),
                pond);
        assertThat(duck.begun()).isFalse();
        on(() -> {
            duck.begin();
            return duck.begun();
        });
        settle();
        assertThat(duck.begun()).isTrue();
        return duck;
    }

    private <T> T on(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        loop.execute(task);
        try {
            return task.get(30, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private void settle() {
        for (int i = 0; i < 4; i++) {
            on(() -> true);
        }
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
        settle();
    }

    private List<String> events(Pond pond) {
        return on(() -> List.copyOf(pond.events));
    }

    private List<Integer> gone(Pond pond) {
        return on(() -> List.copyOf(pond.gone));
    }

    private void passTo(Pond pond, long stepMillis, String event) {
        for (int i = 0; !events(pond).contains(event); i++) {
            assertThat(i).as("steps").isLessThan(10_000);
            pass(stepMillis);
        }
    }

    @Test
    void withoutClientsItEndsAtOnce() {
        Pond pond = new Pond(0);
        begun(TWO_MINUTES, TEN_SECONDS, pond);
        assertThat(events(pond)).containsExactly("refuse", "end");
    }

    @Test
    void clientsAreToldAndNoneGoesBeforeTheGracePeriodIsOver() {
        Pond pond = new Pond(3);
        begun(TWO_MINUTES, TEN_SECONDS, pond);
        assertThat(events(pond)).containsExactly("refuse", "announce");
        pass(9_999);
        assertThat(gone(pond)).isEmpty();
        pass(1);
        assertThat(gone(pond)).hasSize(1);
        pass(499);
        assertThat(gone(pond)).as("half of the longest rest at least").hasSize(1);
        pass(501);
        assertThat(gone(pond)).as("the longest rest at most").hasSize(2);
        pass(1_000);
        assertThat(gone(pond)).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(events(pond)).as("without a rest after the last one").containsExactly("refuse", "announce", "end");
    }

    @Test
    void theOneClientGoesWithTheGracePeriodAndTheServerWithIt() {
        Pond pond = new Pond(1);
        begun(TWO_MINUTES, TEN_SECONDS, pond);
        pass(10_000);
        assertThat(events(pond)).containsExactly("refuse", "announce", "end");
    }

    @Test
    void beginningTwiceIsBeginningOnce() {
        Pond pond = new Pond(2);
        LameDuck duck = begun(TWO_MINUTES, TEN_SECONDS, pond);
        pass(5_000);
        duck.begin();
        settle();
        pass(5_000);
        duck.begin();
        passTo(pond, 1_000, "end");
        assertThat(events(pond)).containsExactly("refuse", "announce", "end");
        assertThat(gone(pond)).hasSize(2);
    }

    @Test
    void theyGoInRandomOrderEachOnceAndEvenly() {
        Duration duration = TEN_SECONDS.plusSeconds(10);
        Pond pond = new Pond(100); // 100 ms for each, of which it takes half to all
        begun(duration, TEN_SECONDS, pond);
        pass(10_000);
        passTo(pond, 5, "end");
        List<Integer> order = gone(pond);
        assertThat(order).doesNotHaveDuplicates().hasSize(100);
        assertThat(order).isNotEqualTo(order.stream().sorted().toList());
        List<Long> at = on(() -> List.copyOf(pond.goneAt));
        for (int i = 1; i < at.size(); i++) {
            assertThat(at.get(i) - at.get(i - 1)).as("rest before %s", i).isBetween(45L, 105L);
        }
        assertThat(at.get(0)).isEqualTo(10_000);
        assertThat(at.get(99)).as("the last one").isBetween(15_000L, 20_000L);
        Pond again = new Pond(100);
        begun(duration, TEN_SECONDS, again);
        passTo(again, 1_000, "end");
        assertThat(gone(again)).isNotEqualTo(order);
    }

    @Test
    void manyGoInTimeAlthoughTimersAreCoarse() {
        Pond pond = new Pond(300_000); // a client each 0.37 ms at most
        begun(TWO_MINUTES, TEN_SECONDS, pond);
        pass(10_000);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(50));
        int before = 0;
        for (int now = gone(pond).size(); now != before; now = gone(pond).size()) {
            before = now;
            settle();
        }
        assertThat(before).as("after 50 s of at most 110 s").isBetween(50 * 300_000 / 110, 300_000 * 50 / 55);
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(60));
        passTo(pond, 0, "end");
        assertThat(gone(pond)).hasSize(300_000);
    }

    @Test
    void whoeverEndsTheServerMeanwhileIsNotDisturbed() {
        Pond pond = new Pond(3);
        LameDuck warned = begun(TWO_MINUTES, TEN_SECONDS, pond);
        warned.cancel();
        pass(200_000);
        assertThat(events(pond)).containsExactly("refuse", "announce");
        assertThat(gone(pond)).isEmpty();

        Pond other = new Pond(3);
        LameDuck closing = begun(TWO_MINUTES, TEN_SECONDS, other);
        pass(10_000);
        closing.cancel();
        pass(200_000);
        assertThat(gone(other)).hasSize(1);
        assertThat(events(other)).doesNotContain("end");
        closing.begin();
        settle();
        assertThat(events(other)).containsExactly("refuse", "announce");
    }

    // The numbers are those that nats-server computes.
    @ParameterizedTest
    @CsvSource({
        "120000000000, 10000000000, 1, 1, 1000000000",
        "120000000000, 10000000000, 110, 1, 1000000000",
        "120000000000, 10000000000, 111, 1, 990990990",
        "120000000000, 10000000000, 1000, 1, 110000000",
        "120000000000, 10000000000, 1000000, 1, 110000",
        "30000000000, 30000000000, 4, 1, 250000000",
        "30000000000, 40000000000, 4, 1, 250000000",
        "1100, 1000, 99, 1, 1",
        "1100, 1000, 101, 1, 1",
        "1100, 1000, 250, 2, 1",
        "1100, 1000, 1000, 10, 1",
    })
    void thePaceIsNatsServers(long duration, long grace, int clients, int batch, long rest) {
        LameDuck.Pace pace =
                LameDuck.Pace.of(new LameDuckOptions(Duration.ofNanos(duration), Duration.ofNanos(grace)), clients);
        assertThat(pace).isEqualTo(new LameDuck.Pace(batch, rest));
        Chance chance = new Chance(7);
        for (int i = 0; i < 100; i++) {
            assertThat(pace.rest(chance)).isBetween(rest / 2, rest);
        }
        assertThat(pace.restsAfter(0)).isTrue();
        assertThat(pace.restsAfter(batch)).isTrue();
        assertThat(batch > 1 && pace.restsAfter(1)).isFalse();
    }
}
