package io.midge.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code bench/run js}: JetStream of Midge and of nats-server, row by row, in turn. */
final class JsBench {
    private static final long ROOM = 20L << 30;

    private final JsSampler sampler;
    private final Sampler machine;
    private final Path out;
    private final Target midge;
    private final Target go;
    private final PrintStream progress;
    private final List<Sample> samples = new ArrayList<>();

    private JsBench(JsSampler sampler, Sampler machine, Path out, Target midge, Target go, PrintStream progress) {
        this.sampler = sampler;
        this.machine = machine;
        this.out = out;
        this.midge = midge;
        this.go = go;
        this.progress = progress;
    }

    static boolean main(String[] args, PrintStream progress) throws IOException {
        Map<String, String> about = new LinkedHashMap<>();
        Map<String, String> given = given(args, about);
        boolean quick = given.containsKey("--quick");
        List<JsRow> rows =
                given.containsKey("--only") ? JsRow.select(given.getOrDefault("--only", "")) : List.of(JsRow.values());
        JsScale scale = JsScale.of(
                quick,
                (int) Options.number(given, "--rounds", quick ? 3 : 7),
                Options.number(given, "--warm-ms", quick ? 1500 : 3000),
                Options.number(given, "--measure-ms", quick ? 1500 : 4000));
        about.put("scale", (quick ? "reduced: " : "") + scale.text());
        Path out = Path.of(given.getOrDefault("--out", "build/bench/js.jsonl")).toAbsolutePath();
        Path folder =
                Path.of(given.getOrDefault("--dir", "build/bench/js-data")).toAbsolutePath();
        Files.createDirectories(out.getParent());
        Files.createDirectories(folder);
        checkRoom(folder, quick);
        Path fresh = Files.createTempDirectory(folder, "run-");
        Target go = Target.of(Target.GO, given.getOrDefault("--go", "build/tools/nats-server"));
        Target midge = Target.of(Target.MIDGE, given.getOrDefault("--midge", "./nats-server"));
        Sampler machine = new Sampler(out.resolveSibling("servers.log"));
        Runtime.getRuntime().addShutdownHook(new Thread(machine::killRunning, "kill-server"));
        JsBench bench = new JsBench(new JsSampler(machine, scale, fresh), machine, out, midge, go, progress);
        try {
            bench.run(rows, scale.rounds(), Options.number(given, "--patience-ms", 10_000));
        } finally {
            JsSampler.remove(fresh);
        }
        String table = new JsTable(bench.samples, rows, about).markdown();
        System.out.println(table);
        if (given.containsKey("--doc") || (!quick && rows.size() == JsRow.values().length)) {
            Path page = Path.of(given.getOrDefault("--doc-file", "docs/PERFORMANCE.md"));
            Document.replace(page, JsTable.BEGIN, JsTable.END, table);
        }
        return bench.samples.stream().allMatch(each -> each.error().isEmpty());
    }

    private static Map<String, String> given(String[] args, Map<String, String> about) {
        Map<String, String> given = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick", "--doc" -> given.put(args[i], "");
                case "--only",
                        "--rounds",
                        "--dir",
                        "--midge",
                        "--go",
                        "--warm-ms",
                        "--measure-ms",
                        "--patience-ms",
                        "--out",
                        "--doc-file" -> given.put(args[i], Options.value(args, i++));
                case "--about" -> {
                    String[] pair = Options.value(args, i++).split("=", 2);
                    about.put(pair[0], pair.length == 2 ? pair[1] : "");
                }
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        return given;
    }

    private static void checkRoom(Path folder, boolean quick) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < (quick ? ROOM / 5 : ROOM)) {
            throw new IOException("only " + (free >> 20) + " MiB are free at " + folder);
        }
    }

    private void run(List<JsRow> rows, int rounds, long patienceMs) throws IOException {
        List<JsRow> sampled = rows.stream().map(JsRow::sampledWith).distinct().toList();
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < sampled.size(); i++) {
                List<JsServer> servers = new ArrayList<>(Arrays.asList(JsServer.values()));
                if (!sampled.get(i).isSynced()) {
                    servers.remove(JsServer.GO_ALWAYS);
                }
                Collections.rotate(servers, round + i);
                machine.awaitQuiet(patienceMs);
                for (JsServer server : servers) {
                    sample(round, sampled.get(i), server);
                }
            }
        }
    }

    private void sample(int round, JsRow row, JsServer server) throws IOException {
        Sample sample;
        try {
            Map<Metric, Double> values = sampler.take(server == JsServer.MIDGE ? midge : go, server, row);
            sample = new Sample(round, row.id(), server.id(), values, "");
        } catch (IOException | IllegalStateException e) {
            sample = new Sample(round, row.id(), server.id(), Map.of(), e.toString());
        }
        samples.add(sample);
        Files.writeString(
                out, JsonLine.write(sample.line()) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        StringBuilder text =
                new StringBuilder(String.format(Locale.ROOT, "round %d  %-16s %-9s", round, row.id(), server.id()));
        sample.values()
                .forEach((metric, value) ->
                        text.append(String.format(Locale.ROOT, " %s=%s", metric.key(), Report.figure(value))));
        progress.println(text.append(sample.error()));
    }
}
