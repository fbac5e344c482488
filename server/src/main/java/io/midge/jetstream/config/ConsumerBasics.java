package io.midge.jetstream.config;

import io.midge.json.GoDuration;
import io.midge.json.GoText;
import java.time.Duration;
import java.util.List;

/** Checks the configuration of a consumer that has its defaults. */
final class ConsumerBasics {
    private static final long MILLISECOND = 1_000_000;
    private static final long LEAST_HEARTBEAT = 100 * MILLISECOND;
    private static final long FLOW_CONTROL_HEARTBEAT = 1000 * MILLISECOND;
    private static final int MAX_GROUP = 16;

    private ConsumerBasics() {}

    static void check(ConsumerConfig config, StreamConfig stream, ConsumerServerLimits limits) throws JsException {
        names(config);
        replicas(config, stream);
        times(config);
        if (config.ackPolicy() == AckPolicy.FLOW_CONTROL) {
            flowControl(config);
        }
        int steps = config.backoffNs().size();
        require(
                steps == 0 || config.maxDeliver() == -1 || steps <= config.maxDeliver(),
                JsError.CONSUMER_MAX_DELIVER_BACKOFF);
        if (Texts.size(config.description()) > Texts.MAX_DESCRIPTION) {
            throw new JsException(JsError.CONSUMER_DESCRIPTION_TOO_LONG.with(Integer.toString(Texts.MAX_DESCRIPTION)));
        }
        if (config.deliverSubject().isEmpty()) {
            pull(config, stream, limits);
        } else {
            push(config, stream);
        }
        limits(config, stream, limits);
        if (config.direct()) {
            require(!config.deliverSubject().isEmpty(), JsError.CONSUMER_DIRECT_REQUIRES_PUSH);
            require(config.durable().isEmpty(), JsError.CONSUMER_DIRECT_REQUIRES_EPHEMERAL);
        }
        filters(config);
        ConsumerStart.check(config);
        sampling(config.sampleFrequency());
        require(
                !config.flowControl() || config.heartbeatNs() != 0,
                JsError.CONSUMER_WITH_FLOW_CONTROL_NEEDS_HEARTBEATS);
        boolean oneName = config.durable().isEmpty()
                || config.name().isEmpty()
                || config.name().equals(config.durable());
        require(oneName, JsError.CONSUMER_CREATE_DURABLE_AND_NAME_MISMATCH);
        if (Texts.size(config.metadata()) > Texts.MAX_METADATA) {
            throw new JsException(JsError.CONSUMER_METADATA_LENGTH.with(Texts.MAX_METADATA / 1024 + "KB"));
        }
        groups(config);
        if (Texts.size(config.durable()) > Texts.MAX_NAME) {
            throw new JsException(JsError.CONSUMER_NAME_TOO_LONG.with(Integer.toString(Texts.MAX_NAME)));
        }
    }

    private static void require(boolean right, JsError wrong) throws JsException {
        if (!right) {
            throw new JsException(wrong);
        }
    }

    private static void names(ConsumerConfig config) throws JsException {
        if (!config.name().isEmpty() && !Texts.isName(config.name())) {
            throw StreamCheck.invalid("consumer name can not contain '.', '*', '>', '\\', '/'");
        }
        if (!config.durable().isEmpty() && !Texts.isName(config.durable())) {
            throw StreamCheck.invalid("consumer durable name can not contain '.', '*', '>', '\\', '/'");
        }
    }

    private static void replicas(ConsumerConfig config, StreamConfig stream) throws JsException {
        require(config.replicas() <= stream.replicas(), JsError.CONSUMER_REPLICAS_EXCEEDS_STREAM);
        require(config.replicas() >= 0, JsError.REPLICAS_COUNT_CANNOT_BE_NEGATIVE);
        boolean same = stream.retention() == RetentionPolicy.LIMITS
                || config.replicas() == 0
                || config.replicas() == stream.replicas();
        require(same, JsError.CONSUMER_REPLICAS_SHOULD_MATCH_STREAM);
    }

