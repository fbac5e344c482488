package io.midge.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** What streams of all lanes share: nobody gets what another has, nothing is counted twice, and what comes back is free. */
class SharedMemoryStressTest {
    private static final int THREADS = 4;
    private static final int STEPS = 30_000;

    private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();

    private interface Work {
        void run(int number, Random random) throws Exception;
    }

    private void together(Work work) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int number = i;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    work.run(number, new Random(number));
                } catch (Throwable e) {
                    wrong.add(e);
                }
            }));
        }
        for (Thread each : threads) {
            each.join();
        }
        assertThat(wrong).isEmpty();
    }

    private record Held(SlabPool.Piece piece, long mark) {
        void write() {
            piece.memory.putLong(0, mark).putLong(piece.memory.capacity() - 8, mark);
        }

        void check() {
            assertThat(piece.memory.getLong(0)).isEqualTo(mark);
            assertThat(piece.memory.getLong(piece.memory.capacity() - 8)).isEqualTo(mark);
        }
    }

    @Test
    void noPieceOfMemoryIsGivenToTwo() throws InterruptedException {
        SlabPool pool = new SlabPool(5L * SlabPool.LARGEST + SlabPool.SMALLEST);
        together((number, random) -> {
            ArrayDeque<Held> held = new ArrayDeque<>();
            for (int step = 0; step < STEPS; step++) {
                try {
                    if (random.nextInt(5) < 3) {
                        int size = SlabPool.SMALLEST << random.nextInt(random.nextInt(5) + 1);
                        Held one = new Held(pool.take(size), (long) number << 32 | step);
                        one.write();
                        held.add(one);
                        continue;
                    }
                } catch (SpentException e) {
                    assertThat(pool.used()).isLessThanOrEqualTo(pool.limit());
                }
                Held one = random.nextBoolean() ? held.pollFirst() : held.pollLast();
                if (one != null) {
                    one.check();
                    pool.give(one.piece);
                }
            }
            for (Held one : held) {
                one.check();
                pool.give(one.piece);
            }
        });
        assertThat(pool.used()).isZero();
        assertThat(pool.taken()).isLessThanOrEqualTo(pool.limit());
    }

    @Test
    void theCacheKeepsWhatItCountsAndNoMore() throws InterruptedException {
        ColumnCache cache = new ColumnCache(10_000, 10);
        together((number, random) -> {
            List<ColumnCache.Kept<String>> places = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                places.add(new ColumnCache.Kept<>());
            }
            for (int step = 0; step < STEPS; step++) {
                int which = random.nextInt(places.size());
                ColumnCache.Kept<String> place = places.get(which);
                String wanted = number + "/" + which;
                String found = place.get();
                assertThat(found == null || found.equals(wanted)).as(wanted).isTrue();
                switch (random.nextInt(4)) {
                    case 0 -> cache.keep(place, wanted, 1 + random.nextInt(random.nextInt(20) == 0 ? 12_000 : 900));
                    case 1 -> cache.offer(place, wanted, 1 + random.nextInt(900));
                    case 2 -> cache.forget(place);
                    default -> assertThat(cache.bytes()).isBetween(0L, 10_000L);
                }
            }
            places.forEach(cache::forget);
            assertThat(places).allMatch(each -> each.get() == null);
        });
        assertThat(cache.bytes()).isZero();
        ColumnCache.Kept<String> one = new ColumnCache.Kept<>();
        cache.keep(one, "one", 10_000);
        assertThat(one.get()).isEqualTo("one");
    }
}
