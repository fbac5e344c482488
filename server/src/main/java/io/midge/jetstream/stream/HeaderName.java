package io.midge.jetstream.stream;

/** Headers of a message that mean something to a stream. */
enum HeaderName {
    MSG_ID(0, "Nats-Msg-Id"),
    EXPECTED_STREAM(1, "Nats-Expected-Stream"),
    EXPECTED_LAST_SEQ(2, "Nats-Expected-Last-Sequence"),
    EXPECTED_LAST_SUBJECT_SEQ(3, "Nats-Expected-Last-Subject-Sequence"),
    EXPECTED_LAST_SUBJECT_SEQ_SUBJECT(4, "Nats-Expected-Last-Subject-Sequence-Subject"),
    EXPECTED_LAST_MSG_ID(5, "Nats-Expected-Last-Msg-Id"),
    ROLLUP(6, "Nats-Rollup"),
    TTL(7, "Nats-TTL"),
    INCR(8, "Nats-Incr"),
    BATCH_ID(9, "Nats-Batch-Id"),
    SCHEDULE(10, "Nats-Schedule"),
    SCHEDULE_NEXT(11, "Nats-Schedule-Next"),
    SCHEDULER(12, "Nats-Scheduler"),
    STREAM_SOURCE(13, "Nats-Stream-Source"),
    MARKER_REASON(14, "Nats-Marker-Reason"),
    REQUIRED_API_LEVEL(15, "Nats-Required-Api-Level"),
    REQUEST_INFO(16, "Nats-Request-Info"),
    KV_OPERATION(17, "KV-Operation");

    /** How many there are. */
    static final int COUNT = 18;

    private final int place;
    private final String text;

    HeaderName(int place, String text) {
        this.place = place;
        this.text = text;
    }

    /** Its number among all. */
    int place() {
        return place;
    }

    int length() {
        return text.length();
    }

    /** Whether these bytes are its name; there are as many. */
    boolean is(byte[] buf, int at) {
        for (int i = text.length() - 1; i >= 0; i--) {
            if (buf[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