    private static void times(ConsumerConfig config) throws JsException {
        for (long step : config.backoffNs()) {
            require(step >= 0, JsError.CONSUMER_BACK_OFF_NEGATIVE);
        }
        require(config.ackWaitNs() >= 0, JsError.CONSUMER_ACK_WAIT_NEGATIVE);
    }

    private static void flowControl(ConsumerConfig config) throws JsException {
        require(!config.deliverSubject().isEmpty(), JsError.CONSUMER_ACK_FC_REQUIRES_PUSH);
        require(config.flowControl(), JsError.CONSUMER_ACK_FC_REQUIRES_FC);
        if (config.heartbeatNs() != FLOW_CONTROL_HEARTBEAT) {
            throw StreamCheck.invalid("flow control ack policy heartbeat needs to be 1s");
        }
        require(config.maxAckPending() > 0, JsError.CONSUMER_ACK_FC_REQUIRES_MAX_ACK_PENDING);
        boolean noWait = config.ackWaitNs() == 0 && config.backoffNs().isEmpty();
        require(noWait, JsError.CONSUMER_ACK_FC_REQUIRES_NO_ACK_WAIT);
        require(config.maxDeliver() <= 0, JsError.CONSUMER_ACK_FC_REQUIRES_NO_MAX_DELIVER);
    }

    private static void push(ConsumerConfig config, StreamConfig stream) throws JsException {
        String subject = config.deliverSubject();
        require(Texts.isLiteral(subject), JsError.CONSUMER_DELIVER_TO_WILDCARDS);
        require(Texts.isSubject(subject), JsError.CONSUMER_INVALID_DELIVER_SUBJECT);
        for (String own : stream.subjects()) {
            require(!Texts.isSubset(subject, own), JsError.CONSUMER_DELIVER_CYCLE);
        }
        require(config.maxWaiting() == 0, JsError.CONSUMER_PUSH_MAX_WAITING);
        boolean acks = config.ackPolicy() != AckPolicy.NONE;
        require(acks || config.maxAckPending() <= 0, JsError.CONSUMER_MAX_PENDING_ACK_POLICY_REQUIRED);
        boolean slow = config.heartbeatNs() == 0 || config.heartbeatNs() >= LEAST_HEARTBEAT;
        require(slow, JsError.CONSUMER_SMALL_HEARTBEAT);
    }

    private static void pull(ConsumerConfig config, StreamConfig stream, ConsumerServerLimits limits)
            throws JsException {
        boolean acks = config.ackPolicy() != AckPolicy.NONE || stream.retention() != RetentionPolicy.WORKQUEUE;
        require(acks, JsError.CONSUMER_PULL_REQUIRES_ACK);
        require(config.rateLimitBps() == 0, JsError.CONSUMER_PULL_WITH_RATE_LIMIT);
        require(config.heartbeatNs() == 0, JsError.CONSUMER_HB_REQUIRES_PUSH);
        require(!config.flowControl(), JsError.CONSUMER_FC_REQUIRES_PUSH);
        boolean expires = config.maxRequestExpiresNs() == 0 || config.maxRequestExpiresNs() >= MILLISECOND;
        require(expires, JsError.CONSUMER_MAX_REQUEST_EXPIRES_TOO_SMALL);
        if (limits.maxRequestBatch() > 0 && config.maxRequestBatch() > limits.maxRequestBatch()) {
            LimitHit hit = LimitHit.ofServerLimits(
                    "max_request_batch", limits.maxRequestBatch(), LimitHit.UNTOLD, config.maxRequestBatch());
            throw new JsException(JsError.CONSUMER_MAX_REQUEST_BATCH_EXCEEDED
                    .with(Integer.toString(limits.maxRequestBatch()))
                    .of(hit));
        }
    }

