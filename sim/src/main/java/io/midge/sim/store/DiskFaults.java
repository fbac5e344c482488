package io.midge.sim.store;

import io.midge.sim.Dice;
import io.midge.sim.Effect;
import io.midge.sim.Fault;
import io.midge.sim.Op;
import io.midge.sim.Scheduler;
import io.midge.sim.SimDisk;
import io.midge.sim.Trace;
import io.midge.sim.Verdict;
import io.midge.sim.Workload;
import io.midge.store.Store;
import io.midge.store.StoreOptions;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The disk under a store fails, in one of the ways that disks have, and later is as it should be. While it fails, what was stored can
 * be read, what cannot be stored is refused for a reason that names the cause, and only what is concerned stops; afterwards nothing
 * that was acknowledged is missing. A seed stands for a way, in turn, and a moment.
 */
public final class DiskFaults implements Workload {
    /** Who may stop for it, once and for all. */
    private enum Stops {
        NOBODY,
        ONE_STREAM,
        ALL
    }

    /** The ways of failing. */
    enum Way {
        JOURNAL_SYNC_FAILS_ONCE(Stops.NOBODY),
        JOURNAL_WRITE_FAILS_ONCE(Stops.NOBODY),
        JOURNAL_FAILS_FOR_GOOD(Stops.ALL),
        SEGMENT_WRITE_FAILS(Stops.ONE_STREAM),
        SEGMENT_SYNC_FAILS(Stops.ONE_STREAM),
        LARGE_WRITE_FAILS(Stops.ONE_STREAM),
        LARGE_SYNC_FAILS(Stops.ONE_STREAM),
        CHECKPOINT_FAILS(Stops.NOBODY),
        READS_FAIL(Stops.ONE_STREAM),
        FULL_ONCE(Stops.NOBODY),
        FULL_FOR_A_WHILE(Stops.NOBODY),
        FULL_AT_THE_END(Stops.NOBODY),
        READ_ONLY(Stops.ALL);

        private final Stops stops;

        Way(Stops stops) {
            this.stops = stops;
        }
    }

    private static final int STREAMS = 3;
    private static final long ROOM = 1L << 40;
    /** One in so many steps asks for a checkpoint. */
    private static final int CHECKPOINT = 20;

    private static final long QUIET_NANOS = 40_000_000;
    private static final long FAULTY_NANOS = 1_500_000_000L;
    private static final long HEALED_NANOS = 1_500_000_000L;
    /** So often it is looked whether they go on: lanes may stand still for seconds. */
    private static final int TURNS = 100;
    /** With a journal that would soon be full, were it kept for what one stopped stream was told. */
    private static final StoreOptions SIZES = SmallStore.options(20_000_000, 4 * SmallStore.JOURNAL);

    @Override
    public String name() {
        return "store-faults";
    }

    @Override
    public String about() {
        return "the disk under a store fails for a while: what is there stays, and what is refused is told why";
    }

    @Override
    public Verdict run(long seed, Trace trace) throws Exception {
        Way way = Way.values()[(int) Math.floorMod(seed - 1, (long) Way.values().length)];
        return run(way, seed, trace);
    }

    /** One of them. */
    static Verdict run(Way way, long seed, Trace trace) throws IOException {
        Run run = new Run(way, seed, trace);
        String why = run.all();
        String told = "\ntold was " + run.found + "\nrefused was " + run.refusals();
        return why.isEmpty() ? Verdict.good(trace) : Verdict.bad(way + ": " + why + told, trace);
    }

    /** One seed. */
    private static final class Run {
        private final Way way;
        private final Dice dice;
        private final Scheduler scheduler;
        private final boolean encrypted;
        private final TreeMap<String, StreamLife> lives = new TreeMap<>();
        private final TreeMap<String, StreamStore> streams = new TreeMap<>();
        private final Findings found = new Findings();
        private final SimDisk disk;
        private String unread = "";
        private boolean ended;

        Run(Way way, long seed, Trace trace) {
            this.way = way;
            this.dice = new Dice(seed);
            this.scheduler = new Scheduler(dice.next(), trace);
            this.encrypted = dice.oneIn(4);
            this.disk = new SimDisk(dice.next());
        }

