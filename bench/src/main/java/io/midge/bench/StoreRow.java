package io.midge.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The rows of the store's table: a figure each, and the bound that it is to keep. */
enum StoreRow {
    APPEND("append", "append 128 B to 1 stream, 500 in flight, durable: messages/s", Goal.Bound.AT_LEAST, 300_000),
    STREAMS("streams", "the same to 1,000 streams in turn ÷ to 1", Goal.Bound.AT_LEAST, 0.5),
    PAYLOAD_16K("16k", "append 16 KiB, durable ÷ plain write with a sync per 8 MiB", Goal.Bound.AT_LEAST, 0.5),
    PAYLOAD_1M("1m", "append 1 MiB, durable ÷ plain write with a sync per 8 MiB", Goal.Bound.AT_LEAST, 0.6),
    READ("read", "read in sequence: messages/s", Goal.Bound.AT_LEAST, 2_000_000),
    LAST("last", "last message of a subject, in random order: reads/s", Goal.Bound.AT_LEAST, 300_000),
    FILTER("filter", "read with a filter that takes all ÷ without", Goal.Bound.AT_LEAST, 0.8),
    FIRST_END("first-end", "first match, 1 of 1,000 messages, at the very end: ms", Goal.Bound.AT_MOST, 50),
    FIRST_SPREAD("first-spread", "next match, 1 of 1,000 messages, evenly spread: ms", Goal.Bound.AT_MOST, 50),
    MEMORY("memory", "heap and direct buffers after a full collection: MB", Goal.Bound.AT_MOST, 250),
    OPEN_CLEAN("open-clean", "open after a clean stop: ms", Goal.Bound.AT_MOST, 1000),
    OPEN_KILLED("open-killed", "open after kill -9 under load: ms", Goal.Bound.AT_MOST, 2000),
    OPEN_MANY("open-many", "open many streams: ms", Goal.Bound.AT_MOST, 5000);

    private final String id;
    private final String title;
    private final Goal.Bound bound;
    private final double goal;

    StoreRow(String id, String title, Goal.Bound bound, double goal) {
        this.id = id;
        this.title = title;
        this.bound = bound;
        this.goal = goal;
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    /** The bound as it stands in the table. */
    String goalText() {
        return (bound == Goal.Bound.AT_LEAST ? "≥ " : "≤ ") + Report.figure(goal);
    }

    Goal.Verdict judge(Stats.Interval interval) {
        return Goal.judge(bound, goal, interval);
    }

    /** Those of these names, in their order here. */
    static List<StoreRow> select(String ids) {
        List<String> wanted = List.of(ids.split(",", -1));
        for (String each : wanted) {
            if (Arrays.stream(values()).noneMatch(row -> row.id.equals(each))) {
                throw new IllegalArgumentException("no row " + each + "; there are "
                        + Arrays.stream(values()).map(StoreRow::id).collect(Collectors.joining(", ")));
            }
        }
        return Arrays.stream(values()).filter(row -> wanted.contains(row.id)).toList();
    }
}
