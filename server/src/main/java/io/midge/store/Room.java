package io.midge.store;

import io.midge.disk.DiskFull;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import java.io.IOException;

/**
 * Whether a stream finds room on the disk. While it does not, what it applies waits in memory, nothing more is taken, and now and then
 * it is tried again. Whatever has time is done here as well: room is given back, and what lies on the disk is verified.
 */
@Confined("stream lane")
final class Room {
    private static final long RETRY_NANOS = 1_000_000_000L;

    /** Without room, what can be given back is looked for in one turn of so many. */
    private static final int TURNS = 64;

    /** Bytes that are moved, and bytes that are verified, each time that a stream has its turn. */
    private static final long COMPACT = 1 << 20;

    private static final long SCRUB = 256 << 10;

    /** What serves who reads is given back when nobody has read for so long. */
    private static final long REST_NANOS = 10_000_000_000L;

    /** While proposals are on their way, it is verified in one turn of so many. */
    private static final int SCRUB_BUSY = 64;

    private final StreamStore stream;
    private final StreamFiles files;
    private final Lane lane;
    private StreamNews hears = new StreamNews() {};
    private boolean waits;
    private int rests; // so many turns
    private int turns; // in which proposals were on their way
    private Rounds rounds = new Rounds(0);
    private long uses; // of the files, and when there was one last
    private long usedAt;
    private boolean isAtRest;

    Room(StreamStore stream, StreamFiles files, Lane lane) {
        this.stream = stream;
        this.files = files;
        this.lane = lane;
    }

    /** Who hears that there is none, and that there is some again. */
    void listen(StreamNews listener) {
        hears = listener;
    }

    /** All that lies on the disk is verified once in so long. */
    void verifiesIn(long nanos) {
        rounds = new Rounds(nanos);
    }

    /** Why nothing can be stored; empty: it can. */
    String shortage() {
        return files.inMemory() ? "" : files.segments().shortage();
    }

    /** Something was written, or was not. */
    void look() {
        String why = waits ? "" : shortage();
        if (!why.isEmpty()) {
            waits = true;
            hears.waits(stream, why);
            lane.schedule(RETRY_NANOS, this::retry);
        }
    }

    private void retry() {
        if (stream.isClosed() || stream.isStopped()) {
            return;
        }
        try {
            files.segments().retry();
            waits = false;
            hears.waits(stream, "");
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                lane.schedule(RETRY_NANOS, this::retry);
            } else {
                stream.stop("its files cannot be written: " + e.getMessage());
            }
        }
    }

    /** Does a little: gives back room, and verifies, the seldomer while there is work. */
    void keepUp(boolean busy) throws IOException {
        compact();
        long now = lane.clock().nanos();
        turns = busy ? turns + 1 : 0;
        if (turns % SCRUB_BUSY == 0 && rounds.isDue(now)) {
            rounds.verified(SCRUB, files.segments().scrub(SCRUB), now);
        }
        rest(now);
    }

    private void rest(long now) throws IOException {
        long used = files.segments().uses();
        if (used != uses) {
            uses = used;
            usedAt = now;
            isAtRest = false;
        } else if (!isAtRest && now - usedAt >= REST_NANOS) {
            files.segments().rest();
            isAtRest = true;
        }
    }

    private void compact() throws IOException {
        if (rests > 0) {
            rests--;
            return;
        }
        try {
            files.segments().compact(COMPACT);
        } catch (IOException e) {
            if (!DiskFull.is(e)) {
                throw e;
            }
            rests = TURNS;
        }
    }
}
