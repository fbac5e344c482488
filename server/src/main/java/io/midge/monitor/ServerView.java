package io.midge.monitor;

import io.midge.account.Account;
import io.midge.options.Options;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What monitoring may know of a server. Answers from any thread, at once, without a lock that the data path takes. */
public interface ServerView {
    /** Who it is. */
    Identity identity();

    /** What it was told. */
    Options options();

    /** The address that clients are told. */
    String host();

    /** The port that clients are told. */
    int port();

    /** Whether clients have to say who they are. */
    boolean authRequired();

    /** The port of a block that has a listener, by the block's name; 0 when it has none. */
    int port(String block);

    /** The cluster that it belongs to, empty for none. */
    String cluster();

    /** When the certificate that clients see expires; empty without one. */
    Optional<Instant> certificateExpires();

    /** What that is known by. */
    Configured configured();

    /** What it did so far. */
    Counters counters();

    /** Who is and was connected; unlike the rest it may have to be waited for. */
    Connections connections();

    /** Its accounts, in no order. */
    Collection<Account> accounts();

    /** Name of the system's account, empty if there is none. */
    String systemAccount();

    /** Its JetStream; null: it has none, or that has ended. */
    default @Nullable JetStreamView jetStream() {
        return null;
    }

    /** What it takes from the machine. */
    ProcessUsage.Sample usage();

    /** The time. */
    Instant now();

    /**
     * Who a server is; does not change while it runs.
     *
     * @param id its public key
     * @param name its name, by default the id
     * @param version the NATS version that it is compatible with, without a letter before it
     * @param midge its own version
     * @param jvm name and version of the virtual machine
     * @param cores the processors that it may use
     * @param start when it started
     */
    record Identity(String id, String name, String version, String midge, String jvm, int cores, Instant start) {}

    /**
     * What its configuration is known by; a reload changes it.
     *
     * @param digest of the file, empty without one
     * @param loadTime when it was read
     */
    record Configured(String digest, Instant loadTime) {}

    /**
     * What a server did so far. Until there are routes, gateways and leaf nodes all messages are those of clients.
     *
     * @param connections clients at this moment
     * @param totalConnections clients since the start
     * @param inMsgs messages from clients
     * @param inBytes payload bytes, headers included, from clients
     * @param outMsgs messages to clients
     * @param outBytes payload bytes, headers included, to clients
     * @param slowConsumers clients closed because they took their messages too slowly
     * @param staleConnections clients closed because they did not answer PINGs
     * @param stalledClients times that a publisher was held back for a slow subscriber
     * @param subscriptions subscriptions at this moment
     */
    record Counters(
            int connections,
            long totalConnections,
            long inMsgs,
            long inBytes,
            long outMsgs,
            long outBytes,
            long slowConsumers,
            long staleConnections,
            long stalledClients,
            long subscriptions) {}
}
