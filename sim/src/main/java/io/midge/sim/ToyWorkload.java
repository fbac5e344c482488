package io.midge.sim;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A {@link ToyWal} through several losses of power, ends of the process and failures of the disk: what was acknowledged or has
 * been read is there ever after, as it was written, but for what was deleted. It proves the simulator.
 */
final class ToyWorkload implements Workload {
    private static final int LIVES = 4;
    private static final int MOST_RECORDS = 60;
    private static final int MOST_BYTES = 2_000;
    private static final int MOST_OPERATIONS = 120;
    /** Of each life: records come throughout it. */
    private static final long PERIOD = 20_000_000;

    private final ToyWal.Bug bug;

    ToyWorkload(ToyWal.Bug bug) {
        this.bug = bug;
    }

    @Override
    public String name() {
        String wrong = bug.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return isPlanted() ? "toy-" + wrong : "toy";
    }

    @Override
    public String about() {
        return isPlanted() ? "a small log with a defect: the simulator must find it" : "a small log keeps its records";
    }

    @Override
    public boolean isPlanted() {
        return bug != ToyWal.Bug.NONE;
    }

    @Override
    public Verdict run(long seed, Trace trace) {
        Run run = new Run(seed, trace);
        SimDisk disk = new SimDisk(run.scheduler, run.dice.next());
        for (int life = 1; life <= LIVES; life++) {
            if (run.dice.oneIn(4) && life < LIVES) {
                run.plan(disk);
            }
            if (run.dice.oneIn(4) || life == LIVES) {
                disk.stopAtOperation(Long.MAX_VALUE);
            } else {
                disk.stopAtOperation(run.dice.between(1, MOST_OPERATIONS));
            }
            String wrong = run.live(disk, life == LIVES);
            if (!wrong.isEmpty()) {
                return Verdict.bad("in life " + life + ": " + wrong, trace);
            }
            disk = run.dice.oneIn(2) ? disk.powerLoss(run.dice.next()) : disk.restart();
            run.scheduler.restart();
        }
        return Verdict.good(trace);
    }

    /** Runs through one life, in which the power goes at an operation, or does not; what is wrong. For tests that try them all. */
    static String crash(ToyWal.Bug bug, long seed, long operation, SimDisk[] used) {
        ToyWorkload workload = new ToyWorkload(bug);
        Run run = workload.new Run(seed, new Trace());
        SimDisk disk = new SimDisk(run.scheduler, run.dice.next());
        used[0] = disk;
        disk.stopAtOperation(operation);
        String wrong = run.live(disk, false);
        disk = disk.powerLoss(seed + operation);
        run.scheduler.restart();
        return wrong.isEmpty() ? run.live(disk, true) : wrong;
    }

    /** What one seed does, and what it was promised. */
    private final class Run {
        final Scheduler scheduler;
        final Dice dice;
        /** What was handed over, by the number it must have got. */
        final TreeMap<Long, byte[]> sent = new TreeMap<>();
        /** Records up to this one must be there. */
        long promised;
        /** Records below this one may be gone. */
        long kept = 1;

        private int acknowledged;
        private String wrong = "";

        Run(long seed, Trace trace) {
            scheduler = new Scheduler(seed, trace);
            scheduler.limit(100_000);
            dice = scheduler.dice();
        }

        void plan(SimDisk disk) {
            long nth = dice.between(1, 20);
            Fault fault = Fault.of(dice.oneIn(2) ? Effect.EIO : Effect.ENOSPC).nth(nth);
            disk.plan(dice.oneIn(2) ? fault.on(Op.SYNC) : fault.on(Op.WRITE).times(dice.between(1, 3)));
        }

        /** Recovers, looks, and writes; in the last life, where nothing happens, all of it must come through. */
        String live(SimDisk disk, boolean last) {
            SimLane lane = scheduler.lane("wal");
            SimLane client = scheduler.lane("client");
            ToyWal wal = new ToyWal(disk, lane, bug, from -> kept = from);
            int wanted = (int) dice.between(1, MOST_RECORDS);
            acknowledged = 0;
            boolean[] open = new boolean[1];
            lane.execute(() -> {
                try {
                    check(wal.recover());
                    open[0] = true;
                } catch (IOException e) {
                    wrong = last ? "recovery fails: " + e : wrong;
                }
            });
            scheduler.run();
            for (int i = 0; i < wanted && open[0] && wrong.isEmpty(); i++) {
                client.execute(() -> client.schedule(dice.below(PERIOD), () -> write(wal, lane, client)));
            }
            scheduler.run();
            if (!scheduler.failures().isEmpty()) {
                return scheduler.failures().getFirst().cause().toString();
            }
            if (last && wrong.isEmpty() && acknowledged < wanted) {
                return "nothing is wrong, and " + (wanted - acknowledged) + " records are not acknowledged";
            }
            return wrong;
        }

        private void write(ToyWal wal, SimLane lane, SimLane client) {
            byte[] payload = new byte[(int) dice.between(1, MOST_BYTES)];
            Dice bytes = dice.fork();
            for (int i = 0; i < payload.length; i++) {
                payload[i] = (byte) bytes.next();
            }
            lane.execute(() -> {
                if (wal.isFailed()) {
                    return;
                }
                long number = wal.upcoming();
                sent.put(number, payload);
                wal.append(
                        payload,
                        got -> client.execute(() -> {
                            acknowledged++;
                            promised = Math.max(promised, got);
                            if (got != number) {
                                wrong = "record " + number + " was numbered " + got;
                            }
                        }));
            });
        }

        private void check(SortedMap<Long, byte[]> found) {
            long last = found.isEmpty() ? 0 : found.lastKey();
            for (long number = kept; number <= promised; number++) {
                if (!found.containsKey(number)) {
                    wrong = "record " + number + " was acknowledged and is gone";
                    return;
                }
            }
            for (Map.Entry<Long, byte[]> each : found.entrySet()) {
                if (!Arrays.equals(each.getValue(), sent.get(each.getKey()))) {
                    wrong = "record " + each.getKey() + " is not what was written";
                    return;
                }
            }
            promised = Math.max(promised, last);
            sent.tailMap(promised, false).clear();
        }
    }
}
