package io.midge.bench;

import static io.midge.bench.JsGoal.Against.GO;
import static io.midge.bench.JsGoal.Against.GO_ALWAYS;
import static io.midge.bench.JsGoal.Against.NOTHING;
import static io.midge.bench.JsGoal.Against.ONE_STREAM;
import static io.midge.bench.JsGoal.atLeast;
import static io.midge.bench.JsGoal.atMost;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rows of the table of JetStream.
 *
 * <p>nats-server acknowledges before it syncs, unless it is told to sync always; Midge acknowledges what is durable. So publishing is
 * compared with both.
 */
enum JsRow {
    PUB_ASYNC("pub-async", "publish 128 B, 500 in flight", Metric.RATE, true, atLeast(1.0, GO), atLeast(30, GO_ALWAYS)),
    PUB_SYNC_1("pub-sync-1", "publish 128 B, 1 client, one at a time", Metric.RATE, true, atLeast(1.0, GO_ALWAYS)),
    PUB_SYNC_64(
            "pub-sync-64", "publish 128 B, 64 clients, one at a time each", Metric.RATE, true, atLeast(10, GO_ALWAYS)),
    STREAMS(
            "streams-1k",
            "publish 128 B to 1,000 streams, 16 clients, 32 in flight each",
            Metric.RATE,
            true,
            atLeast(0.5, ONE_STREAM)),
    MEMORY("memory", "publish 128 B, 500 in flight, memory storage", Metric.RATE, false, atLeast(1.3, GO)),
    CALLBACK("consume-callback", "pull 500 ahead, acknowledge each", Metric.RATE, false, atLeast(1.3, GO)),
    FETCH("consume-fetch", "fetch 500, acknowledge each", Metric.RATE, false, atLeast(1.3, GO)),
    ORDERED("consume-ordered", "ordered push consumer", Metric.RATE, false, atLeast(1.3, GO)),
    PUSH("consume-push", "push consumer, acknowledge each", Metric.RATE, false, atLeast(1.3, GO)),
    KV_PUT_1("kv-put-1", "KV put 128 B, 1 client", Metric.RATE, true, atLeast(1.0, GO_ALWAYS)),
    KV_PUT_64("kv-put-64", "KV put 128 B, 64 clients", Metric.RATE, true, atLeast(1.0, GO)),
    KV_GET("kv-get", "KV get 128 B, 64 clients", Metric.RATE, false, atLeast(1.0, GO)),
    FILTER(
            "filter-all",
            "ordered, a filter with a wildcard that takes all ÷ without",
            Metric.FILTERED,
            false,
            atLeast(0.8, NOTHING)),
    SUBJECTS_RSS("subjects-rss", "3 M messages of 1 M subjects: RSS, MiB", Metric.RSS, false, atMost(0.7, GO)),
    SUBJECTS_RESTART(
            "subjects-restart",
            "the same: stopped and started again until it answers, ms",
            Metric.RESTART_MS,
            false,
            atMost(0.7, GO)),
    SUBJECTS_KILLED(
            "subjects-killed", "the same after kill -9 under load, ms", Metric.KILLED_MS, false, atMost(0.7, GO)),
    CROWD(
            "crowd",
            "10,000 consumers of one stream, 1,000 messages/s: cores",
            Metric.SERVER_CORES,
            false,
            atMost(1.0, GO));

    private final String id;
    private final String title;
    private final Metric metric;
    private final boolean synced;

    @SuppressWarnings("ImmutableEnumChecker") // List.of
    private final List<JsGoal> goals;

    JsRow(String id, String title, Metric metric, boolean synced, JsGoal... goals) {
        this.id = id;
        this.title = title;
        this.metric = metric;
        this.synced = synced;
        this.goals = List.of(goals);
    }

    String id() {
        return id;
    }

    String title() {
        return title;
    }

    /** What it is about. */
    Metric metric() {
        return metric;
    }

    /** Whether it is measured against a nats-server that syncs always, too. */
    boolean isSynced() {
        return synced;
    }

    /** What Midge shall reach. */
    List<JsGoal> goals() {
        return goals;
    }

    /** The row whose samples have its figures, too. */
    JsRow sampledWith() {
        return this == SUBJECTS_RESTART || this == SUBJECTS_KILLED ? SUBJECTS_RSS : this;
    }

    /** Those of these names, in their order here. */
    static List<JsRow> select(String ids) {
        List<String> wanted = List.of(ids.split(",", -1));
        for (String each : wanted) {
            if (Arrays.stream(values()).noneMatch(row -> row.id.equals(each))) {
                throw new IllegalArgumentException("no row " + each + "; there are "
                        + Arrays.stream(values()).map(JsRow::id).collect(Collectors.joining(", ")));
            }
        }
        return Arrays.stream(values()).filter(row -> wanted.contains(row.id)).toList();
    }
}
