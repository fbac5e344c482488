package io.midge.bench;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command line of {@code bench/run}, as it reaches the driver. */
record Options(
        String midge,
        String go,
        int pairs,
        int starts,
        long warmMs,
        long measureMs,
        long patienceMs,
        List<Scenario> scenarios,
        Path out,
        Path doc,
        boolean writeDoc,
        boolean renderOnly,
        Map<String, String> about) {

    static Options parse(String[] args) {
        Map<String, String> given = new LinkedHashMap<>();
        Map<String, String> about = new LinkedHashMap<>();
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--quick", "--doc", "--render" -> given.put(args[i], "");
                case "--about" -> {
                    String[] pair = value(args, i++).split("=", 2);
                    about.put(pair[0], pair.length == 2 ? pair[1] : "");
                }
                case "--midge",
                        "--go",
                        "--pairs",
                        "--starts",
                        "--warm-ms",
                        "--measure-ms",
                        "--patience-ms",
                        "--scenario",
                        "--out",
                        "--doc-file" -> given.put(args[i], value(args, i++));
                default -> throw new IllegalArgumentException("unknown option " + args[i]);
            }
        }
        boolean quick = given.containsKey("--quick");
        List<Scenario> scenarios = select(given.getOrDefault("--scenario", ""));
        return new Options(
                given.getOrDefault("--midge", "./nats-server"),
                given.getOrDefault("--go", "build/tools/nats-server"),
                (int) number(given, "--pairs", quick ? 3 : 7),
                (int) number(given, "--starts", quick ? 5 : 15),
                number(given, "--warm-ms", quick ? 1500 : 3000),
                number(given, "--measure-ms", quick ? 1500 : 4000),
                number(given, "--patience-ms", 10_000),
                scenarios,
                Path.of(given.getOrDefault("--out", "build/bench/last.jsonl")),
                Path.of(given.getOrDefault("--doc-file", "docs/PERFORMANCE.md")),
                given.containsKey("--doc")
                        || (!quick && scenarios.size() == Scenario.all().size()),
                given.containsKey("--render"),
                about);
    }

    static String value(String[] args, int i) {
        if (i + 1 >= args.length) {
            throw new IllegalArgumentException(args[i] + " needs a value");
        }
        return args[i + 1];
    }

    static long number(Map<String, String> given, String key, long otherwise) {
        String text = given.get(key);
        if (text == null) {
            return otherwise;
        }
        long value = Long.parseLong(text);
        if (value < 1) {
            throw new IllegalArgumentException(key + " must be at least 1");
        }
        return value;
    }

    private static List<Scenario> select(String ids) {
        List<Scenario> all = Scenario.all();
        if (ids.isEmpty()) {
            return all;
        }
        List<String> wanted = List.of(ids.split(",", -1));
        for (String id : wanted) {
            if (all.stream().noneMatch(scenario -> scenario.id().equals(id))) {
                throw new IllegalArgumentException("no scenario " + id + "; there are "
                        + String.join(", ", all.stream().map(Scenario::id).toList()));
            }
        }
        return all.stream().filter(scenario -> wanted.contains(scenario.id())).toList();
    }
}
