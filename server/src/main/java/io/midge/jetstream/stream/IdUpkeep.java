package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.store.time.DedupeWindow;
import java.time.Instant;

/** Gives back the memory of ids that count no more, also while nobody publishes. */
@Confined("stream lane")
final class IdUpkeep {
    private static final long SECOND = 1_000_000_000L;

    /** How often it is looked, in a window. */
    private static final long TIMES = 64;

    private final Lane lane;
    private final DedupeWindow ids;
    private long windowNs;
    private boolean armed;
    private boolean ended;

    IdUpkeep(Lane lane, DedupeWindow ids) {
        this.lane = lane;
        this.ids = ids;
    }

    /** So long an id counts. */
    void window(long nanos) {
        windowNs = nanos;
        arm();
    }

    /** There may be ids now. */
    void arm() {
        if (!armed && !ended && !ids.isEmpty()) {
            armed = true;
            lane.schedule(Math.max(SECOND, windowNs / TIMES), this::run);
        }
    }

    private void run() {
        armed = false;
        Instant now = lane.clock().instant();
        ids.evict(now.getEpochSecond() * SECOND + now.getNano());
        arm();
    }

    void end() {
        ended = true;
    }
}
