package io.midge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IoLoopTest {
    private final AtomicLong nanos = new AtomicLong(1000);
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<IoLoop.@Nullable Ready> failed = new CopyOnWriteArrayList<>();
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

    @BeforeEach
    void start() throws IOException {
        loop = new IoLoop(3, "test-loop", clock, 1, (ready, cause) -> {
            failed.add(ready);
            failures.add(cause);
        });
        loop.start();
    }

    @AfterEach
    void stop() {
        loop.stop();
    }

    private void run(Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                task.run();
            } finally {
                done.countDown();
            }
        });
        assertThat(done.await(30, TimeUnit.SECONDS)).as("done").isTrue();
    }

    @Test
    void tasksOfManyThreadsRunOnceInTheOrderOfEach() throws InterruptedException {
        int producers = 4;
        int each = 50_000;
        int[] next = new int[producers];
        AtomicInteger outOfOrder = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < producers; p++) {
            int producer = p;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    loop.execute(() -> {
                        if (next[producer]++ != number) {
                            outOfOrder.incrementAndGet();
                        }
                    });
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        run(() -> assertThat(next).containsOnly(each));
        assertThat(outOfOrder).hasValue(0);
        assertThat(failures).isEmpty();
    }

    /** Each task is handed over when the loop has, or is about to have, nothing to do. */
    @Test
    void noWakeUpIsEverLost() throws InterruptedException {
        for (int i = 0; i < 30_000; i++) {
            CountDownLatch done = new CountDownLatch(1);
            loop.execute(done::countDown);
            assertThat(done.await(30, TimeUnit.SECONDS)).as("round %d", i).isTrue();
        }
    }

    @Test
    void noWakeUpIsLostAmongSeveralProducers() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        AtomicInteger lost = new AtomicInteger();
        for (int p = 0; p < 3; p++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 10_000; i++) {
                    CountDownLatch done = new CountDownLatch(1);
                    loop.execute(done::countDown);
                    try {
                        if (!done.await(30, TimeUnit.SECONDS)) {
                            lost.incrementAndGet();
                            return;
                        }
                    } catch (InterruptedException e) {
                        lost.incrementAndGet();
                        return;
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(lost).hasValue(0);
    }

    @Test
    void timersFireInOrderWhenTheirTimeHasComeAndCancelledOnesDoNot() throws InterruptedException {
        List<String> fired = new CopyOnWriteArrayList<>();
        run(() -> {
            loop.schedule(300, () -> fired.add("third"));
            loop.schedule(100, () -> fired.add("first"));
            Timer never = loop.schedule(150, () -> fired.add("never"));
            loop.schedule(200, () -> fired.add("second"));
            loop.schedule(120, () -> loop.cancel(never));
            loop.cancel(null);
        });
        run(() -> {});
        assertThat(fired).isEmpty();
        nanos.addAndGet(100);
        run(() -> {});
        await().untilAsserted(() -> assertThat(fired).containsExactly("first"));
        nanos.addAndGet(1000);
        run(() -> {});
        await().untilAsserted(() -> assertThat(fired).containsExactly("first", "second", "third"));
    }

    @Test
    void aTimerWakesALoopThatSleeps() throws IOException, InterruptedException {
        IoLoop real = new IoLoop(0, "test-real", Clock.system(), 1, (ready, cause) -> failures.add(cause));
        real.start();
        CountDownLatch fired = new CountDownLatch(2);
        real.execute(() -> real.schedule(20_000_000, () -> {
            fired.countDown();
            real.schedule(1_000_000, fired::countDown);
        }));
        assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
        real.stop();
    }

    @Test
    void aTaskOrTimerThatFailsIsReportedAndTheLoopGoesOn() throws InterruptedException {
        IllegalStateException broken = new IllegalStateException("broken");
        AssertionError worse = new AssertionError("worse");
        loop.execute(() -> {
            throw broken;
        });
        loop.execute(() -> loop.schedule(0, () -> {
            throw worse;
        }));
        run(() -> {});
        nanos.addAndGet(1);
        run(() -> {});
        await().untilAsserted(() -> assertThat(failures).containsExactly(broken, worse));
        assertThat(failed).containsOnlyNulls();
    }

    @Test
    void theEndOfAPassComesBehindItsTasks() throws InterruptedException {
        List<String> order = new CopyOnWriteArrayList<>();
        run(() -> loop.onPassEnd(() -> {
            if (!order.isEmpty() && !order.getLast().equals("end")) {
                order.add("end");
            }
        }));
        run(() -> {
            order.add("task");
            loop.execute(() -> order.add("next"));
        });
        await().untilAsserted(() -> assertThat(order).containsExactly("task", "end", "next", "end"));
    }

    /** Work in portions, each of which hands over the next, must let others have their turn. */
    @Test
    void aTaskThatHandsOverTheNextDoesNotKeepTheLoopFromChannelsAndTimers() throws IOException, InterruptedException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch served = new CountDownLatch(1);
        CountDownLatch fired = new CountDownLatch(1);
        Runnable[] portion = new Runnable[1];
        portion[0] = () -> {
            if (!stop.get()) {
                loop.execute(portion[0]);
            }
        };
        run(() -> {
            try {
                loop.register(pipe.source(), SelectionKey.OP_READ, key -> {
                    served.countDown();
                    key.cancel();
                });
            } catch (IOException e) {
                failures.add(e);
            }
            loop.schedule(0, fired::countDown);
            loop.execute(portion[0]);
        });
        nanos.addAndGet(1);
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        boolean both = served.await(10, TimeUnit.SECONDS) && fired.await(10, TimeUnit.SECONDS);
        stop.set(true);
        assertThat(both).isTrue();
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void aHandlerThatFailsIsNamedAndTheOthersAreServed() throws IOException, InterruptedException {
        Pipe bad = Pipe.open();
        Pipe good = Pipe.open();
        bad.source().configureBlocking(false);
        good.source().configureBlocking(false);
        CountDownLatch served = new CountDownLatch(1);
        IoLoop.Ready broken = key -> {
            key.cancel();
            throw new IllegalStateException("broken");
        };
        run(() -> {
            try {
                loop.register(bad.source(), SelectionKey.OP_READ, broken);
                loop.register(good.source(), SelectionKey.OP_READ, key -> {
                    key.cancel();
                    served.countDown();
                });
            } catch (IOException e) {
                failures.add(e);
            }
        });
        bad.sink().write(ByteBuffer.wrap(new byte[1]));
        await().until(() -> failed.contains(broken));
        good.sink().write(ByteBuffer.wrap(new byte[1]));
        assertThat(served.await(30, TimeUnit.SECONDS)).isTrue();
        for (Pipe each : List.of(bad, good)) {
            each.sink().close();
            each.source().close();
        }
    }

    @Test
    void stopEndsTheThreadAfterWhatWasHandedOverBefore() throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        SeenThread thread = new SeenThread();
        run(thread::here);
        for (int i = 0; i < 1000; i++) {
            loop.execute(() -> loop.execute(done::incrementAndGet));
        }
        loop.stop();
        assertThat(done).hasValue(1000);
        assertThat(thread.isAlive()).isFalse();
        loop.stop();
        loop.execute(done::incrementAndGet);
        assertThat(done).as("nothing runs any more").hasValue(1000);
    }

    @Test
    void stopFromWithinEndsTheLoopToo() throws InterruptedException {
        SeenThread thread = new SeenThread();
        run(() -> {
            thread.here();
            assertThat(loop.inLoop()).isTrue();
            loop.stop();
        });
        await().until(() -> !thread.isAlive());
        assertThat(loop.inLoop()).isFalse();
        assertThat(loop.index()).isEqualTo(3);
    }

    /** The thread of the loop, once it has been there. */
    private static final class SeenThread {
        private volatile @Nullable Thread thread;

        void here() {
            thread = Thread.currentThread();
        }

        boolean isAlive() {
            Thread seen = thread;
            return seen != null && seen.isAlive();
        }
    }
}
