package io.midge.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ColumnCacheTest {
    private static List<ColumnCache.Kept<String>> places(int count) {
        List<ColumnCache.Kept<String>> places = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            places.add(new ColumnCache.Kept<>());
        }
        return places;
    }

    @Test
    void whatWasNotUsedGoesFirst() {
        ColumnCache cache = new ColumnCache(100, 1);
        List<ColumnCache.Kept<String>> places = places(6);
        for (int i = 0; i < 4; i++) {
            cache.keep(places.get(i), "value " + i, 25);
        }
        assertThat(cache.bytes()).isEqualTo(100);
        cache.keep(places.get(4), "value 4", 25); // all had been used: the first goes, and all marks are away
        assertThat(places.get(0).get()).isNull();
        assertThat(places.get(1).get()).isEqualTo("value 1");
        cache.keep(places.get(5), "value 5", 25);
        assertThat(places.get(1).get()).isEqualTo("value 1");
        assertThat(places.get(2).get()).isNull();
        assertThat(cache.bytes()).isEqualTo(100);
    }

    @Test
    void whatIsTooLargeIsNotKept() {
        ColumnCache cache = new ColumnCache(100, 1);
        List<ColumnCache.Kept<String>> places = places(2);
        cache.keep(places.get(0), "small", 60);
        cache.keep(places.get(1), "large", 101);
        assertThat(places.get(0).get()).isEqualTo("small");
        assertThat(places.get(1).get()).isNull();
        cache.offer(places.get(1), "no room", 41);
        assertThat(places.get(1).get()).isNull();
        cache.offer(places.get(1), "room", 40);
        assertThat(places.get(1).get()).isEqualTo("room");
        cache.keep(places.get(0), "again", 10);
        assertThat(cache.bytes()).isEqualTo(50);
        cache.forget(places.get(0));
        cache.forget(places.get(0));
        cache.forget(places.get(1));
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void severalLanesKeepTheSumRight() throws InterruptedException {
        ColumnCache cache = new ColumnCache(1000, 1);
        AtomicReference<Throwable> failed = new AtomicReference<>();
        List<Thread> lanes = new ArrayList<>();
        for (int lane = 0; lane < 4; lane++) {
            int seed = lane;
            lanes.add(new Thread(() -> {
                Random random = new Random(seed);
                List<ColumnCache.Kept<String>> own = places(20);
                for (int i = 0; i < 20_000; i++) {
                    int at = random.nextInt(own.size());
                    String value = own.get(at).get();
                    if (value == null) {
                        cache.keep(own.get(at), "value " + at, 1 + random.nextInt(200));
                    } else if (!value.equals("value " + at)) {
                        throw new AssertionError(value);
                    } else if (random.nextInt(10) == 0) {
                        cache.forget(own.get(at));
                    }
                    if (cache.bytes() > 1000) {
                        throw new AssertionError("more than the budget");
                    }
                }
                own.forEach(cache::forget);
            }));
        }
        for (Thread each : lanes) {
            each.setUncaughtExceptionHandler((thread, e) -> failed.set(e));
            each.start();
        }
        for (Thread each : lanes) {
            each.join();
        }
        assertThat(failed.get()).isNull();
        assertThat(cache.bytes()).isZero();
    }
}
