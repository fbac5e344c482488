package io.midge.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tables of what a campaign found, in Markdown. */
final class Report {
    private static final String NOTHING = "";

    private final List<Scenario> scenarios;
    private final List<Sample> samples;
    private final Map<String, String> about;

    Report(List<Scenario> scenarios, List<Sample> samples, Map<String, String> about) {
        this.scenarios = scenarios;
        this.samples = samples;
        this.about = about;
    }

    String markdown() {
        List<Scenario> loads = scenarios.stream().filter(Report::isLoad).toList();
        List<Scenario> others = scenarios.stream().filter(s -> !isLoad(s)).toList();
        StringBuilder out = new StringBuilder();
        about.forEach((key, value) ->
                out.append("- ").append(key).append(": ").append(value).append('\n'));
        out.append(pairs()).append('\n');
        if (!loads.isEmpty()) {
            ratios(out, loads);
            absolutes(out, loads);
        }
        if (!others.isEmpty()) {
            footprint(out, others);
        }
        summary(out);
        return out.toString();
    }

    private static boolean isLoad(Scenario scenario) {
        return !(scenario.load() instanceof Load.Start) && !(scenario.load() instanceof Load.Idle);
    }

    private String pairs() {
        return scenarios.stream()
                .collect(Collectors.groupingBy(
                        s -> String.format(
                                Locale.ROOT,
                                "%d pairs (interval %.1f %%)",
                                ratios(s, mainMetric(s)).length,
                                100 * coverage(ratios(s, mainMetric(s)))),
                        java.util.TreeMap::new,
                        Collectors.mapping(Scenario::id, Collectors.joining(", "))))
                .entrySet()
                .stream()
                .map(e -> "- " + e.getKey() + ": " + e.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static Metric mainMetric(Scenario scenario) {
        return isLoad(scenario) ? Metric.RATE : Metric.RSS;
    }

    private static double coverage(double[] values) {
        return values.length == 0 ? 0 : Stats.interval(values).coverage();
    }

    private void ratios(StringBuilder out, List<Scenario> rows) {
        out.append(
                "**Midge ÷ Go**: median of the ratios of each pair [interval]; CPU, latency and memory: less is better.\n\n");
        out.append("| scenario | throughput | goal | CPU per message | goal | p50 | p99 | goal | RSS |\n");
        out.append("|---|---|---|---|---|---|---|---|---|\n");
        for (Scenario s : rows) {
            row(
                    out,
                    s.title(),
                    ratio(s, Metric.RATE),
                    goal(s, Metric.RATE),
                    ratio(s, Metric.CPU),
                    goal(s, Metric.CPU),
                    ratio(s, Metric.P50),
                    ratio(s, Metric.P99),
                    goal(s, Metric.P99),
                    (ratio(s, Metric.RSS) + ' ' + goal(s, Metric.RSS)).strip());
        }
        out.append('\n');
    }

    private void absolutes(StringBuilder out, List<Scenario> rows) {
        out.append("**Absolute medians, Midge / Go.** Cores: what the server, and with it the driver, kept busy; "
                + "others: all else on the machine, and what the hypervisor took.\n\n");
        out.append("| scenario | msg/s | CPU µs/msg | p50 µs | p99 µs | RSS MiB | server cores | driver cores "
                + "| others | churn pairs/s |\n");
        out.append("|---|---|---|---|---|---|---|---|---|---|\n");
        for (Scenario s : rows) {
            row(
                    out,
                    s.title(),
                    both(s, Metric.RATE),
                    both(s, Metric.CPU),
                    both(s, Metric.P50),
                    both(s, Metric.P99),
                    both(s, Metric.RSS),
                    both(s, Metric.SERVER_CORES),
                    both(s, Metric.DRIVER_CORES),
                    both(s, Metric.OTHER_CORES),
                    both(s, Metric.CHURN));
        }
        out.append('\n');
    }

    private void footprint(StringBuilder out, List<Scenario> rows) {
        out.append(
                "**Start and footprint** (INFO: from exec to its first byte; RSS of a start: half a second later)\n\n");
        out.append("| | Midge [interval] | Go | Midge ÷ Go | goal |\n|---|---|---|---|---|\n");
        for (Scenario s : rows) {
            for (Metric metric : List.of(Metric.INFO_MS, Metric.RSS)) {
                if (values(s, Target.MIDGE, metric).length > 0 || values(s, Target.GO, metric).length > 0) {
                    row(
                            out,
                            s.title() + (metric == Metric.RSS ? ": RSS, MiB" : ": INFO, ms"),
                            interval(values(s, Target.MIDGE, metric)),
                            median(values(s, Target.GO, metric)),
                            ratio(s, metric),
                            goal(s, metric));
                }
            }
        }
        out.append('\n');
    }

    private void summary(StringBuilder out) {
        List<String> missed = new ArrayList<>();
        int met = 0;
        for (Scenario s : scenarios) {
            for (Goal goal : s.goals()) {
                Optional<Goal.Verdict> verdict = verdict(s, goal);
                if (verdict.isEmpty() || verdict.get() == Goal.Verdict.MISSED) {
                    missed.add(s.id() + " " + goal.metric().key() + " " + goal.text()
                            + (verdict.isEmpty() ? " (no figure)" : ""));
                } else {
                    met++;
                }
            }
        }
        out.append("Goals met: ")
                .append(met)
                .append(" of ")
                .append(met + missed.size())
                .append('.');
        if (!missed.isEmpty()) {
            out.append(" Missed: ").append(String.join("; ", missed)).append('.');
        }
        out.append('\n');
        long disturbed = samples.stream().filter(Sample::disturbed).count();
        if (disturbed > 0) {
            out.append(String.format(
                    Locale.ROOT,
                    "%nDisturbed samples (others used more than %.2f cores, and repeating did not help): %d of %d.%n",
                    Sample.DISTURBED_CORES,
                    disturbed,
                    samples.size()));
        }
        samples.stream()
                .filter(s -> !s.error().isEmpty())
                .map(s -> "\nFailed: " + s.scenario() + " on " + s.server() + ", pair " + s.pair() + ": " + s.error()
                        + "\n")
                .forEach(out::append);
    }

    private static void row(StringBuilder out, String... cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private String ratio(Scenario scenario, Metric metric) {
        return interval(ratios(scenario, metric));
    }

    private static String interval(double[] values) {
        if (values.length == 0) {
            return NOTHING;
        }
        Stats.Interval i = Stats.interval(values);
        return figure(i.median()) + " [" + figure(i.low()) + ", " + figure(i.high()) + "]";
    }

    private String both(Scenario scenario, Metric metric) {
        String midge = median(values(scenario, Target.MIDGE, metric));
        String go = median(values(scenario, Target.GO, metric));
        return midge.isEmpty() && go.isEmpty() ? NOTHING : midge + " / " + go;
    }

    private static String median(double[] values) {
        return values.length == 0 ? NOTHING : figure(Stats.median(values));
    }

    private String goal(Scenario scenario, Metric metric) {
        return scenario.goals().stream()
                .filter(goal -> goal.metric() == metric)
                .map(goal -> goal.text() + " "
                        + verdict(scenario, goal).map(Goal.Verdict::text).orElse("no figure")
                        + (goal.against().isEmpty() ? "" : " (" + interval(figures(scenario, goal)) + ")"))
                .collect(Collectors.joining(", "));
    }

    private Optional<Goal.Verdict> verdict(Scenario scenario, Goal goal) {
        double[] values = figures(scenario, goal);
        return values.length == 0 ? Optional.empty() : Optional.of(goal.judge(Stats.interval(values)));
    }

    /** What a goal is about. */
    private double[] figures(Scenario scenario, Goal goal) {
        if (!goal.against().isEmpty()) {
            return ratios(
                    byPair(scenario.id(), Target.MIDGE, goal.metric()),
                    byPair(goal.against(), Target.MIDGE, goal.metric()));
        }
        return goal.absolute() ? values(scenario, Target.MIDGE, goal.metric()) : ratios(scenario, goal.metric());
    }

    private double[] values(Scenario scenario, String server, Metric metric) {
        return samples.stream()
                .filter(s -> s.scenario().equals(scenario.id()) && s.server().equals(server))
                .flatMap(s -> Optional.ofNullable(s.values().get(metric)).stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private double[] ratios(Scenario scenario, Metric metric) {
        return ratios(byPair(scenario.id(), Target.MIDGE, metric), byPair(scenario.id(), Target.GO, metric));
    }

    private static double[] ratios(Map<Integer, Double> these, Map<Integer, Double> those) {
        return these.entrySet().stream()
                .filter(each -> those.getOrDefault(each.getKey(), 0.0) > 0)
                .mapToDouble(each -> each.getValue() / those.getOrDefault(each.getKey(), 1.0))
                .toArray();
    }

    private Map<Integer, Double> byPair(String scenario, String server, Metric metric) {
        return samples.stream()
                .filter(s -> s.scenario().equals(scenario)
                        && s.server().equals(server)
                        && s.values().containsKey(metric))
                .collect(Collectors.toMap(Sample::pair, s -> s.values().getOrDefault(metric, 0.0)));
    }

    /** Three digits that count. */
    static String figure(double value) {
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.2f M", value / 1e6);
        }
        if (value >= 1e4) {
            return String.format(Locale.ROOT, "%.1f k", value / 1e3);
        }
        return String.format(
                Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : value >= 0.1 ? "%.2f" : "%.3f", value);
    }
}
