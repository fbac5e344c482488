package io.midge.sim.store;

import io.midge.disk.FileDisk;
import io.midge.loop.Clock;
import io.midge.sim.Dice;
import io.midge.sim.Scheduler;
import io.midge.sim.Trace;
import io.midge.sim.Verdict;
import io.midge.sim.Workload;
import io.midge.store.Store;
import io.midge.store.StreamStore;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real process with a store on a real disk is killed under load, at any moment, while it opens the store as well, and started
 * again in the same directory. Whenever it is dead, a copy of the directory is looked at: all that it said was acknowledged is
 * there, in order and byte for byte, and consumers are not ahead. A seed decides when it is killed, as far as that can be decided.
 */
public final class Kills implements Workload {
    static final int ROUNDS = 3;
    private static final int KILLED = 128 + 9;

    /** In so many milliseconds it has not come far. */
    private static final int EARLY_MS = 700;

    private static final int LATE_MS = 3000;

    @Override
    public String name() {
        return "store-kill";
    }

    @Override
    public String about() {
        return "a process with a store is killed under load, and nothing that it acknowledged is missing";
    }

    @Override
    public Verdict run(long seed, Trace trace) throws Exception {
        Path directory = Files.createTempDirectory("midge-kill-");
        try {
            String why = new Run(new Dice(seed), directory).rounds();
            trace.event(seed, "", "killed", why, ROUNDS, 0);
            return why.isEmpty() ? Verdict.good(trace) : Verdict.bad(why, trace);
        } finally {
            remove(directory);
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    /** One directory. */
    private static final class Run {
        private final Dice dice;
        private final Path directory;
        private final Path store;
        /** What was acknowledged: what and of which stream, up to which sequence. */
        private final TreeMap<String, Long> told = new TreeMap<>();

        Run(Dice dice, Path directory) {
            this.dice = dice;
            this.directory = directory;
            this.store = directory.resolve("store");
        }

        String rounds() throws IOException, InterruptedException {
            for (int round = 0; round < ROUNDS; round++) {
                String why = kill();
                why = why.isEmpty() ? look() : why;
                if (!why.isEmpty()) {
                    return "round " + round + ": " + why;
                }
            }
            return "";
        }

        private String kill() throws IOException, InterruptedException {
            Path errors = directory.resolve("errors");
            Path lines = directory.resolve("lines");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:+UseSerialGC",
                            "-Xmx96m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KillTarget.class.getName(),
                            store.toString())
                    .redirectOutput(lines.toFile())
                    .redirectError(errors.toFile())
                    .start();
            process.waitFor(dice.below(dice.oneIn(3) ? EARLY_MS : LATE_MS), TimeUnit.MILLISECONDS);
            process.destroyForcibly();
            int code = process.waitFor();
            Files.readAllLines(lines, StandardCharsets.ISO_8859_1).forEach(this::hear);
            String said = Files.readString(errors);
            return code == KILLED && said.isEmpty() ? "" : "it ended with " + code + ": " + said;
        }

        // The last line may have been cut short; then its number is lower than what was acknowledged.
        private void hear(String line) {
            String[] words = line.split(" ", -1);
            if (words.length == 3 && KillTarget.NAMES.contains(words[1]) && !words[2].isEmpty()) {
                told.merge(words[0] + ' ' + words[1], Long.parseLong(words[2]), Math::max);
            }
        }

        private String look() throws IOException {
            Path copy = directory.resolve("copy");
            if (!Files.exists(store)) {
                return "";
            }
            copy(store, copy);
            Findings found = new Findings();
            Scheduler scheduler = new Scheduler(dice.next());
            Store opened = SmallStore.open(FileDisk.at(copy, Clock.system()), scheduler, false, 0, found);
            TreeMap<String, StreamStore> streams = new TreeMap<>();
            opened.streams().forEach(each -> streams.put(each.name(), each));
            String why =
                    found.warnings.isEmpty() && found.failures.isEmpty() ? "" : "there should be no news: " + found;
            for (String name : KillTarget.NAMES) {
                StreamStore stream = streams.get(name);
                if (stream != null) {
                    why = why.isEmpty() ? check(stream) : why;
                } else if (told.containsKey("a " + name)) {
                    why = "stream " + name + " is gone";
                }
            }
            SmallStore.until(scheduler, opened::close);
            remove(copy);
            return why;
        }

        private static void copy(Path from, Path to) throws IOException {
            try (Stream<Path> all = Files.walk(from)) {
                for (Path each : all.toList()) {
                    Files.copy(each, to.resolve(from.relativize(each).toString()));
                }
            }
        }

        private String check(StreamStore stream) throws IOException {
            long last = stream.lastSeq();
            if (last < told.getOrDefault("a " + stream.name(), 0L)) {
                return stream.name() + " ends at " + last + ", told was " + told;
            }
            long first = Math.max(1, last - KillTarget.KEPT);
            StoredMessage message = new StoredMessage();
            for (long seq = first; seq <= last; seq++) {
                if (!stream.read(seq, message)) {
                    return stream.name() + ": message " + seq + " of " + first + " to " + last + " is gone";
                }
                StreamModel.Message is = StreamLife.copy(message);
                if (!Arrays.equals(is.payload(), KillTarget.payload(seq))
                        || !Arrays.equals(is.subject().getBytes(StandardCharsets.ISO_8859_1), KillTarget.subject(seq))
                        || is.time() != KillTarget.time(seq)) {
                    return stream.name() + ": message " + seq + " is another: " + is;
                }
            }
            long[] delivered = {0};
            stream.consumers().forEach(each -> delivered[0] = each.state().deliveredStream());
            if (delivered[0] > last || delivered[0] < told.getOrDefault("d " + stream.name(), 0L)) {
                return stream.name() + ": its consumer is at " + delivered[0] + " of " + last + ", told was " + told;
            }
            return "";
        }
    }
}
