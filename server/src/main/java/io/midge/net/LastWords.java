package io.midge.net;

import io.midge.loop.Confined;
import java.io.IOException;

/** What a peer still sends while it is waited for until it has seen the end: read, so that it can see it, and forgotten. */
@Confined("I/O loop")
final class LastWords {
    /** What it may send: a few payloads that are too large. */
    private static final long MAX_BYTES = 16 << 20;

    private final Transport transport;
    private final NetLoop netLoop;
    private long forgotten;

    LastWords(Transport transport, NetLoop netLoop) {
        this.transport = transport;
        this.netLoop = netLoop;
    }

    /** Reads what is there; true when the peer has gone, or gone too far. */
    boolean ended() {
        try {
            int n = transport.read(netLoop.readView(0));
            forgotten += n;
            return n < 0 || forgotten > MAX_BYTES;
        } catch (IOException e) {
            return true;
        }
    }
}
