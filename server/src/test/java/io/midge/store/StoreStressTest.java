package io.midge.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.disk.FileDisk;
import io.midge.loop.Clock;
import io.midge.loop.ThreadLane;
import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.seal.Keys;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store on real threads and a real disk, of which several threads want everything at once: messages, deletions, checkpoints,
 * streams made and dropped, and its end in the midst of it. Each time it is opened all is there that was acknowledged.
 */
class StoreStressTest {
    private static final int PRODUCERS = 3;
    private static final int WAIT_SECONDS = 60;

    /** Small, so that segments are sealed and rewritten, and the journal is cut, many times a second. */
    private static final StoreOptions SMALL = new StoreOptions(
            "", 1 << 20, 8 << 20, 1 << 20, 64 << 10, 4 << 10, 64 << 10, 4 << 10, 2 << 10, 64 << 10, 8, 1_000_000, 0,
            32 << 20);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private final ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> news = new ConcurrentLinkedQueue<>();
    private final TreeMap<String, StressedStream> kept = new TreeMap<>();
    /** Streams that come and go: true: it was made, and nobody has asked yet that it is dropped. */
    private final ConcurrentHashMap<String, Boolean> passing = new ConcurrentHashMap<>();

    @Test
    void allThatWasAcknowledgedIsThereAgain() throws Exception {
        live(3, 500);
    }

    @Test
    @Tag("long")
    void allThatWasAcknowledgedIsThereAgainForAMinute() throws Exception {
        live(20, 3_000);
    }

    private void live(int rounds, long millis) throws Exception {
        for (int round = 0; round < rounds; round++) {
            new Round(round).live(millis);
            assertThat(wrong).isEmpty();
            assertThat(news).isEmpty();
        }
        assertThat(kept.values()).allMatch(each -> each.inMemory || each.acknowledged() > 100);
    }

    /** From opening to closing. */
    private final class Round {
        private final int number;
        private final List<ThreadLane> lanes = new ArrayList<>();
        private final Semaphore room = new Semaphore(200);
        private final List<Thread> threads = new ArrayList<>();
        private final Store store;
        private volatile boolean over;

        Round(int number) throws IOException {
            this.number = number;
            StoreLanes of = new StoreLanes(
                    lane("journal"), lane("control"), lane("background"), List.of(lane("stream-0"), lane("stream-1")));
            SecureRandom chance = new SecureRandom();
            Keys keys = new Keys(SecretText.of("a key"), SecretText.NONE, StoreCipher.CHACHA, chance);
            store = Store.open(new StoreParts(
                    FileDisk.at(directory, Clock.system()), of, SMALL, keys, StoreCipher.CHACHA, chance, listener()));
        }

        private ThreadLane lane(String name) {
            ThreadLane lane = ThreadLane.start(name, true, Clock.system(), wrong::add);
            lanes.add(lane);
            return lane;
        }

        void live(long millis) throws InterruptedException {
            check();
            CountDownLatch made = new CountDownLatch(4);
            for (String name : List.of("plain", "packed", "other", "memory")) {
                if (kept.containsKey(name)) {
                    made.countDown();
                } else {
                    make(name, new StressedStream(name.equals("memory")), made);
                }
            }
            wait(made);
            for (int i = 0; i < PRODUCERS; i++) {
                Random random = new Random(31L * number + i);
                start(() -> produce(random));
            }
            start(() -> comeAndGo(new Random(number)));
            CountDownLatch end = new CountDownLatch(1);
            end.await(millis, TimeUnit.MILLISECONDS);
            store.close(end::countDown);
            wait(end);
            over = true;
            room.release(1 << 20);
            for (Thread each : threads) {
                each.join();
            }
            lanes.forEach(ThreadLane::stop);
        }

