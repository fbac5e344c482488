package io.midge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What monitoring shows of a client, be it connected or gone. */
public sealed interface ClientInfo permits OpenClient, ClosedClient {
    /** What it is like, or was in the end. */
    OpenClient last();

    /** The connection's number. */
    default long cid() {
        return last().cid();
    }

    /** The address of who spoke, empty when it is not known. */
    default String host() {
        return last().host();
    }

    /** The port of who spoke. */
    default int port() {
        return last().port();
    }

    /** When it connected. */
    default Instant start() {
        return last().start();
    }

    /** When it last sent or got a message, or changed what it listens to. */
    default Instant lastActivity() {
        return last().lastActivity();
    }

    /** Its round trip time as last measured, 0 if it never was. */
    default long rttNanos() {
        return last().rttNanos();
    }

    /** What waits for it, in bytes. */
    default long pendingBytes() {
        return last().pendingBytes();
    }

    /** Messages that it published. */
    default long inMsgs() {
        return last().inMsgs();
    }

    /** Messages that it was sent. */
    default long outMsgs() {
        return last().outMsgs();
    }

    /** Headers and payloads that it published, in bytes. */
    default long inBytes() {
        return last().inBytes();
    }

    /** Headers and payloads that it was sent, in bytes. */
    default long outBytes() {
        return last().outBytes();
    }

    /** How often a producer had to wait for it. */
    default long stalls() {
        return last().stalls();
    }

    /** How many subscriptions it has. */
    default int subscriptions() {
        return last().subscriptions();
    }

    /** What it calls itself. */
    default String name() {
        return last().name();
    }

    /** Its library's language. */
    default String lang() {
        return last().lang();
    }

    /** Its library's version. */
    default String version() {
        return last().version();
    }

    /** Who it says it is, be it let in or not and whether or not anybody asked; never a secret, empty when nobody. */
    default String user() {
        return last().user();
    }

    /** The account that it is in. */
    default String account() {
        return last().account();
    }

    /** Its TLS, null without. */
    default @Nullable Encryption encryption() {
        return last().encryption();
    }
}
