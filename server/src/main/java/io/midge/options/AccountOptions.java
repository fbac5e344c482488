package io.midge.options;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account: users with subjects of their own.
 *
 * @param name its name
 * @param nkey its public key; empty: it has none
 * @param users who is in it, default permissions worked in
 * @param defaultPermissions what a user may do of whom nothing is said; null: everything
 * @param exports what it lets others import
 * @param imports what it takes from others
 * @param mappings messages that go elsewhere
 * @param jetStream what it may store; null: nothing
 * @param limits how much it may take
 * @param trace where traces of messages go that ask for one by the standard header; null: nowhere
 */
public record AccountOptions(
        String name,
        String nkey,
        List<UserOptions> users,
        @Nullable PermissionOptions defaultPermissions,
        List<ExportOptions> exports,
        List<ImportOptions> imports,
        List<MappingOptions> mappings,
        @Nullable JetStreamLimits jetStream,
        Limits limits,
        @Nullable Trace trace) {
    /** As a limit: none. */
    public static final int UNLIMITED = -1;

    public AccountOptions {
        users = List.copyOf(users);
        exports = List.copyOf(exports);
        imports = List.copyOf(imports);
        mappings = List.copyOf(mappings);
    }

    /** An account of which only the name is known. */
    public static AccountOptions of(String name) {
        return new AccountOptions(name, "", List.of(), null, List.of(), List.of(), List.of(), null, Limits.NONE, null);
    }

    /**
     * How much an account may take; -1 (default): without limit.
     *
     * @param maxConnections connections
     * @param maxSubscriptions subscriptions
     * @param maxPayload bytes in a message
     * @param maxLeafNodes leaf nodes
     */
    public record Limits(int maxConnections, int maxSubscriptions, int maxPayload, int maxLeafNodes) {
        /** Without limits. */
        public static final Limits NONE = new Limits(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);
    }

    /**
     * What an account may store; -1 (default): without limit.
     *
     * @param maxMemory bytes in memory
     * @param maxStore bytes in files
     * @param maxStreams streams
     * @param maxConsumers consumers
     * @param maxAckPending unacknowledged messages of a consumer
     * @param memoryMaxStreamBytes bytes of a stream in memory
     * @param storeMaxStreamBytes bytes of a stream in files
     * @param maxBytesRequired whether a stream must say how large it may become
     * @param ownTraffic whether the cluster's traffic for it goes through the account itself and not the system's
     */
    public record JetStreamLimits(
            long maxMemory,
            long maxStore,
            long maxStreams,
            long maxConsumers,
            long maxAckPending,
            long memoryMaxStreamBytes,
            long storeMaxStreamBytes,
            boolean maxBytesRequired,
            boolean ownTraffic) {
        /** Without limits. */
        public static final JetStreamLimits NONE = new JetStreamLimits(
                UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED, false, false);
    }

    /**
     * Where traces of messages go.
     *
     * @param subject where they are published
     * @param sampling for how many messages of a hundred; default 100
     */
    public record Trace(String subject, int sampling) {}
}
