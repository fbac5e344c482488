package io.midge.client;

import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import io.midge.loop.Timer;
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
    private @Nullable Timer timer;
    private long lastIn;
    private boolean pinged;
    private long pingedAt;
    private int out;
    private long rttNanos;

    KeepAlive(Client client, IoLoop loop, Clients clients) {
        this.client = client;
        this.loop = loop;
        this.clients = clients;
        this.lastIn = loop.nowNanos();
    }

    /** Before CONNECT there is no early PING. */
    void start() {
        set(clients.options().limits().pingInterval().toNanos());
    }

    /** An early PING, up to a fifth later than that so that not all come at once. */
    void connected() {
        long nanos = Math.min(
                FIRST_PING_NANOS, clients.options().limits().pingInterval().toNanos());
        set(nanos + loop.chance().below((int) Math.max(1, nanos / 5_000)) * 1_000L);
    }

    void stop() {
        loop.cancel(timer);
        timer = null;
    }

    /** The client said something. */
    void heard() {
        lastIn = loop.nowNanos();
    }

    void pong() {
        out = 0;
        rttNanos = loop.nowNanos() - pingedAt;
    }

    /** The round trip time as last measured, 0 before. */
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
        client.quiet();
        long now = loop.nowNanos();
        boolean measure = !pinged || now - pingedAt > RTT_INTERVAL_NANOS;
        if (measure || now - lastIn >= interval) {
            if (out + 1 > clients.options().limits().pingMax()) {
                client.stale();
                return;
            }
            out++;
            pinged = true;
            pingedAt = now;
            client.replies().ping();
        }
    }
}
