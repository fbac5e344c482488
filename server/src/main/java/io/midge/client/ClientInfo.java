package io.midge.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What monitoring shows of a client, be it connected or gone. */
public sealed interface ClientInfo permits OpenClient, ClosedClient {
    /** The connection's number. */
    long cid();

    /** The address of who spoke, empty when it is not known. */
    String host();

    /** The port of who spoke. */
    int port();

    /** When it connected. */
    Instant start();

    /** When it last sent or got a message, or changed what it listens to. */
    Instant lastActivity();

    /** Its round trip time as last measured, 0 if it never was. */
    long rttNanos();

    /** What waits for it, in bytes. */
    long pendingBytes();

    /** Messages that it published. */
    long inMsgs();

    /** Messages that it was sent. */
    long outMsgs();

    /** Headers and payloads that it published, in bytes. */
    long inBytes();

    /** Headers and payloads that it was sent, in bytes. */
    long outBytes();

    /** How often a producer had to wait for it. */
    long stalls();

    /** How many subscriptions it has. */
    int subscriptions();

    /** What it calls itself. */
    String name();

    /** Its library's language. */
    String lang();

    /** Its library's version. */
    String version();

    /** Who it says it is, be it let in or not and whether or not anybody asked; never a secret, empty when nobody. */
    String user();

    /** The account that it is in. */
    String account();

    /** Its TLS, null without. */
    @Nullable
    Encryption encryption();
}
