package io.midge.subject;

import static io.midge.subject.Sub.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Readers that race writers; bounded by the writers' iterations. */
class SublistConcurrencyTest {
    private static final int ITERATIONS = 60_000;

    private final Sublist<Sub> list = new Sublist<>();
    private final AtomicBoolean done = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        done.set(true);
        threads.shutdownNow();
    }

    @Test
    void whoStaysIsAlwaysFoundAndWhoHasGoneNever() throws Exception {
        List<Sub> staying = List.of(Sub.on("foo.bar"), Sub.on("foo.*", "q"), Sub.on("*.bar"), Sub.on("stay.7.x"));
        staying.forEach(list::insert);
        // The number of the last removal that has returned; the churning subscriptions carry theirs in the subject's
        // last token.
        AtomicLong gone = new AtomicLong(-1);
        run(
                List.of(churn(1, gone), churn(2, new AtomicLong())),
                List.of(
                        () -> checkStaying(staying, new MatchCache<>(), gone),
                        () -> checkStaying(staying, null, gone)));
        assertThat(list.count()).isEqualTo(staying.size());
        assertThat(list.trie().nodes()).isEqualTo(8);
    }

    @Test
    void whoMovesFromOneSubjectToAnotherIsNeverMissed() throws Exception {
        List<String> places = List.of("a.b", "a.*", "*.b", "a.>", ">", "*.*");
        list.insert(Sub.on("a.b"));
        Sub first = Sub.on("*.>");
        list.insert(first);
        Callable<Void> mover = () -> {
            Random random = new Random(3);
            Sub here = first;
            for (int i = 0; i < ITERATIONS; i++) {
                Sub there = Sub.on(places.get(random.nextInt(places.size())));
                list.insert(there);
                list.remove(here);
                here = there;
            }
            return null;
        };
        run(List.of(mover), List.of(() -> checkMoving(new MatchCache<>()), () -> checkMoving(null)));
    }

    @Test
    void anInsertThatHasReturnedIsSeenThroughEachCache() throws Exception {
        AtomicLong inserted = new AtomicLong();
        Callable<Void> writer = () -> {
            for (int i = 0; i < 3_000; i++) {
                list.insert(Sub.on(i % 2 == 0 ? "grow.x" : "grow.*"));
                inserted.incrementAndGet();
            }
            return null;
        };
        Callable<Void> reader = () -> {
            MatchCache<Sub> cache = new MatchCache<>();
            byte[] subject = bytes("grow.x");
            while (!done.get()) {
                long atLeast = inserted.get();
                int found = cache.match(list, subject, 0, subject.length).plainCount();
                if (found < atLeast || found > inserted.get() + 1) {
                    throw new AssertionError(found + " found where there were " + atLeast);
                }
            }
            return null;
        };
        run(List.of(writer), List.of(reader, reader));
        assertThat(list.count()).isEqualTo(3_000);
    }

    private Callable<Void> churn(int seed, AtomicLong gone) {
        return () -> {
            Random random = new Random(seed);
            List<Sub> mine = new ArrayList<>();
            for (int i = 0; i < ITERATIONS; i++) {
                // The first writer's go in the order they came, so that one number tells which must not be seen.
                mine.add(Sub.on((random.nextBoolean() ? "churn." : "stay.") + seed + "." + i));
                mine.add(Sub.on("foo.bar"));
                mine.add(Sub.on(random.nextBoolean() ? "foo.>" : "*.bar", random.nextBoolean() ? "q" : "r"));
                Sub numbered = Sub.on("numbered." + (seed == 1 ? "one" : "two"), Integer.toString(i));
                mine.forEach(list::insert);
                list.insert(numbered);
                mine.forEach(sub -> assertThat(list.remove(sub)).isTrue());
                list.remove(numbered);
                gone.set(i);
                mine.clear();
            }
            return null;
        };
    }

    private Void checkStaying(List<Sub> staying, @Nullable MatchCache<Sub> cache, AtomicLong gone) {
        byte[] foo = bytes("foo.bar");
        byte[] stay = bytes("stay.7.x");
        byte[] numbered = bytes("numbered.one");
        while (!done.get()) {
            SublistResult<Sub> result = match(cache, foo);
            if (!contains(result, staying.get(0))
                    || !contains(result, staying.get(1))
                    || !contains(result, staying.get(2))) {
                throw new AssertionError("one who stayed was missed");
            }
            if (!contains(match(cache, stay), staying.get(3))) {
                throw new AssertionError("one who stayed was missed");
            }
            long before = gone.get();
            SublistResult<Sub> comers = match(cache, numbered);
            for (int g = 0; g < comers.groupCount(); g++) {
                if (Long.parseLong(new String(comers.groupName(g), ISO_8859_1)) <= before) {
                    throw new AssertionError("one who had gone was found");
                }
            }
        }
        return null;
    }

    private Void checkMoving(@Nullable MatchCache<Sub> cache) {
        byte[] subject = bytes("a.b");
        while (!done.get()) {
            int found = match(cache, subject).plainCount();
            if (found < 2 || found > 3) {
                throw new AssertionError(found + " found");
            }
        }
        return null;
    }

    private SublistResult<Sub> match(@Nullable MatchCache<Sub> cache, byte[] subject) {
        return cache == null ? list.match(subject, 0, subject.length) : cache.match(list, subject, 0, subject.length);
    }

    private static boolean contains(SublistResult<Sub> result, Sub sub) {
        for (int i = 0; i < result.plainCount(); i++) {
            if (result.plain(i) == sub) {
                return true;
            }
        }
        for (int g = 0; g < result.groupCount(); g++) {
            for (int i = 0; i < result.groupSize(g); i++) {
                if (result.member(g, i) == sub) {
                    return true;
                }
            }
        }
        return false;
    }

    private void run(List<Callable<Void>> writers, List<Callable<Void>> readers) throws Exception {
        CyclicBarrier start = new CyclicBarrier(writers.size() + readers.size());
        List<Future<Void>> writing = submit(writers, start);
        List<Future<Void>> reading = submit(readers, start);
        try {
            for (Future<Void> writer : writing) {
                writer.get();
            }
        } finally {
            done.set(true);
        }
        for (Future<Void> reader : reading) {
            reader.get();
        }
    }

    private List<Future<Void>> submit(List<Callable<Void>> tasks, CyclicBarrier start) {
        List<Future<Void>> futures = new ArrayList<>();
        for (Callable<Void> task : tasks) {
            futures.add(threads.submit(() -> {
                start.await();
                return task.call();
            }));
        }
        return futures;
    }
}
