package io.midge.jetstream.consumer;

import io.midge.loop.Confined;

/** A pull request that waits for messages. Moments are of the lane's monotonic clock. */
@Confined("stream lane")
final class PullWaiter {
    static final long NEVER = Long.MAX_VALUE;

    final byte[] reply;
    final boolean noWait;
    /** When it ends unserved; {@link #NEVER}: it waits for ever. */
    final long expires;

    private final long heartbeatNs;
    /** When the next heartbeat is due; {@link #NEVER}: none is wanted. */
    long nextBeat;
    /** Messages that it still wants. */
    int left;
    /** Bytes that it still takes, 0: any number. */
    long bytes;

    int delivered;
    /** The round of deliveries in which somebody was seen to wait for it. */
    long seen;

    PullWaiter(byte[] reply, int batch, long maxBytes, boolean noWait, long expires, long heartbeatNs, long now) {
        this.reply = reply;
        this.left = batch;
        this.bytes = maxBytes;
        this.noWait = noWait;
        this.expires = expires;
        this.heartbeatNs = heartbeatNs;
        beaten(now);
    }

    /** Something was sent: the next heartbeat is due a while from now. */
    void beaten(long now) {
        nextBeat = heartbeatNs > 0 ? now + heartbeatNs : NEVER;
    }
}
