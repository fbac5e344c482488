package io.midge.jetstream.config;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import java.util.Arrays;

/** Reads one pull request. Of one thread. */
final class PullRequestReader {
    private static final String STRUCT = "PriorityGroup";

    private int batch;
    private long expiresNs;
    private int maxBytes;
    private boolean noWait;
    private long heartbeatNs;
    private String group = "";
    private long minPending;
    private long minAckPending;
    private String id = "";
    private int priority;

    private PullRequestReader() {}

    static PullRequest read(byte[] buf, int off, int len) throws JsonException {
        int from = off;
        int to = off + len;
        while (from < to && isSpace(buf[from])) {
            from++;
        }
        while (from < to && isSpace(buf[to - 1])) {
            to--;
        }
        if (from == to) {
            return PullRequest.ONE;
        }
        return buf[from] == '{' ? formal(Arrays.copyOfRange(buf, from, to)) : number(buf, from, to);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /** A number of messages; what is none asks for one. */
    private static PullRequest number(byte[] buf, int from, int to) {
        int at = buf[from] == '+' ? from + 1 : from;
        long value = 0;
        for (; at < to; at++) {
            int digit = buf[at] - '0';
            if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - digit) / 10) {
                return PullRequest.ONE;
            }
            value = value * 10 + digit;
        }
        return PullRequest.of((int) Math.min(value, Integer.MAX_VALUE));
    }

    private static PullRequest formal(byte[] json) throws JsonException {
        Decoding in = new Decoding(JsonReader.of(json), false);
        PullRequestReader reader = new PullRequestReader();
        reader.read(in);
        in.end();
        if (reader.heartbeatNs > 0
                && (reader.heartbeatNs > Long.MAX_VALUE / 2 || reader.heartbeatNs * 2 > reader.expiresNs)) {
            throw new JsonException("heartbeat value too large");
        }
        return reader.request();
    }

    private void read(Decoding in) {
        in.object("server.JSApiConsumerGetNextRequest");
        while (in.next()) {
            switch (in.field("expires", "batch", "max_bytes", "no_wait", "idle_heartbeat")) {
                case 0 -> expiresNs = in.duration();
                case 1 -> batch = in.clamped();
                case 2 -> maxBytes = in.clamped();
                case 3 -> noWait = in.bool();
                case 4 -> heartbeatNs = in.duration();
                default -> readGroup(in);
            }
        }
    }

    private void readGroup(Decoding in) {
        switch (in.embedded(STRUCT, "group", "min_pending", "min_ack_pending", "id", "priority")) {
            case 0 -> group = in.string();
            case 1 -> minPending = in.integer("int64");
            case 2 -> minAckPending = in.integer("int64");
            case 3 -> id = in.string();
            case 4 -> priority = in.clamped();
            default -> in.unknown();
        }
    }

    private PullRequest request() {
        return new PullRequest(
                Math.max(batch, 1),
                expiresNs,
                maxBytes,
                noWait,
                heartbeatNs,
                true,
                group,
                minPending,
                minAckPending,
                id,
                priority);
    }
}