        private void start(Runnable task) {
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    wrong.add(e);
                }
            }));
        }

        private static void wait(CountDownLatch latch) throws InterruptedException {
            assertThat(latch.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        private void check() throws InterruptedException {
            List<StreamStore> there = store.streams();
            CountDownLatch checked = new CountDownLatch(there.size());
            TreeMap<String, StreamStore> names = new TreeMap<>();
            for (StreamStore each : there) {
                names.put(each.name(), each);
                StressedStream book = kept.get(each.name());
                each.lane().execute(() -> {
                    try {
                        if (book != null) {
                            book.opened(each);
                        }
                    } catch (IOException | RuntimeException | AssertionError e) {
                        wrong.add(e);
                    }
                    checked.countDown();
                });
            }
            wait(checked);
            assertThat(names.keySet()).containsAll(kept.keySet());
            passing.forEach((name, stays) -> {
                if (stays) {
                    assertThat(names.keySet()).contains(name);
                }
            });
            passing.clear();
            names.keySet().stream().filter(name -> !kept.containsKey(name)).forEach(name -> passing.put(name, false));
            for (StreamStore each : there) {
                if (!kept.containsKey(each.name())) {
                    store.drop(each, 1, why -> passing.remove(each.name()));
                }
            }
        }

        private void make(String name, StressedStream book, CountDownLatch made) {
            store.make(spec(name, book.inMemory), new Store.Made() {
                @Override
                public void made(StreamStore stream) {
                    book.serves(stream);
                    synchronized (kept) {
                        kept.put(name, book);
                    }
                    made.countDown();
                }

                @Override
                public void failed(String why) {
                    wrong.add(new AssertionError(why));
                    made.countDown();
                }
            });
        }

        private static StreamSpec spec(String name, boolean inMemory) {
            Compression compression = name.equals("packed") ? Compression.S2 : Compression.NONE;
            return new StreamSpec("A", name, 1, inMemory ? Storage.MEMORY : Storage.FILE, compression, new byte[0]);
        }

        private void produce(Random random) {
            List<StressedStream> books = List.copyOf(kept.values());
            while (!over) {
                room.acquireUninterruptibly();
                StressedStream book = books.get(random.nextInt(books.size()));
                long seed = random.nextLong();
                try {
                    book.stream().lane().execute(() -> {
                        try {
                            book.step(new Random(seed), room::release);
                        } catch (Throwable e) {
                            wrong.add(e);
                            room.release();
                        }
                    });
                } catch (RejectedExecutionException e) {
                    return; // it has ended
                }
                if (random.nextInt(200) == 0) {
                    store.checkpoint(() -> {});
                }
            }
        }

        /** Makes a stream, tells it something, drops it, in turn; also when the store is about to close. */
        private void comeAndGo(Random random) {
            for (int n = 0; !over; n++) {
                String name = "passing-" + number + "-" + n;
                CountDownLatch done = new CountDownLatch(1);
                boolean drops = random.nextInt(4) > 0;
                store.make(spec(name, random.nextInt(4) == 0), new Store.Made() {
                    @Override
                    public void made(StreamStore stream) {
                        passing.put(name, true);
                        StressedStream book = new StressedStream(stream.isInMemory());
                        book.serves(stream);
                        try {
                            for (int i = 0; i < 20; i++) {
                                book.step(random, () -> {});
                            }
                        } catch (IOException e) {
                            wrong.add(e);
                        }
                        if (drops) {
                            passing.put(name, false);
                            store.drop(stream, 1, why -> done.countDown());
                        } else {
                            done.countDown();
                        }
                    }

                    @Override
                    public void failed(String why) {
                        done.countDown();
                    }
                });
                try {
                    wait(done); // whoever asks hears of it, also when the store closes
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    private StoreListener listener() {
        return new StoreListener() {
            @Override
            public void warning(String line) {
                news.add(line);
            }

            @Override
            public void damage(Damage damage) {
                news.add(damage.toString());
            }

            @Override
            public void failed(String line) {
                news.add(line);
            }
        };
    }
}
