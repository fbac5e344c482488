package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How much of what a push consumer delivered may be unanswered: it asks behind the message that fills half of the window, and
 * stalls when the window is exceeded. Each answer doubles the window, up to {@link #LARGEST}.
 */
@Confined("stream lane")
final class FlowWindow {
    static final long LARGEST = 32L << 20;
    static final long FIRST = LARGEST / 16;

    private long size = FIRST;
    private long pending;
    private long covered;
    private byte @Nullable [] asked;

    /** Whether nothing more may be delivered before an answer. */
    boolean isStalled() {
        return pending > size;
    }

    /** A message of so many bytes was delivered; whether it is time to ask. */
    boolean delivered(int bytes) {
        pending += bytes;
        if (asked == null) {
            return pending > size / 2;
        }
        if (pending - covered >= size) {
            covered += bytes;
        }
        return false;
    }

    /** It was asked, on this reply subject. */
    void asked(byte[] reply) {
        asked = reply;
        covered = pending;
    }

    /** The reply subject of the question that is not answered yet; null: there is none. */
    byte @Nullable [] asked() {
        return asked;
    }

    /** Somebody answered; false: not to the last question. */
    boolean answered(byte[] reply) {
        if (asked == null || !Arrays.equals(asked, reply)) {
            return false;
        }
        size = Math.min(2 * size, LARGEST);
        pending = Math.max(0, pending - covered);
        covered = 0;
        asked = null;
        return true;
    }
}
