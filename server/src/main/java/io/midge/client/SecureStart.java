package io.midge.client;

import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.loop.Timer;
import io.midge.net.Connection;
import io.midge.net.Protocol;
import io.midge.net.Security;
import io.midge.options.Options;
import io.midge.options.TlsOptions;
import io.midge.proto.ClosedReason;
import io.midge.proto.ServerError;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a client's connection where there is TLS: who is greeted first, and who encrypts.
 *
 * <pre>
 *                 INFO first                                     handshake first
 *   behind a proxy: its header comes before what follows      with a fallback: LISTENING ──silence──▸ INFO first
 *   required ─────────────────────────▸ SHAKING                      │ bytes    without ──▸ SHAKING
 *   or not ──▸ SNIFFING ──▸ 0x16? ────▸ SHAKING                      └────────────────────▸ SHAKING ──▸ INFO
 *                             else ▸ a client without
 * </pre>
 *
 * <p>Who is in this JVM may always do without.
 */
@Confined("I/O loop of the client")
final class SecureStart implements Protocol, Security.Outcome {
    /** What a record of a handshake begins with; no operation of a client does. */
    private static final int HANDSHAKE = 0x16;

    private static final byte[] NOTHING = new byte[0];

    private static final long SECOND_NANOS = 1_000_000_000;

    private enum State {
        PROXIED,
        LISTENING,
        SNIFFING,
        SHAKING,
        OVER
    }

    private final Client client;
    private final Connection connection;
    private final ClientTls tls;
    private final Clients clients;
    private final Log log;
    private final boolean optional;
    private final boolean proxied;
    private boolean first;
    private State state = State.PROXIED;
    private @Nullable Timer timer;

    SecureStart(Client client, Connection connection, ClientTls tls, Clients clients) {
        this.client = client;
        this.connection = connection;
        this.tls = tls;
        Options options = clients.options();
        this.clients = clients;
        this.log = clients.log();
        this.optional = options.security().allowNonTls() || inProcess();
        this.proxied = options.proxyProtocol() && !inProcess();
        this.first = tls.options().handshakeFirst();
    }

    @Override
    public void onOpen() {
        client.created();
        connection.readAtMost(Login.EARLY_READ);
        if (!first) {
            client.greetings().greet(false);
        }
        if (!clients.admit(client)) {
            return;
        }
        long patience = first ? patience() : 0;
        if (patience > 0) {
            timer = connection.netLoop().loop().schedule(patience, this::silence);
        }
        if (!proxied) {
            begin(NOTHING, 0, 0);
        }
    }

    /** Whether the client is in this JVM. */
    private boolean inProcess() {
        return connection.socketHost().isEmpty();
    }

    private long patience() {
        long nanos = tls.options().fallbackDelay().toNanos();
        return nanos > 0 || !inProcess() ? nanos : TlsOptions.DEFAULT_FALLBACK_DELAY.toNanos();
    }

    @Override
    public int onIntroduced(byte[] b, int off, int end) {
        return begin(b, off, end);
    }

    private int begin(byte[] b, int off, int end) {
        if (first && timer != null && !connection.heard()) {
            state = State.LISTENING;
        } else if (!first && optional) {
            state = State.SNIFFING;
            timer = connection
                    .netLoop()
                    .loop()
                    .schedule(tls.options().handshakeTimeout().toNanos(), this::plain);
        } else {
            return secure(b, off, end);
        }
        return off == end ? end : onBytes(b, off, end);
    }

    /** The time for a handshake that comes first is over: a client that waits for INFO gets it. */
    private void silence() {
        if (connection.heard()) {
            return; // at least the header of a proxy
        }
        timer = null;
        first = false;
        client.greetings().greet(false);
        if (state == State.LISTENING) {
            begin(NOTHING, 0, 0);
        }
    }

    /** It speaks without TLS, or not at all: then its other timers end it. */
    private void plain() {
        over();
        connection.become(client);
        connection.readAtMost(Integer.MAX_VALUE);
        client.begin(null);
    }

    @Override
    public int onBytes(byte[] b, int off, int end) {
        if (state == State.LISTENING || (b[off] & 0xff) == HANDSHAKE) {
            return secure(b, off, end);
        }
        plain();
        return client.onBytes(b, off, end);
    }

    private int secure(byte[] b, int off, int end) {
        over();
        if (!tls.rate().admits(connection.netLoop().loop().nowNanos())) {
            throttled();
            return -1;
        }
        if (log.isDebug()) {
            log.debug(label() + " - Starting TLS client connection handshake");
        }
        state = State.SHAKING;
        long timeout = tls.options().handshakeTimeout().toNanos();
        connection.secure(new Security(tls.context(), tls.lane(), timeout, this), b, off, end - off);
        return connection.open() ? end : -1;
    }

    private void throttled() {
        if (tls.rate().refused()) {
            connection
                    .netLoop()
                    .loop()
                    .schedule(
                            SECOND_NANOS,
                            () -> log.warn(
                                    "Rejected " + tls.rate().report() + " connections due to TLS rate limiting"));
        }
        connection.outbound().stage(connection.netLoop()).line(ServerError.CONNECTION_THROTTLING.line());
        connection.closeNow(ClosedReason.MAX_CONNECTIONS_EXCEEDED);
    }

    @Override
    public void secured(SSLSession session) {
        if (tls.context().refuses(session)) {
            failed("certificate not pinned", false);
            return;
        }
        if (first) {
            client.greetings().greet(true);
        }
        connection.become(client);
        connection.readAtMost(Integer.MAX_VALUE);
        client.begin(new Secured(session, first));
        if (log.isDebug()) {
            log.debug(label() + " - TLS handshake complete");
            log.debug(label() + " - TLS version " + session.getProtocol().replace("TLSv", "") + ", cipher suite "
                    + session.getCipherSuite());
        }
    }

    @Override
    public void failed(String text, boolean probe) {
        String line = label() + " - TLS handshake error: " + text;
        if (probe) {
            log.debug(line);
        } else {
            log.error(line);
        }
        connection.closeNow(ClosedReason.TLS_HANDSHAKE_FAILURE);
    }

    private void over() {
        connection.netLoop().loop().cancel(timer);
        timer = null;
        state = State.OVER;
    }

    @Override
    public int need() {
        return 0;
    }

    @Override
    public void onClosed(ClosedReason reason) {
        over();
        client.onClosed(reason);
    }

    @Override
    public String label() {
        return client.label();
    }
}
