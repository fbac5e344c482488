package io.midge;

import io.midge.client.ClientTls;
import io.midge.client.HandshakeRate;
import io.midge.log.Log;
import io.midge.loop.Lanes;
import io.midge.options.Options;
import io.midge.options.SecurityOptions;
import io.midge.options.TlsOptions;
import io.midge.proto.Info;
import io.midge.tls.TlsContext;
import io.midge.tls.TlsException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * TLS for clients: made from the options at start, and anew at each reload. Nothing of TLS is loaded before it is wanted.
 *
 * <p>Threads: the one that starts the server, then that of the reload; {@link #notAfter} any.
 */
final class ClientSecurity {
    /** Handshakes that may wait for their turn: what a timeout of 2 s leaves time for, and then some. */
    private static final int MAX_WAITING = 4096;

    private @Nullable Executor lane;
    private @Nullable HandshakeRate rate;
    private volatile @Nullable ClientTls now;

    /**
     * Reads what the options name; null if they name nothing. Changes nothing.
     *
     * @throws IOException with a text for operators
     */
    @Nullable
    ClientTls prepare(Options options) throws IOException {
        TlsOptions tls = options.security().tls();
        if (tls == null) {
            return null;
        }
        try {
            return new ClientTls(TlsContext.of(tls), tls, lane(), rate(tls));
        } catch (TlsException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** This is how it is from now on. */
    void use(@Nullable ClientTls prepared) {
        now = prepared;
    }

    /** Whether other certificates are in files whose names have not changed. */
    boolean otherFiles(@Nullable ClientTls prepared) {
        ClientTls before = now;
        return before != null && prepared != null && !before.context().sameFiles(prepared.context());
    }

    /** When the server's certificate expires. */
    Optional<Instant> notAfter() {
        ClientTls tls = now;
        return tls == null ? Optional.empty() : tls.context().notAfter();
    }

    // At most half of the processors, so that loops have theirs.
    private Executor lane() {
        Executor there = lane;
        if (there == null) {
            there = Lanes.bounded("nats-tls", Math.max(1, Runtime.getRuntime().availableProcessors() / 2), MAX_WAITING);
            lane = there;
        }
        return there;
    }

    private HandshakeRate rate(TlsOptions tls) {
        HandshakeRate there = rate;
        if (there == null) {
            there = new HandshakeRate(tls.connectionRateLimit());
            rate = there;
        }
        return there;
    }

    /** What clients are told. */
    static Info.Tls told(SecurityOptions security) {
        TlsOptions tls = security.tls();
        return tls == null
                ? Info.Tls.NONE
                : new Info.Tls(!security.allowNonTls(), tls.verify(), security.allowNonTls());
    }

    /** Says at start what clients need. */
    static void announce(SecurityOptions security, Log log) {
        TlsOptions tls = security.tls();
        if (tls == null) {
            return;
        }
        boolean only = tls.handshakeFirst() && tls.fallbackDelay().isZero();
        log.info("TLS " + (security.allowNonTls() && !only ? "available" : "required") + " for client connections");
        if (only) {
            log.warn("Clients that are not using \"TLS Handshake First\" option will fail to connect");
        }
    }

    /** Says what was asked for and is done without. */
    static void warn(@Nullable ClientTls tls, Log log) {
        if (tls != null) {
            tls.context().warnings().forEach(log::warn);
        }
    }
}
