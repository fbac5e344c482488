package io.midge.sim.store;

import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.sim.Dice;
import io.midge.sim.PowerLost;
import io.midge.sim.Scheduler;
import io.midge.sim.SimDisk;
import io.midge.sim.Trace;
import io.midge.sim.Verdict;
import io.midge.sim.Workload;
import io.midge.store.Store;
import io.midge.store.StoreLanes;
import io.midge.store.StoreListener;
import io.midge.store.StoreOptions;
import io.midge.store.StoreParts;
import io.midge.store.StreamSpec;
import io.midge.store.StreamStore;
import io.midge.store.file.StreamMeta.Compression;
import io.midge.store.file.StreamMeta.Storage;
import io.midge.store.seal.Keys;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A store with a few streams loses power now and then: at any operation of the disk, while it is opened as well. Each time it
 * comes back, nothing that was said to survive is missing, nothing else has come in between, and consumers are not ahead.
 */
public final class PowerLoss implements Workload {
    private static final int ROUNDS = 4;

    /** How long the script is that loses power at each sync. */
    private static final long SCRIPT_NANOS = 240_000_000L;

    @Override
    public String name() {
        return "store-power";
    }

    @Override
    public String about() {
        return "a store loses power at any moment, several times over";
    }

    @Override
    public Verdict run(long seed, Trace trace) throws Exception {
        Run run = new Run(seed, trace);
        String why = run.rounds(ROUNDS);
        return why.isEmpty() ? Verdict.good(trace) : Verdict.bad(why, trace);
    }

    /** One seed. */
    static final class Run {
        private final Dice dice;
        private final boolean encrypted;
        private final TreeMap<String, StreamLife> lives = new TreeMap<>();
        private final List<String> news = new ArrayList<>();
        private final Scheduler scheduler;
        private SimDisk disk;

        Run(long seed, Trace trace) {
            this.dice = new Dice(seed);
            this.encrypted = dice.oneIn(3);
            this.scheduler = new Scheduler(dice.next(), trace);
            this.disk = new SimDisk(scheduler, dice.next());
        }

        String rounds(int rounds) throws IOException {
            for (int round = 0; round < rounds; round++) {
                String why = round(round, 20 + dice.below(400));
                if (!why.isEmpty()) {
                    return "round " + round + ": " + why + (news.isEmpty() ? "" : "\nnews: " + news);
                }
            }
            return "";
        }

        /** Opens what the disk holds, checks it, lives on, and loses power, or is closed. */
        private String round(int round, long operations) throws IOException {
            scheduler.restart();
            if (round > 0 && dice.oneIn(3)) {
                disk.stopAtOperation(1 + dice.below(60)); // while it is opened
            }
            Store store;
            try {
                store = open();
            } catch (PowerLost e) {
                disk = disk.powerLoss(dice.next());
                return "";
            }
            String why = check(store);
            if (!why.isEmpty()) {
                return why;
            }
            boolean closes = dice.oneIn(4);
            disk.stopAtOperation(closes ? Long.MAX_VALUE : disk.operations() + operations);
            new Town(store, scheduler, dice.fork(), lives).live();
            if (closes) {
                scheduler.runFor(operations * 100_000);
                boolean[] closed = {false};
                store.close(() -> closed[0] = true);
                scheduler.runUntil(() -> closed[0]);
                disk = disk.restart();
            } else {
                scheduler.run();
                disk = disk.powerLoss(dice.next());
            }
            return failed();
        }

        private String failed() {
            if (!scheduler.failures().isEmpty()) {
                StringWriter text = new StringWriter();
                scheduler.failures().getFirst().cause().printStackTrace(new PrintWriter(text));
                return text.toString();
            }
            return news.isEmpty() ? "" : "there should be no news";
        }

        /** Begins anew, loses power at one sync, and comes back; true: there was such a sync. */
        boolean losesPowerAt(long sync, List<String> wrong) throws IOException {
            Store store;
            disk.stopAtSync(sync);
            try {
                store = open();
                new Town(store, scheduler, dice.fork(), lives).live();
                scheduler.runFor(SCRIPT_NANOS);
            } catch (PowerLost e) {
                scheduler.halt();
            }
            boolean stopped = disk.isStopped();
            disk = disk.powerLoss(dice.next());
            String why = failed();
            if (why.isEmpty()) {
                scheduler.restart();
                why = check(open());
            }
            if (!why.isEmpty() || !news.isEmpty()) {
                wrong.add("sync " + sync + ": " + why + news);
            }
            return stopped;
        }

