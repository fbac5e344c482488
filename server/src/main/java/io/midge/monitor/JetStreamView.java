package io.midge.monitor;

import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.StreamInfo;
import io.midge.options.JetStreamLimitOptions;
import java.util.List;

/** What monitoring may know of JetStream. Any thread but loops and lanes: what streams hold is waited for, for a while. */
public interface JetStreamView {
    /** As it runs. */
    Config config();

    /** What clients may ask for. */
    JetStreamLimitOptions limits();

    /** What it does at this moment. */
    Figures figures();

    /** The accounts that have it, by name. */
    List<OfAccount> accounts();

    /** The streams of an account, by name, each with its consumers if those are asked for. */
    List<OfStream> streams(String account, boolean consumers);

    /** Whether an account has it. */
    boolean isEnabled(String account);

    /** What went wrong and stays so, a sentence each; nothing as a rule. */
    List<String> failures();

    /**
     * How it runs.
     *
     * @param maxMemory bytes that may be in memory
     * @param maxStorage bytes that may be in files
     * @param directory where they are
     * @param compresses what nats-server says where both limits are configured
     */
    record Config(
            long maxMemory,
            long maxStorage,
            String directory,
            long syncIntervalNs,
            boolean syncAlways,
            String domain,
            boolean compresses,
            String uniqueTag,
            boolean strict) {
        Config withoutDirectory() {
            return new Config(
                    maxMemory, maxStorage, "", syncIntervalNs, syncAlways, domain, compresses, uniqueTag, strict);
        }
    }

    /**
     * What it does and did.
     *
     * @param inflight requests that wait or are being answered
     * @param woken consumers that could deliver for a second and did not, since the start: none, as long as all is well
     */
    record Figures(
            long memory,
            long storage,
            long reservedMemory,
            long reservedStorage,
            int accounts,
            int level,
            long requests,
            long errors,
            long inflight,
            long woken) {}

    /** The same of one account; what is reserved is what it may have, -1 for any number. */
    record OfAccount(
            String name,
            long memory,
            long storage,
            long reservedMemory,
            long reservedStorage,
            long requests,
            long errors) {}

    /** One stream. */
    record OfStream(StreamInfo info, List<ConsumerInfo> consumers) {
        public OfStream {
            consumers = List.copyOf(consumers);
        }
    }
}
