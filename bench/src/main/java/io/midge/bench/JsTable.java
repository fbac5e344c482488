package io.midge.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table of JetStream, in Markdown. */
final class JsTable {
    static final String BEGIN = "<!-- js:begin (written by bench/run js) -->";
    static final String END = "<!-- js:end -->";

    private static final String NOTHING = "";

    private final List<Sample> samples;
    private final List<JsRow> rows;
    private final Map<String, String> about;

    JsTable(List<Sample> samples, List<JsRow> rows, Map<String, String> about) {
        this.samples = samples;
        this.rows = rows;
        this.about = about;
    }

    String markdown() {
        StringBuilder out = new StringBuilder();
        about.forEach((key, value) ->
                out.append("- ").append(key).append(": ").append(value).append('\n'));
        out.append("\nRates are messages/s. Ratios: median of those of each round [interval].\n\n");
        out.append(
                "| | Midge | Go | Go, sync always | Midge ÷ Go | Midge ÷ Go, sync always | goal | | p99 µs | server cores |\n");
        out.append("|---|---|---|---|---|---|---|---|---|---|\n");
        for (JsRow row : rows) {
            out.append("| ")
                    .append(String.join(
                            " | ",
                            '`' + row.id() + "` " + row.title(),
                            median(row, JsServer.MIDGE, row.metric()),
                            median(row, JsServer.GO, row.metric()),
                            median(row, JsServer.GO_ALWAYS, row.metric()),
                            ratio(row, JsServer.GO),
                            ratio(row, JsServer.GO_ALWAYS),
                            row.goals().stream().map(JsGoal::text).collect(Collectors.joining("; ")),
                            row.goals().stream().map(goal -> verdict(row, goal)).collect(Collectors.joining("; ")),
                            all(row, Metric.P99),
                            all(row, Metric.SERVER_CORES)))
                    .append(" |\n");
        }
        samples.stream()
                .filter(each -> !each.error().isEmpty())
                .map(each -> "\nFailed: " + each.scenario() + " on " + each.server() + ", round " + each.pair() + ": "
                        + each.error() + "\n")
                .forEach(out::append);
        return out.toString();
    }

    private String all(JsRow row, Metric metric) {
        List<String> each = Arrays.stream(JsServer.values())
                .map(server -> median(row, server, metric))
                .filter(text -> !text.isEmpty())
                .toList();
        return String.join(" / ", each);
    }

    private String median(JsRow row, JsServer server, Metric metric) {
        double[] values = byRound(row, server, metric).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        return values.length == 0 ? NOTHING : Report.figure(Stats.median(values));
    }

    private String verdict(JsRow row, JsGoal goal) {
        double[] figures = switch (goal.against()) {
            case GO -> ratios(row, row, JsServer.GO);
            case GO_ALWAYS -> ratios(row, row, JsServer.GO_ALWAYS);
            case ONE_STREAM -> ratios(row, JsRow.PUB_ASYNC, JsServer.MIDGE);
            case NOTHING -> figures(row);
        };
        if (figures.length == 0) {
            return "not measured";
        }
        Stats.Interval interval = Stats.interval(figures);
        String shown = goal.against() == JsGoal.Against.ONE_STREAM ? ": " + show(interval) : NOTHING;
        return goal.judge(interval).text() + shown;
    }

    private double[] figures(JsRow row) {
        return byRound(row, JsServer.MIDGE, row.metric()).values().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private String ratio(JsRow row, JsServer to) {
        double[] ratios = ratios(row, row, to);
        return ratios.length == 0 ? NOTHING : show(Stats.interval(ratios));
    }

    private static String show(Stats.Interval interval) {
        return Report.figure(interval.median()) + " [" + Report.figure(interval.low()) + ", "
                + Report.figure(interval.high()) + "]";
    }

    /** Midge's figures divided by others of the same round. */
    private double[] ratios(JsRow row, JsRow of, JsServer to) {
        Map<Integer, Double> those = byRound(of, to, of.metric());
        return byRound(row, JsServer.MIDGE, row.metric()).entrySet().stream()
                .filter(each -> those.getOrDefault(each.getKey(), 0.0) > 0)
                .mapToDouble(each -> each.getValue() / those.getOrDefault(each.getKey(), 1.0))
                .filter(each -> each > 0)
                .toArray();
    }

    private Map<Integer, Double> byRound(JsRow row, JsServer server, Metric metric) {
        Map<Integer, Double> values = new TreeMap<>();
        for (Sample each : samples) {
            Double value = each.values().get(metric);
            if (each.scenario().equals(row.sampledWith().id()) && each.server().equals(server.id()) && value != null) {
                values.put(each.pair(), value);
            }
        }
        return values;
    }
}