    private static void limits(ConsumerConfig config, StreamConfig stream, ConsumerServerLimits limits)
            throws JsException {
        String name = "max_ack_pending";
        long asked = config.maxAckPending();
        long most = limits.maxAckPending();
        ackPending(asked, most, LimitHit.ofServerLimits(name, most, LimitHit.UNTOLD, asked));
        most = limits.accountMaxAckPending();
        ackPending(asked, most, LimitHit.ofAccount(limits.account(), name, most, LimitHit.UNTOLD, asked));
        most = stream.consumerLimits().maxAckPending();
        ackPending(asked, most, LimitHit.ofConsumers(stream.name(), name, most, asked));
        long threshold = stream.consumerLimits().inactiveThresholdNs();
        if (threshold > 0 && config.inactiveThresholdNs() > threshold) {
            throw new JsException(JsError.CONSUMER_INACTIVE_THRESHOLD_EXCESS
                    .with(GoDuration.text(Duration.ofNanos(threshold)))
                    .of(LimitHit.ofConsumers(
                            stream.name(), "inactive_threshold", threshold, config.inactiveThresholdNs())));
        }
    }

    private static void ackPending(long asked, long limit, LimitHit hit) throws JsException {
        if (limit > 0 && asked > limit) {
            throw new JsException(JsError.CONSUMER_MAX_PENDING_ACK_EXCESS
                    .with(Long.toString(limit))
                    .of(hit));
        }
    }

    private static void filters(ConsumerConfig config) throws JsException {
        String one = config.filterSubject();
        List<String> filters = config.filterSubjects();
        require(one.isEmpty() || filters.isEmpty(), JsError.CONSUMER_DUPLICATE_FILTER_SUBJECTS);
        if (!one.isEmpty() && !Texts.isSubject(one)) {
            throw StreamCheck.invalid("invalid subject");
        }
        require(!filters.contains(""), JsError.CONSUMER_EMPTY_FILTER);
        SubjectList list = new SubjectList(filters);
        for (int i = 0; i < filters.size(); i++) {
            if (!Texts.isSubject(filters.get(i))) {
                throw StreamCheck.invalid("invalid subject");
            }
            require(!list.isSubset(i), JsError.CONSUMER_OVERLAPPING_SUBJECT_FILTERS);
        }
    }

    /** A number, or a number of hundredths. */
    private static void sampling(String asked) throws JsException {
        if (asked.isEmpty()) {
            return;
        }
        String text = asked.endsWith("%") ? asked.substring(0, asked.length() - 1) : asked;
        String wrong = "";
        try {
            wrong = Long.parseLong(text) < 0 ? "<nil>" : "";
        } catch (NumberFormatException e) {
            boolean number = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
            wrong = "strconv.Atoi: parsing " + GoText.quoted(text)
                    + (number ? ": value out of range" : ": invalid syntax");
        }
        if (!wrong.isEmpty()) {
            throw new JsException(JsError.CONSUMER_INVALID_SAMPLING.with(wrong));
        }
    }

    private static void groups(ConsumerConfig config) throws JsException {
        List<String> groups = config.priorityGroups();
        if (config.priorityPolicy() == PriorityPolicy.NONE) {
            require(groups.isEmpty(), JsError.CONSUMER_PRIORITY_GROUP_WITH_POLICY_NONE);
            require(config.pinnedTtlNs() == 0, JsError.CONSUMER_PINNED_TTL_WITHOUT_PRIORITY_POLICY_NONE);
            return;
        }
        require(config.deliverSubject().isEmpty(), JsError.CONSUMER_PUSH_WITH_PRIORITY_GROUP);
        require(!groups.isEmpty(), JsError.CONSUMER_PRIORITY_POLICY_WITHOUT_GROUP);
        for (String group : groups) {
            require(!group.isEmpty(), JsError.CONSUMER_EMPTY_GROUP_NAME);
            require(isGroup(group), JsError.CONSUMER_INVALID_GROUP_NAME);
        }
    }

    static boolean isGroup(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && "/_=-".indexOf(c) < 0) {
                return false;
            }
        }
        return name.length() <= MAX_GROUP;
    }
}