        private Store open() throws IOException {
            StoreLanes lanes = new StoreLanes(
                    scheduler.lane("journal"),
                    scheduler.lane("control"),
                    scheduler.lane("background"),
                    List.of(scheduler.lane("stream-0"), scheduler.lane("stream-1")));
            RandomGenerator chance = dice.fork()::next;
            SecretText key = encrypted ? SecretText.of("a key") : SecretText.NONE;
            return Store.open(new StoreParts(
                    disk,
                    lanes,
                    StoreOptions.tiny(),
                    new Keys(key, SecretText.NONE, StoreCipher.CHACHA, chance),
                    StoreCipher.CHACHA,
                    chance,
                    new News(news)));
        }

        private String check(Store store) throws IOException {
            TreeMap<String, StreamStore> there = new TreeMap<>();
            store.streams().forEach(each -> there.put(each.name(), each));
            for (String name : List.copyOf(lives.keySet())) {
                StreamLife life = Objects.requireNonNull(lives.get(name));
                StreamStore stream = there.get(name);
                if (stream == null) {
                    if (!life.isLeaving()) {
                        return "stream " + name + " is gone";
                    }
                    lives.remove(name);
                    continue;
                }
                life.stays();
                if (stream.isInMemory()) {
                    lives.put(name, new StreamLife(true, 200));
                    continue;
                }
                String why = life.check(stream);
                if (!why.isEmpty()) {
                    return "stream " + name + ": " + why;
                }
            }
            for (StreamStore each : there.values()) { // made, but nobody was told
                lives.computeIfAbsent(each.name(), any -> new StreamLife(each.isInMemory(), 3000));
            }
            return "";
        }
    }

    /** What an operator would hear: a loss of power is nothing to speak of. */
    private record News(List<String> lines) implements StoreListener {
        @Override
        public void warning(String line) {
            lines.add(line);
        }

        @Override
        public void damage(Damage damage) {
            if (!damage.what().contains("possibly")) {
                lines.add(damage.toString());
            }
        }

        @Override
        public void failed(String line) {
            lines.add(line);
        }
    }

    /** Streams that are made and told things until the power goes. */
    private static final class Town {
        private static final int STREAMS = 4;

        private final Store store;
        private final Scheduler scheduler;
        private final Dice dice;
        private final Map<String, StreamLife> lives;

        Town(Store store, Scheduler scheduler, Dice dice, Map<String, StreamLife> lives) {
            this.store = store;
            this.scheduler = scheduler;
            this.dice = dice;
            this.lives = lives;
        }

        void live() {
            for (StreamStore each : store.streams()) {
                StreamLife life = lives.get(each.name());
                if (life != null) {
                    each.lane().execute(() -> step(each, life, dice.fork()));
                }
            }
            for (int n = 0; n < STREAMS; n++) {
                if (!lives.containsKey("stream-" + n)) {
                    make("stream-" + n);
                }
            }
            checkpoints();
        }

        private void checkpoints() {
            store.checkpoint(() -> {
                if (!scheduler.isHalted()) {
                    checkpoints();
                }
            });
        }

        private void make(String name) {
            boolean memory = name.endsWith("3");
            StreamSpec spec = new StreamSpec(
                    "A",
                    name,
                    1,
                    memory ? Storage.MEMORY : Storage.FILE,
                    name.endsWith("1") ? Compression.S2 : Compression.NONE,
                    name.getBytes(StandardCharsets.ISO_8859_1));
            store.make(spec, new Store.Made() {
                @Override
                public void made(StreamStore stream) {
                    StreamLife life = new StreamLife(memory, memory ? 200 : 3000);
                    lives.put(name, life);
                    step(stream, life, dice.fork());
                }

                @Override
                public void failed(String why) {
                    boolean later = why.equals("the journal has no room"); // its disk stands still: in the next round
                    if (!later && !why.equals("the store is closing")) {
                        throw new IllegalStateException(why);
                    }
                }
            });
        }

        // Another one of the same name comes at once.
        private void leave(StreamStore stream, StreamLife life) {
            life.leaves();
            store.drop(stream, 1, why -> {
                if (why.isEmpty()) {
                    lives.remove(stream.name(), life);
                    make(stream.name());
                }
            });
        }

        private void step(StreamStore stream, StreamLife life, Dice own) {
            if (!stream.failure().isEmpty()) {
                return; // the store is closing
            }
            try {
                if (own.oneIn(150) && !stream.isInMemory()) {
                    leave(stream, life);
                    return;
                }
                if (life.inFlight() < 8) {
                    life.step(stream, own);
                }
                stream.lane().schedule(own.below(200_000), () -> step(stream, life, own));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
