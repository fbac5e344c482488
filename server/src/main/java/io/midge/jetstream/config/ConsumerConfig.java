package io.midge.jetstream.config;

import io.midge.json.ZonedTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A consumer as it is configured. Times are nanoseconds, sizes bytes; what is 0 or empty is not set.
 */
public record ConsumerConfig(
        String durable,
        String name,
        String description,
        DeliverPolicy deliverPolicy,
        long optStartSeq,
        @Nullable ZonedTime optStartTime,
        AckPolicy ackPolicy,
        long ackWaitNs,
        long maxDeliver,
        List<Long> backoffNs,
        String filterSubject,
        List<String> filterSubjects,
        ReplayPolicy replayPolicy,
        long rateLimitBps,
        String sampleFrequency,
        long maxWaiting,
        long maxAckPending,
        boolean flowControl,
        boolean headersOnly,
        long maxRequestBatch,
        long maxRequestExpiresNs,
        long maxRequestMaxBytes,
        String deliverSubject,
        String deliverGroup,
        long heartbeatNs,
        long inactiveThresholdNs,
        int replicas,
        boolean memoryStorage,
        boolean direct,
        boolean sourcing,
        Map<String, String> metadata,
        @Nullable ZonedTime pauseUntil,
        List<String> priorityGroups,
        PriorityPolicy priorityPolicy,
        long pinnedTtlNs) {
    public ConsumerConfig {
        backoffNs = List.copyOf(backoffNs);
        filterSubjects = List.copyOf(filterSubjects);
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        priorityGroups = List.copyOf(priorityGroups);
    }

    /** One to be filled in. */
    public static Builder builder() {
        return new Builder();
    }

    /** Another one that begins as this. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Fills one in. Of one thread. */
    public static final class Builder {
        private String durable = "";
        private String name = "";
        private String description = "";
        private DeliverPolicy deliverPolicy = DeliverPolicy.ALL;
        private long optStartSeq = 0;
        private @Nullable ZonedTime optStartTime = null;
        private AckPolicy ackPolicy = AckPolicy.NONE;
        private long ackWaitNs = 0;
        private long maxDeliver = -1;
        private List<Long> backoffNs = List.of();
        private String filterSubject = "";
        private List<String> filterSubjects = List.of();
        private ReplayPolicy replayPolicy = ReplayPolicy.INSTANT;
        private long rateLimitBps = 0;
        private String sampleFrequency = "";
        private long maxWaiting = 0;
        private long maxAckPending = 0;
        private boolean flowControl = false;
        private boolean headersOnly = false;
        private long maxRequestBatch = 0;
        private long maxRequestExpiresNs = 0;
        private long maxRequestMaxBytes = 0;
        private String deliverSubject = "";
        private String deliverGroup = "";
        private long heartbeatNs = 0;
        private long inactiveThresholdNs = 0;
        private int replicas = 0;
        private boolean memoryStorage = false;
        private boolean direct = false;
        private boolean sourcing = false;
        private Map<String, String> metadata = Map.of();
        private @Nullable ZonedTime pauseUntil = null;
        private List<String> priorityGroups = List.of();
        private PriorityPolicy priorityPolicy = PriorityPolicy.NONE;
        private long pinnedTtlNs = 0;

        private Builder() {}

        private Builder(ConsumerConfig from) {
            durable = from.durable;
            name = from.name;
            description = from.description;
            deliverPolicy = from.deliverPolicy;
            optStartSeq = from.optStartSeq;
            optStartTime = from.optStartTime;
            ackPolicy = from.ackPolicy;
            ackWaitNs = from.ackWaitNs;
            maxDeliver = from.maxDeliver;
            backoffNs = from.backoffNs;
            filterSubject = from.filterSubject;
            filterSubjects = from.filterSubjects;
            replayPolicy = from.replayPolicy;
            rateLimitBps = from.rateLimitBps;
            sampleFrequency = from.sampleFrequency;
            maxWaiting = from.maxWaiting;
            maxAckPending = from.maxAckPending;
            flowControl = from.flowControl;
            headersOnly = from.headersOnly;
            maxRequestBatch = from.maxRequestBatch;
            maxRequestExpiresNs = from.maxRequestExpiresNs;
            maxRequestMaxBytes = from.maxRequestMaxBytes;
            deliverSubject = from.deliverSubject;
            deliverGroup = from.deliverGroup;
            heartbeatNs = from.heartbeatNs;
            inactiveThresholdNs = from.inactiveThresholdNs;
            replicas = from.replicas;
            memoryStorage = from.memoryStorage;
            direct = from.direct;
            sourcing = from.sourcing;
            metadata = from.metadata;
            pauseUntil = from.pauseUntil;
            priorityGroups = from.priorityGroups;
            priorityPolicy = from.priorityPolicy;
            pinnedTtlNs = from.pinnedTtlNs;
        }

        public Builder durable(String value) {
            durable = value;
            return this;
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder description(String value) {
            description = value;
            return this;
        }

        public Builder deliverPolicy(DeliverPolicy value) {
            deliverPolicy = value;
            return this;
        }

        public Builder optStartSeq(long value) {
            optStartSeq = value;
            return this;
        }

        public Builder optStartTime(@Nullable ZonedTime value) {
            optStartTime = value;
            return this;
        }

        public Builder ackPolicy(AckPolicy value) {
            ackPolicy = value;
            return this;
        }

        public Builder ackWaitNs(long value) {
            ackWaitNs = value;
            return this;
        }

        public Builder maxDeliver(long value) {
            maxDeliver = value;
            return this;
        }

        public Builder backoffNs(List<Long> value) {
            backoffNs = value;
            return this;
        }

        public Builder filterSubject(String value) {
            filterSubject = value;
            return this;
        }

        public Builder filterSubjects(List<String> value) {
            filterSubjects = value;
            return this;
        }

        public Builder replayPolicy(ReplayPolicy value) {
            replayPolicy = value;
            return this;
        }

        public Builder rateLimitBps(long value) {
            rateLimitBps = value;
            return this;
        }

        public Builder sampleFrequency(String value) {
            sampleFrequency = value;
            return this;
        }

        public Builder maxWaiting(long value) {
            maxWaiting = value;
            return this;
        }

        public Builder maxAckPending(long value) {
            maxAckPending = value;
            return this;
        }

        public Builder flowControl(boolean value) {
            flowControl = value;
            return this;
        }

        public Builder headersOnly(boolean value) {
            headersOnly = value;
            return this;
        }

        public Builder maxRequestBatch(long value) {
            maxRequestBatch = value;
            return this;
        }

        public Builder maxRequestExpiresNs(long value) {
            maxRequestExpiresNs = value;
            return this;
        }

        public Builder maxRequestMaxBytes(long value) {
            maxRequestMaxBytes = value;
            return this;
        }

        public Builder deliverSubject(String value) {
            deliverSubject = value;
            return this;
        }

        public Builder deliverGroup(String value) {
            deliverGroup = value;
            return this;
        }

        public Builder heartbeatNs(long value) {
            heartbeatNs = value;
            return this;
        }

        public Builder inactiveThresholdNs(long value) {
            inactiveThresholdNs = value;
            return this;
        }

        public Builder replicas(int value) {
            replicas = value;
            return this;
        }

        public Builder memoryStorage(boolean value) {
            memoryStorage = value;
            return this;
        }

        public Builder direct(boolean value) {
            direct = value;
            return this;
        }

        public Builder sourcing(boolean value) {
            sourcing = value;
            return this;
        }

        public Builder metadata(Map<String, String> value) {
            metadata = value;
            return this;
        }

        public Builder pauseUntil(@Nullable ZonedTime value) {
            pauseUntil = value;
            return this;
        }

        public Builder priorityGroups(List<String> value) {
            priorityGroups = value;
            return this;
        }

        public Builder priorityPolicy(PriorityPolicy value) {
            priorityPolicy = value;
            return this;
        }

        public Builder pinnedTtlNs(long value) {
            pinnedTtlNs = value;
            return this;
        }

        /** What was filled in. */
        public ConsumerConfig build() {
            return new ConsumerConfig(
                    durable,
                    name,
                    description,
                    deliverPolicy,
                    optStartSeq,
                    optStartTime,
                    ackPolicy,
                    ackWaitNs,
                    maxDeliver,
                    backoffNs,
                    filterSubject,
                    filterSubjects,
                    replayPolicy,
                    rateLimitBps,
                    sampleFrequency,
                    maxWaiting,
                    maxAckPending,
                    flowControl,
                    headersOnly,
                    maxRequestBatch,
                    maxRequestExpiresNs,
                    maxRequestMaxBytes,
                    deliverSubject,
                    deliverGroup,
                    heartbeatNs,
                    inactiveThresholdNs,
                    replicas,
                    memoryStorage,
                    direct,
                    sourcing,
                    metadata,
                    pauseUntil,
                    priorityGroups,
                    priorityPolicy,
                    pinnedTtlNs);
        }
    }
}
