package io.midge.options;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The {@code jetstream} block (config.md 12).
 *
 * @param enabled whether it is on
 * @param strict requests with unknown fields are refused; default true
 * @param storeDir directory for streams, if the block says so; {@link Options#storeDir} is what counts
 * @param maxMemoryStore bytes in memory, 0 for none; negative (default): three quarters of the memory
 * @param maxFileStore bytes in files, 0 for none; negative (default): the free space
 * @param domain domain, a single token; empty (default): none
 * @param key key that files are encrypted with; default none
 * @param prevKey key that files were encrypted with before; default none
 * @param cipher what encrypts files; default {@code CHACHA}
 * @param tpm a TPM that keeps the key; null (default): none
 * @param extensionHint {@code will_extend} or {@code no_extend}; whether other clusters join this one's; empty (default): not known
 * @param syncInterval time between writes to the disk itself, for those who take the risk; zero (default): nothing is acknowledged
 *     before it is on the disk
 * @param syncAlways nothing is acknowledged before it is on the disk, whatever the interval; default false
 * @param uniqueTag replicas go to servers that have different tags with this prefix; empty (default): to any
 * @param maxOutstandingCatchup bytes on their way to servers that catch up; default 64 MiB
 * @param maxBufferedMsgs messages that may wait to be stored in one stream; default 100000
 * @param maxBufferedSize bytes that may wait to be stored in one stream; default 128 MiB
 * @param requestQueueLimit requests that may wait; default 10000
 * @param infoQueueLimit requests for information that may wait; 0 (default): as {@code requestQueueLimit}
 * @param metaCompact entries of the cluster's log after which it is compacted; 0 (default): it depends
 * @param metaCompactSize bytes of the cluster's log after which it is compacted; 0 (default): it depends
 * @param metaCompactSync the cluster's log is compacted while its lane waits; default false
 * @param maxConcurrentIo operations on files at one time, from 4 to 8192; default 4096
 * @param limits what clients may ask for
 */
public record JetStreamOptions(
        boolean enabled,
        boolean strict,
        String storeDir,
        long maxMemoryStore,
        long maxFileStore,
        String domain,
        SecretText key,
        SecretText prevKey,
        StoreCipher cipher,
        @Nullable TpmOptions tpm,
        String extensionHint,
        Duration syncInterval,
        boolean syncAlways,
        String uniqueTag,
        long maxOutstandingCatchup,
        int maxBufferedMsgs,
        long maxBufferedSize,
        long requestQueueLimit,
        long infoQueueLimit,
        long metaCompact,
        long metaCompactSize,
        boolean metaCompactSync,
        int maxConcurrentIo,
        JetStreamLimitOptions limits) {
    /** As a limit of bytes: as many as there are. */
    public static final long DYNAMIC = -1;

    static final long DEFAULT_MAX_OUTSTANDING_CATCHUP = 64L << 20;
    static final int DEFAULT_MAX_BUFFERED_MSGS = 100_000;
    static final long DEFAULT_MAX_BUFFERED_SIZE = 128L << 20;
    static final long DEFAULT_REQUEST_QUEUE_LIMIT = 10_000;
    static final int DEFAULT_MAX_CONCURRENT_IO = 4096;

    public JetStreamOptions {
        maxOutstandingCatchup = maxOutstandingCatchup == 0 ? DEFAULT_MAX_OUTSTANDING_CATCHUP : maxOutstandingCatchup;
        maxBufferedMsgs = maxBufferedMsgs == 0 ? DEFAULT_MAX_BUFFERED_MSGS : maxBufferedMsgs;
        maxBufferedSize = maxBufferedSize == 0 ? DEFAULT_MAX_BUFFERED_SIZE : maxBufferedSize;
        requestQueueLimit = requestQueueLimit <= 0 ? DEFAULT_REQUEST_QUEUE_LIMIT : requestQueueLimit;
        infoQueueLimit = infoQueueLimit <= 0 ? requestQueueLimit : infoQueueLimit;
        maxConcurrentIo = maxConcurrentIo <= 0 ? DEFAULT_MAX_CONCURRENT_IO : maxConcurrentIo;
    }

    /** A builder that holds every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that holds these values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects values; one that is not set keeps its default. */
    public static final class Builder {
        private boolean enabled = true;
        private boolean strict = true;
        private String storeDir = "";
        private long maxMemoryStore = DYNAMIC;
        private long maxFileStore = DYNAMIC;
        private String domain = "";
        private SecretText key = SecretText.NONE;
        private SecretText prevKey = SecretText.NONE;
        private StoreCipher cipher = StoreCipher.CHACHA;
        private @Nullable TpmOptions tpm;
        private String extensionHint = "";
        private Duration syncInterval = Duration.ZERO;
        private boolean syncAlways;
        private String uniqueTag = "";
        private long maxOutstandingCatchup = DEFAULT_MAX_OUTSTANDING_CATCHUP;
        private int maxBufferedMsgs = DEFAULT_MAX_BUFFERED_MSGS;
        private long maxBufferedSize = DEFAULT_MAX_BUFFERED_SIZE;
        private long requestQueueLimit = DEFAULT_REQUEST_QUEUE_LIMIT;
        private long infoQueueLimit;
        private long metaCompact;
        private long metaCompactSize;
        private boolean metaCompactSync;
        private int maxConcurrentIo = DEFAULT_MAX_CONCURRENT_IO;
        private JetStreamLimitOptions limits = JetStreamLimitOptions.builder().build();

        private Builder() {}

        private Builder(JetStreamOptions from) {
            enabled = from.enabled;
            strict = from.strict;
            storeDir = from.storeDir;
            maxMemoryStore = from.maxMemoryStore;
            maxFileStore = from.maxFileStore;
            domain = from.domain;
            key = from.key;
            prevKey = from.prevKey;
            cipher = from.cipher;
            tpm = from.tpm;
            extensionHint = from.extensionHint;
            syncInterval = from.syncInterval;
            syncAlways = from.syncAlways;
            uniqueTag = from.uniqueTag;
            maxOutstandingCatchup = from.maxOutstandingCatchup;
            maxBufferedMsgs = from.maxBufferedMsgs;
            maxBufferedSize = from.maxBufferedSize;
            requestQueueLimit = from.requestQueueLimit;
            infoQueueLimit = from.infoQueueLimit;
            metaCompact = from.metaCompact;
            metaCompactSize = from.metaCompactSize;
            metaCompactSync = from.metaCompactSync;
            maxConcurrentIo = from.maxConcurrentIo;
            limits = from.limits;
        }

        /** Whether it is on. */
        public Builder enabled(boolean value) {
            enabled = value;
            return this;
        }

        /** Requests with unknown fields are refused. */
        public Builder strict(boolean value) {
            strict = value;
            return this;
        }

        /** Directory for streams, if the block says so. */
        public Builder storeDir(String value) {
            storeDir = value;
            return this;
        }

        /** Bytes in memory, 0 for none. */
        public Builder maxMemoryStore(long value) {
            maxMemoryStore = value;
            return this;
        }

        /** Bytes in files, 0 for none. */
        public Builder maxFileStore(long value) {
            maxFileStore = value;
            return this;
        }

        /** Domain, a single token. */
        public Builder domain(String value) {
            domain = value;
            return this;
        }

        /** Key that files are encrypted with. */
        public Builder key(SecretText value) {
            key = value;
            return this;
        }

        /** Key that files were encrypted with before. */
        public Builder prevKey(SecretText value) {
            prevKey = value;
            return this;
        }

        /** What encrypts files. */
        public Builder cipher(StoreCipher value) {
            cipher = value;
            return this;
        }

        /** A TPM that keeps the key. */
        public Builder tpm(@Nullable TpmOptions value) {
            tpm = value;
            return this;
        }

        /** {@code will_extend} or {@code no_extend}. */
        public Builder extensionHint(String value) {
            extensionHint = value;
            return this;
        }

        /** Time between writes to the disk itself. */
        public Builder syncInterval(Duration value) {
            syncInterval = value;
            return this;
        }

        /** Each write goes to the disk itself. */
        public Builder syncAlways(boolean value) {
            syncAlways = value;
            return this;
        }

        /** Replicas go to servers that have different tags with this prefix. */
        public Builder uniqueTag(String value) {
            uniqueTag = value;
            return this;
        }

        /** Bytes on their way to servers that catch up. */
        public Builder maxOutstandingCatchup(long value) {
            maxOutstandingCatchup = value;
            return this;
        }

        /** Messages that may wait to be stored in one stream. */
        public Builder maxBufferedMsgs(int value) {
            maxBufferedMsgs = value;
            return this;
        }

        /** Bytes that may wait to be stored in one stream. */
        public Builder maxBufferedSize(long value) {
            maxBufferedSize = value;
            return this;
        }

        /** Requests that may wait. */
        public Builder requestQueueLimit(long value) {
            requestQueueLimit = value;
            return this;
        }

        /** Requests for information that may wait. */
        public Builder infoQueueLimit(long value) {
            infoQueueLimit = value;
            return this;
        }

        /** Entries of the cluster's log after which it is compacted. */
        public Builder metaCompact(long value) {
            metaCompact = value;
            return this;
        }

        /** Bytes of the cluster's log after which it is compacted. */
        public Builder metaCompactSize(long value) {
            metaCompactSize = value;
            return this;
        }

        /** The cluster's log is compacted while its lane waits. */
        public Builder metaCompactSync(boolean value) {
            metaCompactSync = value;
            return this;
        }

        /** Operations on files at one time, from 4 to 8192. */
        public Builder maxConcurrentIo(int value) {
            maxConcurrentIo = value;
            return this;
        }

        /** What clients may ask for. */
        public Builder limits(JetStreamLimitOptions value) {
            limits = value;
            return this;
        }

        /** The options so far. */
        public JetStreamOptions build() {
            return new JetStreamOptions(
                    enabled,
                    strict,
                    storeDir,
                    maxMemoryStore,
                    maxFileStore,
                    domain,
                    key,
                    prevKey,
                    cipher,
                    tpm,
                    extensionHint,
                    syncInterval,
                    syncAlways,
                    uniqueTag,
                    maxOutstandingCatchup,
                    maxBufferedMsgs,
                    maxBufferedSize,
                    requestQueueLimit,
                    infoQueueLimit,
                    metaCompact,
                    metaCompactSize,
                    metaCompactSync,
                    maxConcurrentIo,
                    limits);
        }
    }
}
