package io.midge.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the store's rows gave, round by round, and what was seen beside. */
final class StoreFigures {
    private final Map<StoreRow, List<Double>> figures = new EnumMap<>(StoreRow.class);
    private final Map<StoreRow, Map<String, List<Double>>> remarks = new EnumMap<>(StoreRow.class);
    private final Path out;
    private final PrintStream progress;

    StoreFigures(Path out, PrintStream progress) {
        this.out = out;
        this.progress = progress;
    }

    /** A figure of a round. */
    void figure(StoreRow row, double value) throws IOException {
        figures.computeIfAbsent(row, any -> new ArrayList<>()).add(value);
        say(row, row.id(), value);
    }

    /** Something that explains the figure. */
    void remark(StoreRow row, String what, double value) throws IOException {
        remarks.computeIfAbsent(row, any -> new LinkedHashMap<>())
                .computeIfAbsent(what, any -> new ArrayList<>())
                .add(value);
        say(row, what, value);
    }

    private void say(StoreRow row, String what, double value) throws IOException {
        progress.println(row.id() + (what.equals(row.id()) ? "" : ": " + what) + " = " + Report.figure(value));
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("row", row.id());
        line.put("what", what);
        line.put("value", value);
        Files.writeString(out, JsonLine.write(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    double[] of(StoreRow row) {
        return values(figures.getOrDefault(row, List.of()));
    }

    /** Medians of what was remarked. */
    Map<String, Double> remarks(StoreRow row) {
        Map<String, Double> medians = new LinkedHashMap<>();
        remarks.getOrDefault(row, Map.of()).forEach((what, all) -> medians.put(what, Stats.median(values(all))));
        return medians;
    }

    private static double[] values(List<Double> of) {
        return of.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
