package io.midge.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Samples both servers in turn, pair by pair.
 *
 * <p>The two samples of a pair follow each other directly, so that both see the same machine; which comes first changes
 * from pair to pair and from scenario to scenario. Before the first pair everything is rehearsed for a moment, not
 * recorded, so that the driver's own code is compiled.
 *
 * <p>Each pair waits, within limits, until the machine is quiet. A pair during which something else took CPU time is measured again; how often is bounded per pair and for the whole
 * campaign. What decides is only the disturbance, never the figures.
 */
final class Campaign {
    private static final int TRIES = 3;
    private static final int PATIENCES = 30;
    /** Midge's launcher makes its AOT cache in the background of the first start. */
    private static final long AOT_CACHE_MS = 60_000;

    private final Options options;
    private final Sampler sampler;
    private final PrintStream progress;
    private final Target midge;
    private final Target go;
    private int repetitions;
    private long patienceLeftMs;

    Campaign(Options options, Sampler sampler, PrintStream progress) {
        this.options = options;
        this.sampler = sampler;
        this.progress = progress;
        midge = Target.of(Target.MIDGE, options.midge());
        go = Target.of(Target.GO, options.go());
        patienceLeftMs = PATIENCES * options.patienceMs();
        repetitions = options.pairs() * options.scenarios().size() / 4;
    }

    void run() throws IOException {
        Map<String, Object> about = new LinkedHashMap<>(options.about());
        about.put("midge_command", options.midge());
        about.put("go_command", options.go());
        about.put("warm_ms", Long.toString(options.warmMs()));
        about.put("measure_ms", Long.toString(options.measureMs()));
        append(about);
        rehearse();
        sampler.awaitQuiet(AOT_CACHE_MS);
        int rounds = Math.max(options.pairs(), options.starts());
        for (int pair = 1; pair <= rounds; pair++) {
            for (int i = 0; i < options.scenarios().size(); i++) {
                Scenario scenario = options.scenarios().get(i);
                if (pair <= (scenario.load() instanceof Load.Start ? options.starts() : options.pairs())) {
                    pair(pair, scenario, (pair + i) % 2 == 0);
                }
            }
        }
    }

    private void rehearse() {
        for (Scenario scenario : options.scenarios()) {
            switch (scenario.load()) {
                case Load.Stream stream -> rehearse(go, scenario);
                case Load.Requests requests -> rehearse(go, scenario);
                case Load.Tls tls -> rehearse(go, scenario);
                case Load.Handshakes handshakes -> rehearse(go, scenario);
                case Load.Idle idle -> {}
                // Midge's launcher may have something to build, or a cache to make.
                case Load.Start start -> rehearse(midge, scenario);
            }
        }
    }

    private void rehearse(Target target, Scenario scenario) {
        try {
            sampler.take(target, scenario, options.warmMs() / 2, options.warmMs() / 2);
        } catch (IOException | IllegalStateException e) {
            progress.println("rehearsal of " + scenario.id() + " on " + target.name() + ": " + e);
        }
    }

    private void pair(int pair, Scenario scenario, boolean midgeFirst) throws IOException {
        for (int left = TRIES; left > 0; left--) {
            // A load tells by itself whether it was disturbed.
            boolean disturbed = !quiet() && scenario.load() instanceof Load.Start;
            for (Target target : midgeFirst ? List.of(midge, go) : List.of(go, midge)) {
                Sample sample = sample(pair, scenario, target);
                append(sample.line());
                progress.println(show(sample));
                disturbed |= sample.disturbed();
            }
            if (!disturbed || left == 1 || repetitions == 0) {
                return;
            }
            repetitions--;
            progress.println("disturbed, again:");
        }
    }

    private boolean quiet() {
        long start = System.nanoTime();
        boolean quiet = sampler.awaitQuiet(Math.min(options.patienceMs(), patienceLeftMs));
        if (!quiet) {
            patienceLeftMs = Math.max(0, patienceLeftMs - (System.nanoTime() - start) / 1_000_000);
        }
        return quiet;
    }

    private Sample sample(int pair, Scenario scenario, Target target) {
        try {
            Map<Metric, Double> values = sampler.take(target, scenario, options.warmMs(), options.measureMs());
            return new Sample(pair, scenario.id(), target.name(), values, "");
        } catch (IOException | IllegalStateException e) {
            return new Sample(pair, scenario.id(), target.name(), Map.of(), e.toString());
        }
    }

    private static String show(Sample sample) {
        StringBuilder text = new StringBuilder(
                String.format(Locale.ROOT, "pair %d  %-12s %-6s", sample.pair(), sample.scenario(), sample.server()));
        sample.values()
                .forEach((metric, value) ->
                        text.append(String.format(Locale.ROOT, " %s=%s", metric.key(), Report.figure(value))));
        return text.append(sample.error()).toString();
    }

    private void append(Map<String, Object> line) throws IOException {
        Path out = options.out();
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(out, JsonLine.write(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
