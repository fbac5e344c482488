package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Messages of other streams that wait to be stored here, within bounds. */
@Confined("stream lane")
final class Copies {
    private static final int MOST = 8192;
    private static final long MOST_BYTES = 32 << 20;

    private final ArrayDeque<Copy> waiting = new ArrayDeque<>();
    private long bytes;

    /** False: there is no room. */
    boolean offer(Copy one) {
        if (waiting.size() >= MOST || bytes > MOST_BYTES) {
            return false;
        }
        waiting.add(one);
        bytes += one.length();
        return true;
    }

    @Nullable
    Copy poll() {
        Copy next = waiting.poll();
        bytes -= next == null ? 0 : next.length();
        return next;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The last sequence that somebody asked for; 0: nobody did. */
    long lastSeq() {
        Copy last = waiting.peekLast();
        return last == null ? 0 : last.seq();
    }

    void fail(String why) {
        Copy next = poll();
        while (next != null) {
            next.end().failed(why);
            next = poll();
        }
    }
}
