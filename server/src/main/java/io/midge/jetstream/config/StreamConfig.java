package io.midge.jetstream.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A stream as it is configured. Times are nanoseconds, sizes bytes; what is -1 has no limit, what is 0 or empty is not
 * set.
 */
public record StreamConfig(
        String name,
        String description,
        List<String> subjects,
        RetentionPolicy retention,
        long maxConsumers,
        long maxMsgs,
        long maxBytes,
        long maxAgeNs,
        long maxMsgsPerSubject,
        int maxMsgSize,
        DiscardPolicy discard,
        boolean discardNewPerSubject,
        StorageType storage,
        int replicas,
        boolean noAck,
        long duplicateWindowNs,
        @Nullable Placement placement,
        @Nullable StreamSource mirror,
        List<StreamSource> sources,
        StoreCompression compression,
        long firstSeq,
        @Nullable SubjectTransform subjectTransform,
        @Nullable Republish republish,
        boolean allowDirect,
        boolean mirrorDirect,
        boolean sealed,
        boolean denyDelete,
        boolean denyPurge,
        boolean allowRollup,
        ConsumerLimits consumerLimits,
        boolean allowMsgTtl,
        long subjectDeleteMarkerTtlNs,
        boolean allowMsgCounter,
        boolean allowAtomic,
        boolean allowMsgSchedules,
        PersistMode persistMode,
        boolean allowBatched,
        Map<String, String> metadata) {
    public StreamConfig {
        subjects = List.copyOf(subjects);
        sources = List.copyOf(sources);
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
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
        private String name = "";
        private String description = "";
        private List<String> subjects = List.of();
        private RetentionPolicy retention = RetentionPolicy.LIMITS;
        private long maxConsumers = -1;
        private long maxMsgs = -1;
        private long maxBytes = -1;
        private long maxAgeNs = 0;
        private long maxMsgsPerSubject = -1;
        private int maxMsgSize = -1;
        private DiscardPolicy discard = DiscardPolicy.OLD;
        private boolean discardNewPerSubject = false;
        private StorageType storage = StorageType.FILE;
        private int replicas = 1;
        private boolean noAck = false;
        private long duplicateWindowNs = 0;
        private @Nullable Placement placement = null;
        private @Nullable StreamSource mirror = null;
        private List<StreamSource> sources = List.of();
        private StoreCompression compression = StoreCompression.NONE;
        private long firstSeq = 0;
        private @Nullable SubjectTransform subjectTransform = null;
        private @Nullable Republish republish = null;
        private boolean allowDirect = false;
        private boolean mirrorDirect = false;
        private boolean sealed = false;
        private boolean denyDelete = false;
        private boolean denyPurge = false;
        private boolean allowRollup = false;
        private ConsumerLimits consumerLimits = ConsumerLimits.NONE;
        private boolean allowMsgTtl = false;
        private long subjectDeleteMarkerTtlNs = 0;
        private boolean allowMsgCounter = false;
        private boolean allowAtomic = false;
        private boolean allowMsgSchedules = false;
        private PersistMode persistMode = PersistMode.DEFAULT;
        private boolean allowBatched = false;
        private Map<String, String> metadata = Map.of();

        private Builder() {}

        private Builder(StreamConfig from) {
            name = from.name;
            description = from.description;
            subjects = from.subjects;
            retention = from.retention;
            maxConsumers = from.maxConsumers;
            maxMsgs = from.maxMsgs;
            maxBytes = from.maxBytes;
            maxAgeNs = from.maxAgeNs;
            maxMsgsPerSubject = from.maxMsgsPerSubject;
            maxMsgSize = from.maxMsgSize;
            discard = from.discard;
            discardNewPerSubject = from.discardNewPerSubject;
            storage = from.storage;
            replicas = from.replicas;
            noAck = from.noAck;
            duplicateWindowNs = from.duplicateWindowNs;
            placement = from.placement;
            mirror = from.mirror;
            sources = from.sources;
            compression = from.compression;
            firstSeq = from.firstSeq;
            subjectTransform = from.subjectTransform;
            republish = from.republish;
            allowDirect = from.allowDirect;
            mirrorDirect = from.mirrorDirect;
            sealed = from.sealed;
            denyDelete = from.denyDelete;
            denyPurge = from.denyPurge;
            allowRollup = from.allowRollup;
            consumerLimits = from.consumerLimits;
            allowMsgTtl = from.allowMsgTtl;
            subjectDeleteMarkerTtlNs = from.subjectDeleteMarkerTtlNs;
            allowMsgCounter = from.allowMsgCounter;
            allowAtomic = from.allowAtomic;
            allowMsgSchedules = from.allowMsgSchedules;
            persistMode = from.persistMode;
            allowBatched = from.allowBatched;
            metadata = from.metadata;
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder description(String value) {
            description = value;
            return this;
        }

        public Builder subjects(List<String> value) {
            subjects = value;
            return this;
        }

        public Builder retention(RetentionPolicy value) {
            retention = value;
            return this;
        }

        public Builder maxConsumers(long value) {
            maxConsumers = value;
            return this;
        }

        public Builder maxMsgs(long value) {
            maxMsgs = value;
            return this;
        }

        public Builder maxBytes(long value) {
            maxBytes = value;
            return this;
        }

        public Builder maxAgeNs(long value) {
            maxAgeNs = value;
            return this;
        }

        public Builder maxMsgsPerSubject(long value) {
            maxMsgsPerSubject = value;
            return this;
        }

        public Builder maxMsgSize(int value) {
            maxMsgSize = value;
            return this;
        }

        public Builder discard(DiscardPolicy value) {
            discard = value;
            return this;
        }

        public Builder discardNewPerSubject(boolean value) {
            discardNewPerSubject = value;
            return this;
        }

        public Builder storage(StorageType value) {
            storage = value;
            return this;
        }

        public Builder replicas(int value) {
            replicas = value;
            return this;
        }

        public Builder noAck(boolean value) {
            noAck = value;
            return this;
        }

        public Builder duplicateWindowNs(long value) {
            duplicateWindowNs = value;
            return this;
        }

        public Builder placement(@Nullable Placement value) {
            placement = value;
            return this;
        }

        public Builder mirror(@Nullable StreamSource value) {
            mirror = value;
            return this;
        }

        public Builder sources(List<StreamSource> value) {
            sources = value;
            return this;
        }

        public Builder compression(StoreCompression value) {
            compression = value;
            return this;
        }

        public Builder firstSeq(long value) {
            firstSeq = value;
            return this;
        }

        public Builder subjectTransform(@Nullable SubjectTransform value) {
            subjectTransform = value;
            return this;
        }

        public Builder republish(@Nullable Republish value) {
            republish = value;
            return this;
        }

        public Builder allowDirect(boolean value) {
            allowDirect = value;
            return this;
        }

        public Builder mirrorDirect(boolean value) {
            mirrorDirect = value;
            return this;
        }

        public Builder sealed(boolean value) {
            sealed = value;
            return this;
        }

        public Builder denyDelete(boolean value) {
            denyDelete = value;
            return this;
        }

        public Builder denyPurge(boolean value) {
            denyPurge = value;
            return this;
        }

        public Builder allowRollup(boolean value) {
            allowRollup = value;
            return this;
        }

        public Builder consumerLimits(ConsumerLimits value) {
            consumerLimits = value;
            return this;
        }

        public Builder allowMsgTtl(boolean value) {
            allowMsgTtl = value;
            return this;
        }

        public Builder subjectDeleteMarkerTtlNs(long value) {
            subjectDeleteMarkerTtlNs = value;
            return this;
        }

        public Builder allowMsgCounter(boolean value) {
            allowMsgCounter = value;
            return this;
        }

        public Builder allowAtomic(boolean value) {
            allowAtomic = value;
            return this;
        }

        public Builder allowMsgSchedules(boolean value) {
            allowMsgSchedules = value;
            return this;
        }

        public Builder persistMode(PersistMode value) {
            persistMode = value;
            return this;
        }

        public Builder allowBatched(boolean value) {
            allowBatched = value;
            return this;
        }

        public Builder metadata(Map<String, String> value) {
            metadata = value;
            return this;
        }

        /** What was filled in. */
        public StreamConfig build() {
            return new StreamConfig(
                    name,
                    description,
                    subjects,
                    retention,
                    maxConsumers,
                    maxMsgs,
                    maxBytes,
                    maxAgeNs,
                    maxMsgsPerSubject,
                    maxMsgSize,
                    discard,
                    discardNewPerSubject,
                    storage,
                    replicas,
                    noAck,
                    duplicateWindowNs,
                    placement,
                    mirror,
                    sources,
                    compression,
                    firstSeq,
                    subjectTransform,
                    republish,
                    allowDirect,
                    mirrorDirect,
                    sealed,
                    denyDelete,
                    denyPurge,
                    allowRollup,
                    consumerLimits,
                    allowMsgTtl,
                    subjectDeleteMarkerTtlNs,
                    allowMsgCounter,
                    allowAtomic,
                    allowMsgSchedules,
                    persistMode,
                    allowBatched,
                    metadata);
        }
    }
}
