package io.midge.events;

import io.midge.json.JsonException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server that events are about. Answers from any thread but those of its loops. */
public interface Home {
    /** Who it is at this moment. Any thread. */
    Identity identity();

    /** What it does and did. */
    Figures figures();

    /**
     * A page of monitoring.
     *
     * @param name as in the subject of a request, {@code VARZ}
     * @param json what is asked for, empty for nothing in particular
     * @param account the only account that it may tell of; empty: all
     * @param guest whether who asks is no operator, and gets less at a time
     * @return null if there is nothing to say
     * @throws JsonException what is asked for cannot be read
     * @throws RefusedException it makes no sense, or is too much
     */
    byte @Nullable [] page(String name, byte[] json, String account, boolean guest)
            throws JsonException, RefusedException;

    /** What it can do: bit 0 JetStream, bit 1 binary snapshots, bit 2 replication in accounts. Any thread. */
    default int capabilities() {
        return 0;
    }

    /** Its JetStream as an object of JSON; null: it has none. */
    default byte @Nullable [] jetStream() {
        return null;
    }

    /** Takes what its configuration says now. */
    void reload() throws RefusedException;

    /**
     * Who a server is.
     *
     * @param id its public key
     * @param name its name
     * @param host the address that clients are told
     * @param cluster the cluster that it belongs to, empty for none
     * @param domain its domain of JetStream, empty for none
     * @param version the NATS version that it is compatible with
     * @param tags what it is marked with
     * @param metadata more of that
     * @param flags what can be switched by name, and whether it is on
     */
    record Identity(
            String id,
            String name,
            String host,
            String cluster,
            String domain,
            String version,
            List<String> tags,
            Map<String, String> metadata,
            Map<String, Boolean> flags) {}

    /**
     * What a server does and did. All messages are those of clients.
     *
     * @param start when it started
     * @param mem resident bytes
     * @param cores processors
     * @param cpu percent of one core
     * @param connections clients
     * @param totalConnections clients so far
     * @param activeAccounts accounts that somebody is in
     * @param subscriptions subscriptions
     * @param sentMsgs messages to clients
     * @param sentBytes their headers and payloads
     * @param receivedMsgs messages from clients
     * @param receivedBytes their headers and payloads
     * @param slowConsumers clients that did not keep up
     * @param staleConnections clients that did not answer
     * @param stalledClients times that a publisher had to wait
     */
    record Figures(
            Instant start,
            long mem,
            int cores,
            double cpu,
            int connections,
            long totalConnections,
            int activeAccounts,
            long subscriptions,
            long sentMsgs,
            long sentBytes,
            long receivedMsgs,
            long receivedBytes,
            long slowConsumers,
            long staleConnections,
            long stalledClients) {}
}