        String all() throws IOException {
            Store store = SmallStore.open(disk, scheduler, encrypted, SIZES, found);
            for (int n = 0; n < STREAMS; n++) {
                make(store, "stream-" + n);
            }
            scheduler.runUntil(() -> streams.size() == STREAMS);
            scheduler.runFor(QUIET_NANOS);
            if (!found.isEmpty()) {
                return "there was something before anything failed";
            }
            fail();
            scheduler.runFor(FAULTY_NANOS);
            for (int turn = 0; turn < TURNS && isYetToFail(); turn++) {
                scheduler.runFor(FAULTY_NANOS);
            }
            String why = whileItFails();
            if (way != Way.FULL_AT_THE_END) {
                disk.heal();
                disk.capacity(ROOM);
                why = why.isEmpty() ? afterwards() : why;
            }
            ended = true;
            why = why.isEmpty() ? threw() : why;
            return why.isEmpty() ? openedAgain(store) : why;
        }

        private void make(Store store, String name) {
            Compression compression = name.endsWith("1") ? Compression.S2 : Compression.NONE;
            byte[] config = name.getBytes(StandardCharsets.ISO_8859_1);
            store.make(new StreamSpec("A", name, 1, Storage.FILE, compression, config), new Store.Made() {
                @Override
                public void made(StreamStore stream) {
                    streams.put(name, stream);
                    lives.put(name, new StreamLife(false, 3000));
                    step(store, stream, lives.get(name), dice.fork());
                }

                @Override
                public void failed(String why) {
                    throw new IllegalStateException(why);
                }
            });
        }

        private void step(Store store, StreamStore stream, StreamLife life, Dice own) {
            if (ended) {
                return;
            }
            try {
                if (own.oneIn(CHECKPOINT)) {
                    store.checkpoint(() -> {});
                }
                if (life.inFlight() < 8) {
                    life.step(stream, own);
                }
            } catch (IOException e) {
                life.gaveUp(String.valueOf(e.getMessage()));
            }
            stream.lane().schedule(own.below(2_000_000), () -> step(store, stream, life, own));
        }

        // ---- what fails ----

        private void fail() {
            String one = String.format(
                    "streams/%016x/",
                    Objects.requireNonNull(streams.get("stream-" + dice.below(STREAMS)))
                            .group());
            long nth = 1L + dice.below(20);
            Fault eio = Fault.of(Effect.EIO).nth(nth);
            switch (way) {
                case JOURNAL_SYNC_FAILS_ONCE -> disk.plan(eio.on(Op.SYNC).in("journal/*.jrn"));
                case JOURNAL_WRITE_FAILS_ONCE -> disk.plan(eio.on(Op.WRITE).in("journal/*.jrn"));
                case JOURNAL_FAILS_FOR_GOOD -> {
                    disk.plan(eio.on(Op.SYNC).in("journal/*").times(Long.MAX_VALUE));
                }
                case SEGMENT_WRITE_FAILS -> disk.plan(eio.on(Op.WRITE).in(one + "*.seg"));
                case SEGMENT_SYNC_FAILS -> disk.plan(eio.on(Op.SYNC).in(one + "*.seg"));
                case LARGE_WRITE_FAILS -> disk.plan(eio.on(Op.WRITE).in(one + "*.big"));
                case LARGE_SYNC_FAILS -> disk.plan(eio.on(Op.SYNC).in(one + "*.big"));
                case CHECKPOINT_FAILS -> disk.plan(eio.in("checkpoint*").times(1 + dice.below(5)));
                case READS_FAIL -> disk.plan(eio.on(Op.READ).in(one + "*.seg").times(1 + dice.below(5)));
                case FULL_ONCE ->
                    disk.plan(Fault.of(Effect.ENOSPC)
                            .on(dice.oneIn(3) ? Op.CREATE : Op.WRITE)
                            .nth(1 + dice.below(100)));
                case FULL_FOR_A_WHILE, FULL_AT_THE_END -> disk.capacity(disk.used() + dice.below(60_000));
                case READ_ONLY -> disk.plan(Fault.of(Effect.READ_ONLY).nth(nth).times(Long.MAX_VALUE));
            }
        }

        // A lane may have stood still all the time.
        private boolean isYetToFail() {
            return isSealedThen() && found.isEmpty();
        }

        private boolean isSealedThen() {
            return way == Way.JOURNAL_SYNC_FAILS_ONCE || way == Way.JOURNAL_WRITE_FAILS_ONCE;
        }

        private String cause() {
            return switch (way) {
                case FULL_ONCE, FULL_FOR_A_WHILE, FULL_AT_THE_END -> Effect.ENOSPC.text();
                case READ_ONLY -> Effect.READ_ONLY.text();
                default -> Effect.EIO.text();
            };
        }

