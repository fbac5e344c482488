package io.midge.bench;

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
    PUB_ASYNC("pub-async", "publish 128 B, 500 in flight", Metric.RATE, true),
    PUB_SYNC_1("pub-sync-1", "publish 128 B, 1 client, one at a time", Metric.RATE, true),
    PUB_SYNC_64("pub-sync-64", "publish 128 B, 64 clients, one at a time each", Metric.RATE, true),
    STREAMS("streams-1k", "publish 128 B to 1,000 streams, 16 clients, 32 in flight each", Metric.RATE, true),
    MEMORY("memory", "publish 128 B, 500 in flight, memory storage", Metric.RATE, false),
    CALLBACK("consume-callback", "pull 500 ahead, acknowledge each", Metric.RATE, false),
    FETCH("consume-fetch", "fetch 500, acknowledge each", Metric.RATE, false),
    ORDERED("consume-ordered", "ordered push consumer", Metric.RATE, false),
    PUSH("consume-push", "push consumer, acknowledge each", Metric.RATE, false),
    KV_PUT_1("kv-put-1", "KV put 128 B, 1 client", Metric.RATE, true),
    KV_PUT_64("kv-put-64", "KV put 128 B, 64 clients", Metric.RATE, true),
    KV_GET("kv-get", "KV get 128 B, 64 clients", Metric.RATE, false),
    FILTER("filter-all", "ordered, a filter with a wildcard that takes all ÷ without", Metric.FILTERED, false),
    SUBJECTS_RSS("subjects-rss", "3 M messages of 1 M subjects: RSS, MiB", Metric.RSS, false),
    SUBJECTS_RESTART(
            "subjects-restart", "the same: stopped and started again until it answers, ms", Metric.RESTART_MS, false),
    SUBJECTS_KILLED("subjects-killed", "the same after kill -9 under load, ms", Metric.KILLED_MS, false),
    CROWD("crowd", "10,000 consumers of one stream, 1,000 messages/s: cores", Metric.SERVER_CORES, false);

    private final String id;
    private final String title;
    private final Metric metric;
    private final boolean synced;

    JsRow(String id, String title, Metric metric, boolean synced) {
        this.id = id;
        this.title = title;
        this.metric = metric;
        this.synced = synced;
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
