package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.midge.loop.Clock;
import io.midge.loop.Lane;
import io.midge.raft.Entry;
import io.midge.raft.GroupLog;
import io.midge.store.seal.BlockCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads append, real lanes write and listen, files come and go: each group hears all that was taken, in order. */
class JournalStressTest {
    private static final int THREADS = 4;
    private static final int EACH = 2000;

    private final List<ThreadedLane> lanes = new ArrayList<>();
    private final AtomicReference<Throwable> wrong = new AtomicReference<>();

    /** A lane that is a thread. */
    private final class ThreadedLane implements Lane {
        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private volatile Thread self = Thread.currentThread();

        ThreadedLane() {
            thread.execute(() -> self = Thread.currentThread());
            lanes.add(this);
        }

        @Override
        public void execute(Runnable task) {
            thread.execute(guarded(task));
        }

        private Runnable guarded(Runnable task) {
            return () -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    wrong.compareAndSet(null, e);
                }
            };
        }

        @Override
        public Delayed schedule(long delayNanos, Runnable task) {
            var later = thread.schedule(guarded(task), delayNanos, TimeUnit.NANOSECONDS);
            return () -> later.cancel(false);
        }

        @Override
        public boolean inLane() {
            return Thread.currentThread() == self;
        }

        @Override
        public Clock clock() {
            return Clock.system();
        }
    }

    @AfterEach
    void stop() {
        lanes.forEach(lane -> lane.thread.shutdownNow());
    }

    /** Hears of one group, and checks what it hears. */
    private final class Hearer implements GroupLog.Listener {
        private final Lane lane;
        private final AtomicLong heard = new AtomicLong();
        private long lsn = -1;

        Hearer(Lane lane) {
            this.lane = lane;
        }

        @Override
        public Lane lane() {
            return lane;
        }

        @Override
        public void durable(Entry entry) {
            String text = Rig.heard(entry).text();
            if (entry.index != heard.get() + 1
                    || entry.lsn <= lsn
                    || !lane.inLane()
                    || !text.equals(Rig.text(entry.group, entry.index, length(entry.group, entry.index)))) {
                wrong.compareAndSet(null, new AssertionError("index " + entry.index + " after " + heard.get()));
            }
            lsn = entry.lsn;
            heard.incrementAndGet();
        }

        @Override
        public void lost(long fromIndex, String why) {
            wrong.compareAndSet(null, new AssertionError(why));
        }
    }

    /**
     * A group that comes and goes on its lane, as streams do: each time somebody else listens, and none who has left hears any
     * more.
     */
    private final class Passing {
        private static final long GROUP = 1_000;

        private final Journal journal;
        private final Lane lane;
        private final AtomicLong heard = new AtomicLong();
        private final AtomicLong came = new AtomicLong();
        private int listening;
        private volatile boolean over;

        Passing(Journal journal, Lane lane) {
            this.journal = journal;
            this.lane = lane;
        }

        void turn() {
            if (over) {
                return;
            }
            journal.forget(GROUP);
            int number = ++listening;
            journal.listen(GROUP, new GroupLog.Listener() {
                @Override
                public Lane lane() {
                    return lane;
                }

                @Override
                public void durable(Entry entry) {
                    if (number != listening || entry.group != GROUP || !lane.inLane()) {
                        wrong.compareAndSet(null, new AssertionError("listener " + number + " of " + listening));
                    }
                    heard.incrementAndGet();
                }

                @Override
                public void lost(long fromIndex, String why) {
                    wrong.compareAndSet(null, new AssertionError(why));
                }
            });
            for (int i = 0; i < 3; i++) {
                Rig.append(journal, GROUP, came.incrementAndGet(), "passing");
            }
            lane.schedule(200_000, this::turn);
        }
    }

    private static int length(long group, long index) {
        return (int) ((group * 7919 + index * 104_729) % 700);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void allGroupsHearAllInOrder(long seed) throws Exception {
        JournalOptions options = Rig.SMALL.withBatches(seed == 1 ? 2048 : 16 << 10, 2 + (int) seed);
        Rig rig = new Rig(new FaultyDisk(), options);
        rig.recover(0);
        ThreadedLane journalLane = new ThreadedLane();
        Journal journal =
                Journal.open(rig.disk, options, BlockCodec.NONE, rig.recovery(), journalLane, new ThreadedLane(), rig);
        List<Lane> streams = List.of(new ThreadedLane(), new ThreadedLane(), journalLane);
        List<Hearer> hearers = new ArrayList<>();
        for (int group = 0; group < THREADS * 2; group++) {
            hearers.add(new Hearer(streams.get(group % streams.size())));
            journal.listen(group, hearers.get(group));
        }
        Passing passing = new Passing(journal, streams.get(0));
        streams.get(0).execute(passing::turn);
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            threads.add(Thread.ofPlatform().start(() -> append(journal, number, new Random(seed * 31 + number))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> wrong.get() != null
                        || hearers.stream().mapToLong(each -> each.heard.get()).sum() == THREADS * EACH);
        passing.over = true;
        await().atMost(Duration.ofSeconds(60)).until(() -> journal.durable() >= journal.end());
        assertThat(wrong.get()).isNull();
        assertThat(passing.came.get()).isGreaterThan(10);
        assertThat(passing.heard.get()).isLessThanOrEqualTo(passing.came.get());
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        journal.close(() -> closed.complete(true));
        closed.get(30, TimeUnit.SECONDS);
        assertThat(journal.end()).isGreaterThan(5 * options.max());
        rig.recover(journal.end());
        assertThat(rig.damages).isEmpty();
    }

    /** Two groups of its own, and now and then a cut. */
    private void append(Journal journal, int number, Random random) {
        long[] index = {0, 0};
        for (int i = 0; i < EACH; ) {
            int which = random.nextInt(2);
            long group = 2L * number + which;
            if (Rig.append(
                            journal,
                            group,
                            index[which] + 1,
                            Rig.text(group, index[which] + 1, length(group, index[which] + 1)))
                    >= 0) {
                index[which]++;
                i++;
            } else if (wrong.get() != null) {
                return;
            } else {
                journal.cut(journal.durable());
                Thread.onSpinWait();
            }
        }
    }
}