        // ---- what must be true ----

        private String whileItFails() throws IOException {
            for (StreamStore each : streams.values()) {
                if (way != Way.READS_FAIL) {
                    read(each);
                }
            }
            if (!unread.isEmpty()) {
                return unread;
            }
            for (StreamLife each : lives.values()) {
                for (String why : each.refusals()) {
                    boolean full =
                            why.isEmpty() || why.equals("the journal has no room"); // that can be for want of time
                    if (!full && !why.contains(cause())) {
                        return "a refusal names no cause: '" + why + "'";
                    }
                }
            }
            return stopped();
        }

        private void read(StreamStore stream) {
            StoredMessage message = new StoredMessage();
            try {
                long read = 0;
                for (long seq = stream.firstSeq(); seq <= stream.lastSeq(); seq++) {
                    // What a failed sync has lost of a file is damage until the journal has made it good.
                    boolean there = stream.read(seq, message);
                    boolean isLost = way.stops != Stops.NOBODY && found.isLost(stream.group(), seq);
                    read += there || isLost ? 1 : 0;
                }
                if (read < stream.state().messages()) {
                    unread = stream.name() + ": " + read + " of "
                            + stream.state().messages() + " can be read";
                }
            } catch (IOException e) {
                StringWriter text = new StringWriter();
                e.printStackTrace(new PrintWriter(text));
                unread = stream.name() + " cannot be read: " + text;
            }
        }

        private String stopped() {
            List<String> stopped = new ArrayList<>();
            for (StreamStore each : streams.values()) {
                if (!each.failure().isEmpty()) {
                    stopped.add(each.name() + ": " + each.failure());
                    if (!each.failure().contains(cause())) {
                        return "it stopped for a reason that names no cause: " + stopped;
                    }
                }
            }
            boolean most = switch (way.stops) {
                case NOBODY -> stopped.isEmpty();
                case ONE_STREAM -> stopped.size() <= 1;
                case ALL -> true;
            };
            if (!most) {
                return "too much stopped: " + stopped;
            }
            if (!stopped.isEmpty() && found.failures.stream().noneMatch(line -> line.contains(cause()))) {
                return "nobody was told why " + stopped;
            }
            if (isSealedThen() && found.warnings.stream().noneMatch(line -> line.contains(cause()))) {
                return "nobody was told that the journal goes on in another file";
            }
            return "";
        }

        private String afterwards() {
            Map<String, Integer> before = new TreeMap<>();
            lives.forEach((name, life) -> before.put(name, life.committed()));
            for (int turn = 0; turn < TURNS && !goOn(before); turn++) {
                scheduler.runFor(HEALED_NANOS);
            }
            String why = stopped();
            return why.isEmpty() && !goOn(before) ? "not all go on" : why;
        }

        // All that have not stopped.
        private boolean goOn(Map<String, Integer> before) {
            return streams.values().stream()
                    .allMatch(each -> !each.failure().isEmpty()
                            || life(each).committed() > before.getOrDefault(each.name(), Integer.MAX_VALUE));
        }

        private StreamLife life(StreamStore stream) {
            return Objects.requireNonNull(lives.get(stream.name()));
        }

        private String threw() {
            if (scheduler.failures().isEmpty()) {
                return "";
            }
            StringWriter text = new StringWriter();
            scheduler.failures().getFirst().cause().printStackTrace(new PrintWriter(text));
            return text.toString();
        }

        private String openedAgain(Store store) throws IOException {
            SimDisk next;
            if (dice.oneIn(2)) {
                SmallStore.until(scheduler, store::close);
                next = disk.restart();
            } else {
                next = disk.powerLoss(dice.next());
            }
            String why = threw();
            if (!why.isEmpty()) {
                return "when it was closed: " + why;
            }
            next.capacity(ROOM);
            Findings late = new Findings();
            Store again = SmallStore.open(next, new Scheduler(dice.next(), new Trace()), encrypted, SIZES, late);
            if (!late.failures.isEmpty()) {
                return "opened again: " + late;
            }
            if (again.streams().size() != STREAMS) {
                return "opened again there are " + again.streams();
            }
            for (StreamStore each : again.streams()) {
                String is = life(each).check(each);
                if (!is.isEmpty()) {
                    return "opened again " + each.name() + ": " + is + "\nwith " + late;
                }
            }
            return "";
        }

        private List<String> refusals() {
            return lives.values().stream()
                    .flatMap(each -> each.refusals().stream())
                    .distinct()
                    .toList();
        }
    }
}
