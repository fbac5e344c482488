package io.midge.store;

import io.midge.loop.Confined;

/**
 * What is done on a lane without haste: streams give back room that nobody needs, and verify what they have on the disk, each a
 * little when its turn comes.
 */
@Confined("stream lane")
final class Upkeep {
    /** So many streams have their turn in one task. */
    private static final int TURN = 8;

    private final LaneStreams streams;
    private final long periodNanos;
    private long next = Long.MIN_VALUE;
    private boolean stopped;

    Upkeep(LaneStreams streams, long periodNanos) {
        this.streams = streams;
        this.periodNanos = periodNanos;
    }

    void start() {
        if (periodNanos > 0) {
            streams.lane().schedule(periodNanos, this::turn);
        }
    }

    void stop() {
        stopped = true;
    }

    private void turn() {
        if (stopped) {
            return;
        }
        streams.lane().schedule(periodNanos, this::turn); // whatever becomes of this one
        for (int n = 0; n < TURN; n++) {
            StreamStore stream = streams.from(next);
            if (stream == null) {
                next = Long.MIN_VALUE;
                break;
            }
            next = stream.group() + 1;
            stream.keepUp();
        }
    }
}
