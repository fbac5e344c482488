package io.midge.sim;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a workload with one seed after the other until one is bad, several at a time if asked. */
final class Runner {
    /** A seed that is bad. */
    record Bad(long seed, String why) {}

    /** What came of it; {@code bad} is the first bad seed, null if there was none. */
    record Outcome(
            long seeds,
            long events,
            Duration took,
            @Nullable Bad bad) {
        long perSecond() {
            return seeds * 1_000_000_000L / Math.max(1, took.toNanos());
        }
    }

    private final Arguments arguments;
    private final Path events;
    private final Consumer<String> out;

    /** {@code events} is the directory for the events of single seeds. */
    Runner(Arguments arguments, Path events, Consumer<String> out) {
        this.arguments = arguments;
        this.events = events;
        this.out = out;
    }

    /** Runs all that were asked for and tells of each; how many failed. */
    int run() throws InterruptedException {
        int failed = 0;
        for (Workload workload : arguments.workloads()) {
            Outcome outcome = run(workload);
            Bad bad = outcome.bad();
            boolean good = (bad != null) == workload.isPlanted();
            String figures =
                    outcome.seeds() + " seeds, " + outcome.perSecond() + " per second, " + outcome.events() + " events";
            if (!good) {
                failed++;
            }
            if (bad == null) {
                out.accept((good ? "ok " : "FAIL ") + workload.name() + " " + figures
                        + (good ? "" : ": the defect was not found"));
            } else {
                out.accept((good ? "ok " : "FAIL ") + workload.name() + (good ? " found with seed " : " seed ")
                        + bad.seed() + ": " + bad.why());
                out.accept("# repeat: sim/run " + workload.name() + " --seed " + bad.seed() + "   (" + figures + ")");
            }
        }
        out.accept((arguments.workloads().size() - failed) + " passed, " + failed + " failed");
        return failed;
    }

    /** One workload. */
    Outcome run(Workload workload) throws InterruptedException {
        long begin = System.nanoTime();
        AtomicLong next = new AtomicLong(arguments.from());
        AtomicLong count = new AtomicLong();
        AtomicLong steps = new AtomicLong();
        List<Bad> bad = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int job = 0; job < arguments.jobs(); job++) {
            threads.add(Thread.ofPlatform().name("sim-" + job).start(() -> {
                while (true) {
                    long seed = next.getAndIncrement();
                    synchronized (bad) {
                        if (!bad.isEmpty() || isOver(seed, begin)) {
                            return;
                        }
                    }
                    Verdict verdict = run(workload, seed);
                    count.incrementAndGet();
                    steps.addAndGet(verdict.events());
                    synchronized (bad) {
                        if (!verdict.isGood()) {
                            bad.add(new Bad(seed, verdict.why()));
                        }
                        if (arguments.hashes()) {
                            out.accept(workload.name() + " " + seed + " " + Long.toHexString(verdict.hash()));
                        }
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        bad.sort((one, other) -> Long.compare(one.seed(), other.seed()));
        return new Outcome(
                count.get(),
                steps.get(),
                Duration.ofNanos(System.nanoTime() - begin),
                bad.isEmpty() ? null : bad.getFirst());
    }

    private boolean isOver(long seed, long begin) {
        return arguments.time().isZero()
                ? seed > arguments.to()
                : System.nanoTime() - begin > arguments.time().toNanos();
    }

    private Verdict run(Workload workload, long seed) {
        if (!arguments.lines()) {
            return run(workload, seed, new Trace());
        }
        Path file = events.resolve(workload.name() + "-" + seed + ".events");
        try {
            Files.createDirectories(events);
            try (PrintWriter to = new PrintWriter(Files.newBufferedWriter(file))) {
                Verdict verdict = run(workload, seed, new Trace(to::println));
                out.accept("# events: " + file);
                return verdict;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Verdict run(Workload workload, long seed, Trace trace) {
        try {
            return workload.run(seed, trace);
        } catch (Throwable e) {
            StringWriter text = new StringWriter();
            e.printStackTrace(new PrintWriter(text));
            return Verdict.bad(arguments.lines() ? text.toString() : e.toString(), trace);
        }
    }
}
