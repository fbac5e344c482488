package io.midge.jetstream.config;

/** Gives a consumer what it did not ask for. */
final class ConsumerDefaults {
    private static final int MAX_WAITING = 512;
    private static final int MAX_ACK_PENDING = 1000;
    private static final long SECOND = 1_000_000_000L;
    private static final long ACK_WAIT = 30 * SECOND;
    private static final long PINNED_TTL = 120 * SECOND;
    private static final long FLOW_CONTROL_HEARTBEAT = SECOND;

    private ConsumerDefaults() {}

    static ConsumerConfig of(ConsumerConfig asked, StreamConfig stream, ConsumerServerLimits limits, boolean pedantic)
            throws JsException {
        ConsumerConfig config = corrected(asked, pedantic);
        ConsumerConfig.Builder out = config.toBuilder();
        boolean pull = config.deliverSubject().isEmpty();
        if (pull && config.maxWaiting() == 0) {
            out.maxWaiting(MAX_WAITING);
        }
        boolean acks = config.ackPolicy() == AckPolicy.EXPLICIT || config.ackPolicy() == AckPolicy.ALL;
        long ackWait = config.ackWaitNs() == 0 && acks ? ACK_WAIT : config.ackWaitNs();
        if (!config.backoffNs().isEmpty()) {
            long first = config.backoffNs().getFirst();
            if (pedantic && ackWait != first) {
                throw StreamCheck.pedantic("first backoff value has to equal batch AckWait");
            }
            ackWait = first;
        }
        out.ackWaitNs(ackWait);
        ofStream(config, stream, limits, pedantic, out);
        if (pull && config.maxRequestBatch() == 0 && limits.maxRequestBatch() > 0) {
            if (pedantic) {
                throw StreamCheck.pedantic("max_request_batch must be set if it's JetStream limits are set");
            }
            out.maxRequestBatch(limits.maxRequestBatch());
        }
        if (config.priorityPolicy() == PriorityPolicy.PINNED_CLIENT && config.pinnedTtlNs() == 0) {
            out.pinnedTtlNs(PINNED_TTL);
        }
        if (config.ackPolicy() == AckPolicy.FLOW_CONTROL && !pedantic) {
            out.flowControl(true).heartbeatNs(FLOW_CONTROL_HEARTBEAT);
        }
        return out.build();
    }

    private static void ofStream(
            ConsumerConfig config,
            StreamConfig stream,
            ConsumerServerLimits limits,
            boolean pedantic,
            ConsumerConfig.Builder out)
            throws JsException {
        long pending = config.maxAckPending();
        if (pending == 0) {
            if (pedantic && stream.consumerLimits().maxAckPending() > 0) {
                throw StreamCheck.pedantic("max_ack_pending must be set if it's configured in stream limits");
            }
            pending = stream.consumerLimits().maxAckPending();
        }
        if (config.inactiveThresholdNs() == 0) {
            if (pedantic && stream.consumerLimits().inactiveThresholdNs() > 0) {
                throw StreamCheck.pedantic("inactive_threshold must be set if it's configured in stream limits");
            }
            out.inactiveThresholdNs(stream.consumerLimits().inactiveThresholdNs());
        }
        if (pending == 0 && config.ackPolicy() != AckPolicy.NONE) {
            pending = least(least(MAX_ACK_PENDING, limits.maxAckPending()), limits.accountMaxAckPending());
        }
        out.maxAckPending(pending);
    }

    private static int least(int value, int limit) {
        return limit > 0 ? Math.min(value, limit) : value;
    }

    private static ConsumerConfig corrected(ConsumerConfig c, boolean pedantic) throws JsException {
        ConsumerConfig.Builder out = c.toBuilder();
        if (c.maxDeliver() < -1 && pedantic) {
            throw StreamCheck.pedantic("max_deliver must be set to -1");
        }
        out.maxDeliver(c.maxDeliver() <= 0 ? -1 : c.maxDeliver());
        out.maxWaiting(notNegative("max_waiting", c.maxWaiting(), pedantic));
        if (c.maxAckPending() < -1 && pedantic) {
            throw StreamCheck.pedantic("max_ack_pending must be set to -1");
        }
        return out.maxAckPending(Math.max(c.maxAckPending(), -1))
                .maxRequestBatch(notNegative("max_batch", c.maxRequestBatch(), pedantic))
                .maxRequestExpiresNs(notNegative("max_expires", c.maxRequestExpiresNs(), pedantic))
                .maxRequestMaxBytes(notNegative("max_bytes", c.maxRequestMaxBytes(), pedantic))
                .heartbeatNs(notNegative("idle_heartbeat", c.heartbeatNs(), pedantic))
                .inactiveThresholdNs(notNegative("inactive_threshold", c.inactiveThresholdNs(), pedantic))
                .pinnedTtlNs(notNegative("priority_timeout", c.pinnedTtlNs(), pedantic))
                .build();
    }

    private static long notNegative(String name, long value, boolean pedantic) throws JsException {
        if (value < 0 && pedantic) {
            throw StreamCheck.pedantic(name + " must not be negative");
        }
        return Math.max(value, 0);
    }
}
