package io.midge.store;

import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.raft.Replicator;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Proposals that wait until large payloads are on the disk, and those behind them. One sync serves all payloads that were written
 * while the lane had something else to do: the sync is a task of its own, behind those that are queued.
 */
@Confined("stream lane")
final class HeldProposals {
    /** So many bytes of decisions may wait, payloads in their own files not counted. */
    private static final long ROOM = 16L << 20;

    private static final String NO_ROOM = "the journal has no room";

    @SuppressWarnings("ArrayRecordComponent") // waits, and is compared by nobody
    private record Held(byte[] bytes, Replicator.Proposal proposal) {}

    private final StreamStore stream;
    private final StreamFiles files;
    private final Lane lane;
    private final ArrayDeque<Held> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean unsynced;

    HeldProposals(StreamStore stream, StreamFiles files, Lane lane) {
        this.stream = stream;
        this.files = files;
        this.lane = lane;
    }

    /** A payload was written that is not yet on the disk. */
    void largeWasPut() {
        unsynced = true;
    }

    /** Whether this one has to wait; then it is kept, and its proposal will hear. */
    boolean takes(Decision decision, Replicator.Proposal proposal) {
        if (!unsynced && waiting.isEmpty()) {
            return false;
        }
        if (waiting.isEmpty()) {
            lane.execute(this::release);
        }
        waiting.add(new Held(Arrays.copyOf(decision.buf(), decision.length()), proposal));
        bytes += decision.length();
        return true;
    }

    /** Whether there is no room for one more, which must not overtake those that wait. */
    boolean isFull(int length) {
        return !waiting.isEmpty() && bytes + length > ROOM;
    }

    private void release() {
        try {
            if (unsynced) {
                unsynced = false;
                files.syncLarge();
            }
        } catch (IOException e) {
            stream.stop("a large payload could not be written: " + e.getMessage());
            return;
        }
        Held next = waiting.poll();
        while (next != null) {
            bytes -= next.bytes.length;
            if (!stream.replicator().propose(StreamStore.OPERATIONS, next.bytes, 0, next.bytes.length, next.proposal)) {
                drop(next.bytes, next.bytes.length);
                next.proposal.failed(NO_ROOM);
                fail(NO_ROOM); // what was decided behind it counted on it
            }
            next = waiting.poll();
        }
    }

    void fail(String why) {
        bytes = 0;
        Held next = waiting.poll();
        while (next != null) {
            drop(next.bytes, next.bytes.length);
            next.proposal.failed(why);
            next = waiting.poll();
        }
    }

    /** What was decided is not to be proposed: no entry will refer to its large payloads, nor use the memory that it was promised. */
    void drop(byte[] decision, int length) {
        OpFrame frame = new OpFrame();
        for (int at = 0; at < length; at += OpFrame.padded(frame.length())) {
            OpType type = frame.trusted(decision, at).type();
            if (type == OpType.LARGE) {
                files.dropLarge(frame);
            } else if (type == OpType.MESSAGE) {
                files.release(frame.bodyLength());
            }
        }
    }
}
