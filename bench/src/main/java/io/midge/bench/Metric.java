package io.midge.bench;

/** What is measured of a sample; the key is its name in the recorded lines. */
enum Metric {
    /** Messages delivered (published, when nobody subscribes; requests answered) per second. */
    RATE("rate"),
    /** The server's CPU time per such message, in microseconds. */
    CPU("cpu_us"),
    P50("p50_us"),
    P99("p99_us"),
    /** Resident memory at the end, in MiB. */
    RSS("rss_mib"),
    /** Its highest value since the server's start. */
    PEAK_RSS("peak_rss_mib"),
    /** From exec to the first byte of INFO, in milliseconds. */
    INFO_MS("info_ms"),
    /** From exec until a stream answers that was there before, in milliseconds: after it was stopped, and after it was killed. */
    RESTART_MS("restart_ms"),
    KILLED_MS("killed_ms"),
    /** The rate with a filter that takes all ÷ that without. */
    FILTERED("filtered"),
    /** SUB and UNSUB pairs per second that were achieved. */
    CHURN("churn_per_s"),
    /** Cores that the server, the driver and everybody else kept busy while it was measured. */
    SERVER_CORES("server_cores"),
    DRIVER_CORES("driver_cores"),
    OTHER_CORES("other_cores");

    private final String key;

    Metric(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }
}
