package io.midge.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ThreadLaneTest {
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private ThreadLane lane;

    @BeforeEach
    void start() {
        lane = ThreadLane.start("test-lane", true, Clock.system(), failures::add);
    }

    @AfterEach
    void stop() {
        lane.stop();
    }

    private void run(Runnable task) throws InterruptedException {
        run(lane, task);
    }

    private static void run(Lane lane, Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        lane.execute(() -> {
            try {
                task.run();
            } finally {
                done.countDown();
            }
        });
        assertThat(done.await(30, TimeUnit.SECONDS)).as("done").isTrue();
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
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
                    lane.execute(() -> {
                        if (next[producer]++ != number) {
                            outOfOrder.incrementAndGet();
                        }
                    });
                }
            }));
        }
        join(threads);
        run(() -> assertThat(next).containsOnly(each));
        assertThat(outOfOrder).hasValue(0);
        assertThat(failures).isEmpty();
    }

    /** Each task is handed over when the lane has, or is about to have, nothing to do. */
    @Test
    void noWakeUpIsEverLost() throws InterruptedException {
        for (int i = 0; i < 30_000; i++) {
            CountDownLatch done = new CountDownLatch(1);
            lane.execute(done::countDown);
            assertThat(done.await(30, TimeUnit.SECONDS)).as("round %d", i).isTrue();
        }
    }

    @Test
    void noWakeUpIsLostAmongSeveralProducers() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        AtomicInteger lost = new AtomicInteger();
        for (int p = 0; p < 3; p++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 10_000 && lost.get() == 0; i++) {
                    CountDownLatch done = new CountDownLatch(1);
                    lane.execute(done::countDown);
                    try {
                        if (!done.await(30, TimeUnit.SECONDS)) {
                            lost.incrementAndGet();
                        }
                    } catch (InterruptedException e) {
                        lost.incrementAndGet();
                    }
                }
            }));
        }
        join(threads);
        assertThat(lost).hasValue(0);
    }

    @Test
    void laneIsOneThreadOfThatName() throws InterruptedException {
        List<Thread> ran = new CopyOnWriteArrayList<>();
        AtomicBoolean inLane = new AtomicBoolean();
        run(() -> ran.add(Thread.currentThread()));
        run(() -> {
            ran.add(Thread.currentThread());
            inLane.set(lane.inLane());
        });
        assertThat(inLane).isTrue();
        assertThat(lane.inLane()).isFalse();
        assertThat(ran.get(0)).isSameAs(ran.get(1)).isNotSameAs(Thread.currentThread());
        assertThat(ran.get(0).getName()).isEqualTo("test-lane");
        assertThat(ran.get(0).isDaemon()).isTrue();
        assertThat(lane.clock()).isSameAs(Clock.system());
    }

    @Test
    void whateverATaskThrowsIsReportedAndTheLaneGoesOn() throws InterruptedException {
        IllegalStateException own = new IllegalStateException("own");
        lane.execute(() -> {
            throw own;
        });
        lane.execute(ThreadLaneTest::overflow);
        lane.execute(() -> {
            throw new OutOfMemoryError("as if");
        });
        lane.execute(() -> sneak(new Exception("checked")));
        run(() -> lane.schedule(0, () -> {
            throw new AssertionError("timer");
        }));
        await().until(() -> failures.size() == 5);
        assertThat(failures.get(0)).isSameAs(own);
        assertThat(failures)
                .extracting(Throwable::getClass)
                .satisfies(classes -> assertThat(classes)
                        .asString()
                        .contains("StackOverflowError", "OutOfMemoryError", "java.lang.Exception", "AssertionError"));
        run(() -> {});
    }

    @SuppressWarnings("InfiniteRecursion")
    private static void overflow() {
        overflow();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Throwable> void sneak(Throwable cause) throws E {
        throw (E) cause;
    }

    @Test
    void reportThatFailsDoesNotEndTheLane() throws InterruptedException {
        AtomicInteger told = new AtomicInteger();
        ThreadLane bad = ThreadLane.start("bad", true, Clock.system(), cause -> {
            told.incrementAndGet();
            throw new OutOfMemoryError("as if");
        });
        bad.execute(() -> {
            throw new IllegalStateException();
        });
        run(bad, () -> {});
        bad.stop();
        assertThat(told).hasValue(1);
    }

    @Test
    void interruptByATaskReachesNoOther() throws InterruptedException {
        AtomicBoolean interrupted = new AtomicBoolean();
        lane.execute(() -> Thread.currentThread().interrupt());
        run(() -> interrupted.set(Thread.currentThread().isInterrupted()));
        assertThat(interrupted).isFalse();
    }

    @Test
    void timersFireInTheOrderOfTheirTimesAndNotBefore() throws InterruptedException {
        AtomicLong nanos = new AtomicLong(1000);
        ThreadLane slow = ThreadLane.start("slow", true, new Manual(nanos), failures::add);
        List<String> fired = new CopyOnWriteArrayList<>();
        run(slow, () -> {
            slow.schedule(20, () -> fired.add("second"));
            slow.schedule(10, () -> fired.add("first"));
            slow.schedule(Long.MAX_VALUE, () -> fired.add("never"));
            Lane.Delayed gone = slow.schedule(15, () -> fired.add("cancelled"));
            gone.cancel();
            gone.cancel();
        });
        nanos.set(1009);
        run(slow, () -> {});
        run(slow, () -> assertThat(fired).isEmpty());
        nanos.set(1020);
        slow.execute(() -> {});
        await().untilAsserted(() -> assertThat(fired).containsExactly("first", "second"));
        slow.stop();
        assertThat(failures).isEmpty();
        assertThat(fired).hasSize(2);
    }

    @Test
    void timerWakesALaneThatRests() throws InterruptedException {
        CountDownLatch fired = new CountDownLatch(3);
        run(() -> {
            lane.schedule(-5, fired::countDown);
            lane.schedule(1_000_000, () -> {
                fired.countDown();
                lane.schedule(1_000_000, fired::countDown);
            });
        });
        assertThat(fired.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void timerIsSetOnTheLaneOnly() {
        assertThatIllegalStateException().isThrownBy(() -> lane.schedule(1, () -> {}));
    }

    @Test
    void tasksThatKeepComingDoNotKeepTimersFromFiring() throws InterruptedException {
        AtomicBoolean fired = new AtomicBoolean();
        CountDownLatch done = new CountDownLatch(1);
        run(() -> lane.schedule(1, () -> fired.set(true)));
        lane.execute(new Runnable() {
            @Override
            public void run() {
                if (fired.get()) {
                    done.countDown();
                } else {
                    lane.execute(this);
                }
            }
        });
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopRunsWhatIsQueuedAndWhatThatHandsOverAndNoTimer() throws InterruptedException {
        List<String> ran = new CopyOnWriteArrayList<>();
        CountDownLatch go = new CountDownLatch(1);
        run(() -> lane.schedule(TimeUnit.HOURS.toNanos(1), () -> ran.add("timer")));
        lane.execute(() -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                ran.add("interrupted");
            }
        });
        lane.execute(() -> {
            ran.add("first");
            lane.execute(() -> ran.add("third"));
        });
        lane.execute(() -> ran.add("second"));
        Thread stops = Thread.ofPlatform().start(lane::stop);
        go.countDown();
        stops.join();
        assertThat(ran).containsExactly("first", "second", "third");
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> lane.execute(() -> ran.add("late")))
                .withMessage("lane test-lane has ended");
        lane.stop();
        assertThat(ran).hasSize(3);
    }

    @Test
    void stopOnTheLaneEndsItLater() throws InterruptedException {
        List<Thread> self = new CopyOnWriteArrayList<>();
        run(() -> {
            self.add(Thread.currentThread());
            lane.stop();
        });
        self.getFirst().join(30_000);
        assertThat(self.getFirst().isAlive()).isFalse();
    }

    /** Whatever is handed over while the lane ends runs, or whoever handed it over hears of it. */
    @Test
    void noTaskIsLostInSilenceWhenTheLaneEnds() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            ThreadLane ends = ThreadLane.start("ends", true, Clock.system(), failures::add);
            AtomicInteger ran = new AtomicInteger();
            AtomicInteger handedOver = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            List<Thread> producers = new ArrayList<>();
            for (int p = 0; p < 2; p++) {
                producers.add(Thread.ofPlatform().start(() -> {
                    while (refused.get() < 2) {
                        try {
                            ends.execute(ran::incrementAndGet);
                            handedOver.incrementAndGet();
                        } catch (RejectedExecutionException e) {
                            refused.incrementAndGet();
                        }
                    }
                }));
            }
            ends.stop();
            join(producers);
            assertThat(ran.get()).as("round %d", round).isBetween(handedOver.get(), handedOver.get() + 2);
        }
    }

    /** Its producer may be held up between handing it over and seeing that the lane has ended. */
    @Test
    void theTaskForWhichTheLaneIsEndedWasNotRefused() throws InterruptedException {
        AtomicInteger refused = new AtomicInteger();
        for (int round = 0; round < 300; round++) {
            ThreadLane ends = ThreadLane.start("ends", true, Clock.system(), failures::add);
            CountDownLatch ran = new CountDownLatch(1);
            Thread producer = Thread.ofPlatform().start(() -> {
                try {
                    ends.execute(ran::countDown);
                } catch (RejectedExecutionException e) {
                    refused.incrementAndGet();
                }
            });
            while (ran.getCount() > 0) {
                Thread.onSpinWait();
            }
            ends.stop();
            producer.join();
        }
        assertThat(refused.get()).isZero();
    }

    private record Manual(AtomicLong at) implements Clock {
        @Override
        public long nanos() {
            return at.get();
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH;
        }
    }

    @Test
    void whileItRestsOthersMayBeTheLane() throws InterruptedException {
        run(() -> {});
        Thread[] where = new Thread[1];
        boolean[] inLane = new boolean[1];
        await().pollInSameThread()
                .until(() -> lane.runHere(() -> {
                    where[0] = Thread.currentThread();
                    inLane[0] = lane.inLane();
                    assertThat(lane.runHere(() -> {})).isFalse();
                }));
        assertThat(where[0]).isSameAs(Thread.currentThread());
        assertThat(inLane[0]).isTrue();
        assertThat(lane.inLane()).isFalse();
        assertThat(failures).isEmpty();
    }

    @Test
    void whileItIsAtWorkNobodyElseIsTheLane() throws InterruptedException {
        CountDownLatch works = new CountDownLatch(1);
        CountDownLatch ends = new CountDownLatch(1);
        lane.execute(() -> {
            works.countDown();
            awaitThat(ends);
        });
        assertThat(works.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(lane.runHere(() -> {})).isFalse();
        ends.countDown();
    }

    @Test
    void whatIsHandedOverToWhoIsTheLaneRunsBehindIt() throws InterruptedException {
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(3);
        await().pollInSameThread()
                .until(() -> lane.runHere(() -> {
                    lane.execute(() -> {
                        order.add("its own");
                        done.countDown();
                    });
                    Thread other = Thread.ofPlatform()
                            .start(() -> lane.execute(() -> {
                                order.add("another's");
                                done.countDown();
                            }));
                    joined(other);
                    lane.schedule(1, () -> {
                        order.add("a timer");
                        done.countDown();
                    });
                    order.add("here");
                }));
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(order).startsWith("here", "its own", "another's").contains("a timer");
    }

    @Test
    void aTimerThatIsSetHereDoesNotWaitForTheLaneToWake() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        run(() -> lane.schedule(TimeUnit.HOURS.toNanos(1), () -> {}));
        await().pollInSameThread()
                .until(() -> lane.runHere(() -> lane.schedule(TimeUnit.MILLISECONDS.toNanos(1), done::countDown)));
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatSomebodyThrowsWhoIsTheLaneIsReportedAndTheLaneGoesOn() throws InterruptedException {
        await().pollInSameThread()
                .until(() -> lane.runHere(() -> {
                    throw new IllegalStateException("here");
                }));
        assertThat(failures).singleElement().satisfies(each -> assertThat(each).hasMessage("here"));
        run(() -> {});
    }

    @Test
    void thereIsOneLaneAtATime() throws InterruptedException {
        int each = 2_000;
        int[] next = new int[4];
        int[] total = new int[1];
        AtomicInteger outOfOrder = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int p = 0; p < next.length; p++) {
            int producer = p;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    Runnable task = () -> {
                        total[0]++;
                        if (next[producer]++ != number) {
                            outOfOrder.incrementAndGet();
                        }
                    };
                    if (producer > 0 && (number % 3 == 0 || !lane.runHere(task))) {
                        lane.execute(task);
                    }
                    while (producer == 0 && !lane.runHere(task)) {
                        Thread.onSpinWait();
                    }
                }
            }));
        }
        join(threads);
        run(() -> assertThat(next).containsOnly(each));
        run(() -> assertThat(total[0]).isEqualTo(next.length * each));
        assertThat(outOfOrder).hasValue(0);
        assertThat(failures).isEmpty();
    }

    private static void awaitThat(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void joined(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
