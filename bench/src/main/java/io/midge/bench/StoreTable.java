package io.midge.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The store's table, in Markdown. */
final class StoreTable {
    static final String BEGIN = "<!-- store:begin (written by bench/run store) -->";
    static final String END = "<!-- store:end -->";

    private final StoreFigures figures;
    private final List<StoreRow> rows;
    private final Map<String, String> about;

    StoreTable(StoreFigures figures, List<StoreRow> rows, Map<String, String> about) {
        this.figures = figures;
        this.rows = rows;
        this.about = about;
    }

    String markdown() {
        StringBuilder out = new StringBuilder();
        about.forEach((key, value) ->
                out.append("- ").append(key).append(": ").append(value).append('\n'));
        out.append("\n| | median [interval] | goal | | rounds | beside |\n|---|---|---|---|---|---|\n");
        List<String> missed = new ArrayList<>();
        for (StoreRow row : rows) {
            double[] values = figures.of(row);
            String measured = "";
            String verdict = "no figure";
            if (values.length > 0) {
                Stats.Interval interval = Stats.interval(values);
                measured = Report.figure(interval.median()) + " [" + Report.figure(interval.low()) + ", "
                        + Report.figure(interval.high()) + "]";
                verdict = row.judge(interval).text();
            }
            if (!verdict.startsWith("met")) {
                missed.add(row.id());
            }
            out.append("| ")
                    .append(String.join(
                            " | ",
                            '`' + row.id() + "` " + row.title(),
                            measured,
                            row.goalText(),
                            verdict,
                            Integer.toString(values.length),
                            remarks(row)))
                    .append(" |\n");
        }
        out.append("\nGoals met: ")
                .append(rows.size() - missed.size())
                .append(" of ")
                .append(rows.size())
                .append('.');
        if (!missed.isEmpty()) {
            out.append(" Missed: ").append(String.join(", ", missed)).append('.');
        }
        return out.append('\n').toString();
    }

    private String remarks(StoreRow row) {
        return figures.remarks(row).entrySet().stream()
                .map(each -> each.getKey() + ' ' + Report.figure(each.getValue()))
                .collect(Collectors.joining("; "));
    }
}
