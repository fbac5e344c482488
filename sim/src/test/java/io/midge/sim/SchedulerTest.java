package io.midge.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.midge.disk.DiskFile;
import io.midge.loop.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SchedulerTest {
    @Test
    void tasksOfOnePosterRunInTheirOrderOnEachLane() {
        for (int seed = 0; seed < 100; seed++) {
            Scheduler scheduler = new Scheduler(seed);
            Lane from = scheduler.lane("from");
            Lane to = scheduler.lane("to");
            List<Integer> ran = new ArrayList<>();
            from.execute(() -> {
                for (int i = 0; i < 50; i++) {
                    int number = i;
                    to.execute(() -> ran.add(number));
                }
            });
            assertThat(scheduler.run()).isEqualTo(Scheduler.End.IDLE);
            assertThat(ran).hasSize(50).isSorted();
        }
    }

    @Test
    void tasksOfSeveralInterleaveInAllWays() {
        TreeSet<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 200; seed++) {
            Scheduler scheduler = new Scheduler(seed);
            Lane to = scheduler.lane("to");
            StringBuilder ran = new StringBuilder();
            for (String name : List.of("a", "b")) {
                Lane lane = scheduler.lane(name);
                lane.execute(() -> {
                    to.execute(() -> ran.append(name));
                    to.execute(() -> ran.append(name.toUpperCase(Locale.ROOT)));
                });
            }
            scheduler.run();
            seen.add(ran.toString());
        }
        assertThat(seen).containsExactlyInAnyOrder("aAbB", "abAB", "abBA", "bBaA", "baAB", "baBA");
    }

    @Test
    void laneKnowsWhetherItRuns() {
        Scheduler scheduler = new Scheduler(1);
        Lane one = scheduler.lane("one");
        Lane other = scheduler.lane("other");
        List<Boolean> inLane = new ArrayList<>();
        one.execute(() -> {
            inLane.add(one.inLane());
            inLane.add(other.inLane());
            assertThatIllegalStateException().isThrownBy(() -> other.schedule(1, () -> {}));
            assertThatIllegalStateException().isThrownBy(scheduler::run);
        });
        scheduler.run();
        assertThat(inLane).containsExactly(true, false);
        assertThat(one.inLane()).isFalse();
        assertThat(scheduler.failures()).isEmpty();
    }

    @Test
    void timersFireInOrderAndNotBeforeTheirTime() {
        for (int seed = 0; seed < 100; seed++) {
            Scheduler scheduler = new Scheduler(seed);
            Lane lane = scheduler.lane("lane");
            List<String> fired = new ArrayList<>();
            lane.execute(() -> {
                long begin = lane.clock().nanos();
                lane.schedule(3_000_000_000L, () -> {
                    fired.add("late");
                    assertThat(lane.clock().nanos() - begin).isGreaterThanOrEqualTo(3_000_000_000L);
                });
                lane.schedule(1_000_000_000L, () -> fired.add("early"));
                lane.schedule(2_000_000_000L, () -> fired.add("cancelled")).cancel();
                lane.schedule(Long.MAX_VALUE, () -> fired.add("never"));
            });
            assertThat(scheduler.runFor(2_500_000_000L)).isEqualTo(Scheduler.End.TIME);
            assertThat(fired).containsExactly("early");
            assertThat(scheduler.runFor(Duration.ofHours(1).toNanos())).isEqualTo(Scheduler.End.TIME);
            assertThat(fired).containsExactly("early", "late");
            assertThat(scheduler.failures()).isEmpty();
        }
    }

    @Test
    void timeOfDayAndMonotonicTimePassTogetherUntilSomebodySetsTheClock() {
        Scheduler scheduler = new Scheduler(5);
        Lane lane = scheduler.lane("lane");
        long nanos = lane.clock().nanos();
        Instant instant = lane.clock().instant();
        scheduler.busy(1_000_000_000L);
        assertThat(lane.clock().nanos() - nanos).isEqualTo(1_000_000_000L);
        assertThat(lane.clock().instant()).isEqualTo(instant.plusSeconds(1));
        scheduler.timeOfDay(Instant.EPOCH);
        assertThat(lane.clock().instant()).isEqualTo(Instant.EPOCH);
        assertThat(lane.clock().nanos() - nanos).isEqualTo(1_000_000_000L);
    }

    /** Somewhere among the seeds the monotonic clock overflows. */
    @Test
    void originOfTheMonotonicClockIsAnything() {
        boolean overflows = false;
        for (int seed = 0; seed < 50; seed++) {
            Scheduler scheduler = new Scheduler(seed);
            long before = scheduler.clock().nanos();
            scheduler.busy(20_000_000_000L);
            overflows |= scheduler.clock().nanos() < before;
            assertThat(scheduler.clock().nanos() - before).isEqualTo(20_000_000_000L);
        }
        assertThat(overflows).isTrue();
    }

    @Test
    void othersGoOnWhileALaneWaitsForTheDisk() {
        TreeSet<String> orders = new TreeSet<>();
        for (int seed = 0; seed < 100; seed++) {
            Scheduler scheduler = new Scheduler(seed);
            SimDisk disk = new SimDisk(scheduler, seed);
            Lane busy = scheduler.lane("busy");
            Lane other = scheduler.lane("other");
            List<String> ran = new ArrayList<>();
            busy.execute(() -> {
                long begin = busy.clock().nanos();
                try (DiskFile file = disk.create("a")) {
                    file.write(ByteBuffer.allocate(4096), 0);
                    file.sync();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                ran.add(busy.clock().nanos() - begin > 50_000 ? "slow" : "fast");
                busy.execute(() -> ran.add("next"));
            });
            other.execute(() -> {
                other.schedule(20_000, () -> ran.add("timer"));
            });
            scheduler.run();
            orders.add(String.join(" ", ran));
        }
        assertThat(orders).contains("slow timer next").anyMatch(each -> each.startsWith("fast"));
    }

    @Test
    void whatIsHandedOverAfterTheDiskArrivesAfterIt() {
        for (int seed = 0; seed < 100; seed++) {
            Scheduler scheduler = new Scheduler(seed);
            Lane from = scheduler.lane("from");
            Lane to = scheduler.lane("to");
            AtomicReference<Instant> posted = new AtomicReference<>();
            from.execute(() -> {
                scheduler.busy(1_000_000);
                posted.set(from.clock().instant());
                to.execute(() -> assertThat(to.clock().instant()).isAfterOrEqualTo(posted.get()));
            });
            scheduler.run();
            assertThat(scheduler.failures()).isEmpty();
        }
    }

    @Test
    void whatATaskThrowsIsKeptAndTheLaneGoesOn() {
        Scheduler scheduler = new Scheduler(1);
        Lane lane = scheduler.lane("lane");
        List<String> ran = new ArrayList<>();
        lane.execute(() -> {
            throw new IllegalStateException("one");
        });
        lane.execute(() -> {
            throw new AssertionError("two");
        });
        lane.execute(() -> ran.add("three"));
        scheduler.run();
        assertThat(ran).containsExactly("three");
        assertThat(scheduler.failures())
                .extracting(each -> each.lane() + " " + each.cause().getMessage())
                .containsExactly("lane one", "lane two");
    }

    @Test
    void nothingRunsAfterALossOfPower() {
        Scheduler scheduler = new Scheduler(1);
        SimDisk disk = new SimDisk(scheduler, 1);
        disk.stopAtOperation(1);
        Lane one = scheduler.lane("one");
        Lane other = scheduler.lane("other");
        List<String> ran = new ArrayList<>();
        one.execute(() -> {
            try {
                disk.create("a");
            } catch (IOException e) {
                ran.add("handled");
            } catch (PowerLost e) {
                ran.add("swallowed");
            } finally {
                other.execute(() -> ran.add("acknowledged"));
            }
            ran.add(scheduler.isHalted() ? "does not exist" : "goes on");
        });
        assertThat(scheduler.run()).isEqualTo(Scheduler.End.HALTED);
        assertThat(ran).containsExactly("swallowed", "does not exist");
        scheduler.restart();
        one.execute(() -> ran.add("from the dead"));
        scheduler.lane("new").execute(() -> ran.add("new"));
        assertThat(scheduler.run()).isEqualTo(Scheduler.End.IDLE);
        assertThat(ran).hasSize(3).endsWith("new");
    }

    /** The power goes at the end of a sync: what others did meanwhile was done, and what comes later is not. */
    @Test
    void othersGoOnUntilItIsAsLateForThem() {
        TreeSet<String> seen = new TreeSet<>();
        for (int seed = 0; seed < 100; seed++) {
            Scheduler scheduler = new Scheduler(seed);
            SimDisk disk = new SimDisk(scheduler, seed);
            disk.stopAtSync(1);
            Lane one = scheduler.lane("one");
            Lane other = scheduler.lane("other");
            List<String> ran = new ArrayList<>();
            one.execute(() -> {
                other.execute(() -> {
                    ran.add("told");
                    scheduler.busy(60_000_000_000L);
                    one.execute(() -> ran.add("from the dead"));
                    sync(disk, ran);
                });
                scheduler.busy(10_000_000);
                sync(disk, ran);
            });
            assertThat(scheduler.run()).isEqualTo(Scheduler.End.HALTED);
            seen.add(String.join(" ", ran));
        }
        assertThat(seen).contains("told").isSubsetOf("", "told");
    }

    private static void sync(SimDisk disk, List<String> ran) {
        try {
            disk.syncDirectory("");
            ran.add("synced");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatGoesOnForEverIsGivenUp() {
        Scheduler scheduler = new Scheduler(1);
        scheduler.limit(1_000);
        Lane lane = scheduler.lane("lane");
        lane.execute(new Runnable() {
            @Override
            public void run() {
                lane.execute(this);
            }
        });
        assertThatExceptionOfType(EndlessError.class).isThrownBy(scheduler::run);
        Scheduler second = new Scheduler(1);
        second.limit(1_000);
        SimDisk disk = new SimDisk(second, 1);
        second.lane("lane").execute(() -> {
            while (true) {
                try {
                    disk.exists("a");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        assertThatExceptionOfType(EndlessError.class).isThrownBy(second::run);
    }

    @Test
    void runEndsWhenWhatItWaitsForIsTrue() {
        Scheduler scheduler = new Scheduler(1);
        Lane lane = scheduler.lane("lane");
        List<Integer> ran = new ArrayList<>();
        lane.execute(() -> ran.add(1));
        lane.execute(() -> ran.add(2));
        assertThat(scheduler.runUntil(() -> ran.size() == 1)).isEqualTo(Scheduler.End.DONE);
        assertThat(scheduler.runUntil(() -> ran.size() == 3)).isEqualTo(Scheduler.End.IDLE);
        assertThat(ran).containsExactly(1, 2);
    }

    @Test
    void otherThreadsAreTurnedAway() throws InterruptedException {
        Scheduler scheduler = new Scheduler(1);
        Lane lane = scheduler.lane("lane");
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread.ofPlatform()
                .start(() -> {
                    try {
                        lane.execute(() -> {});
                    } catch (IllegalStateException e) {
                        thrown.set(e);
                    }
                })
                .join();
        assertThat(thrown.get()).hasMessage("a simulation has one thread");
    }
}
