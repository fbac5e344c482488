package io.midge.client;

import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import io.midge.loop.Timer;
import io.midge.net.Outbound;
import io.midge.proto.ClosedReason;
import io.midge.proto.ServerError;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * PINGs a client, to learn its round trip time and to notice when it is gone: first about two seconds after CONNECT,
 * then each interval in which it was silent, and once an hour when it was not.
 */
@Confined("I/O loop of the client")
final class KeepAlive {
    private static final long FIRST_PING_NANOS = 2_000_000_000L;
    private static final long RTT_INTERVAL_NANOS = 3_600_000_000_000L;

    private final Client client;
    private final IoLoop loop;
    private final Clients clients;
    private final Instant start;
    private final long startNanos;
    private @Nullable Timer timer;
    private long lastIn;
    private long lastPing;
    private boolean pinged;
    private boolean greeted;
    private long pingedAt;
    private int out;
    private long rttNanos;

    KeepAlive(Client client, IoLoop loop, Clients clients) {
        this.client = client;
        this.loop = loop;
        this.clients = clients;
        this.start = loop.instant();
        this.startNanos = loop.nowNanos();
        this.lastIn = startNanos;
        this.lastPing = startNanos;
    }

    /** Before CONNECT there is no early PING. */
    void start() {
        set(clients.options().limits().pingInterval().toNanos());
    }

    /**
     * CONNECT: a first idea of the round trip time, which took the greeting there and CONNECT back. Until {@link #welcomed}
     * there is no PING: some clients take the first line behind their CONNECT for its answer.
     */
    void connected() {
        stop();
        lastIn = loop.nowNanos();
        rttNanos = Math.max(1, lastIn - startNanos);
    }

    /** It is in: an early PING, up to a fifth later than that so that not all come at once. */
    void welcomed() {
        long nanos = Math.min(
                FIRST_PING_NANOS, clients.options().limits().pingInterval().toNanos());
        set(nanos + loop.chance().below((int) Math.max(1, nanos / 5_000)) * 1_000L);
    }

    void stop() {
        loop.cancel(timer);
        timer = null;
    }

    /** The client published, or changed what it listens to. */
    void heard() {
        lastIn = loop.nowNanos();
    }

    /** The client sent a PING, which is a sign of life but no activity. */
    void pinged() {
        lastPing = loop.nowNanos();
        greeted = true;
    }

    /** The round trip time is wanted: one that never said CONNECT is asked, if it will not take that for the answer to its PING. */
    void wanted() {
        long now = loop.nowNanos();
        if (rttNanos == 0 && !(pinged && out > 0) && (greeted || now - startNanos > FIRST_PING_NANOS)) {
            ping(now);
        }
    }

    void pong() {
        out = 0;
        if (pinged) {
            rttNanos = Math.max(1, loop.nowNanos() - pingedAt);
        }
    }

    /** When the client came. Any thread. */
    Instant since() {
        return start;
    }

    /** When something last came from the client that counts, or went to it, at {@code lastOut} at the latest. Any thread. */
    Instant lastActivity(long lastOut) {
        long last = lastOut == Outbound.NEVER ? lastIn : Math.max(lastIn, lastOut);
        return start.plusNanos(last - startNanos);
    }

    /** The round trip time as last measured, 0 before CONNECT. Any thread. */
    long rttNanos() {
        return rttNanos;
    }

    private void set(long delayNanos) {
        loop.cancel(timer);
        timer = loop.schedule(delayNanos, this::due);
    }

    private void due() {
        long interval = clients.options().limits().pingInterval().toNanos();
        set(interval);
        debug("Client Ping Timer");
        client.quiet();
        long now = loop.nowNanos();
        boolean measure = rttNanos == 0 || !pinged || now - pingedAt > RTT_INTERVAL_NANOS;
        if (measure || now - Math.max(lastIn, lastPing) >= interval) {
            if (out + 1 > clients.options().limits().pingMax()) {
                debug("Stale Client Connection - Closing");
                client.fail(ServerError.STALE_CONNECTION, ClosedReason.STALE_CONNECTION);
                return;
            }
            ping(now);
        }
    }

    private void ping(long now) {
        out++;
        pinged = true;
        pingedAt = now;
        client.replies().ping();
    }

    private void debug(String text) {
        if (clients.log().isDebug()) {
            clients.log().debug(client.label() + " - " + text);
        }
    }
}
