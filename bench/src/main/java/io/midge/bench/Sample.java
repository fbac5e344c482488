package io.midge.bench;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What one run of one scenario against one server gave; {@code error} is empty when it gave something. */
record Sample(int pair, String scenario, String server, Map<Metric, Double> values, String error) {

    /** More than this of others' work in a sample (in cores), and it is measured again. */
    static final double DISTURBED_CORES = 0.15;

    boolean disturbed() {
        return values.getOrDefault(Metric.OTHER_CORES, 0.0) > DISTURBED_CORES;
    }

    Map<String, Object> line() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("pair", (double) pair);
        line.put("scenario", scenario);
        line.put("server", server);
        values.forEach((metric, value) -> line.put(metric.key(), value));
        if (!error.isEmpty()) {
            line.put("error", error);
        }
        return line;
    }

    static Sample of(Map<String, Object> line) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            if (line.get(metric.key()) instanceof Double value) {
                values.put(metric, value);
            }
        }
        return new Sample(
                line.get("pair") instanceof Double pair ? pair.intValue() : 0,
                String.valueOf(line.get("scenario")),
                String.valueOf(line.get("server")),
                values,
                line.get("error") instanceof String error ? error : "");
    }
}
