package io.midge.bench;

import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.op.MessageParts;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes on one stream lane, to its streams in turn, as many messages as its window allows to be in flight; those that became
 * durable make room for others. Nothing is allocated for a message.
 */
final class StoreFeeder implements Replicator.Proposal, Runnable {
    /** Which subject the n-th message has. */
    interface Subjects {
        /** Writes it; how long it is. */
        int put(byte[] to, long n);
    }

    private static final long RETRY_NANOS = 200_000;

    private final List<StreamStore> streams;
    private final long[] next;
    private final int window;
    private final Subjects subjects;
    private final Decision decision = new Decision();
    private final MessageParts parts = new MessageParts();
    private final CompletableFuture<Long> done = new CompletableFuture<>();
    private final long total;
    private final long pause;
    private final Runnable pauses;
    private long sent;
    private long durable;
    private int turn;
    private boolean posted;
    private boolean ready; // the decision holds the next message
    private long refused;

    /** @param pauses run on the lane each time that so many have become durable */
    StoreFeeder(
            List<StreamStore> streams,
            int window,
            long total,
            int payload,
            Subjects subjects,
            long pause,
            Runnable pauses) {
        this.streams = streams;
        this.next = new long[streams.size()];
        this.window = window;
        this.total = total;
        this.subjects = subjects;
        this.pause = pause;
        this.pauses = pauses;
        parts.subject = new byte[256];
        parts.payload = new byte[payload];
        parts.payloadLength = payload;
        java.util.Arrays.fill(parts.payload, (byte) 'x');
    }

    /** Begins; completed when all is durable, with the time of that. */
    CompletableFuture<Long> start() {
        streams.getFirst().lane().execute(() -> {
            for (int i = 0; i < next.length; i++) {
                next[i] = streams.get(i).lastSeq() + 1;
            }
            post();
        });
        return done;
    }

    /** How often there was no room. */
    long refused() {
        return refused;
    }

    private void post() {
        posted = true;
        streams.getFirst().lane().execute(this);
    }

    @Override
    public void run() {
        posted = false;
        long now = StoreRig.now();
        try {
            while (sent < total && sent - durable < window && propose(now)) {
                sent++;
            }
        } catch (IOException e) {
            failed(e.toString());
        }
    }

    private boolean propose(long now) throws IOException {
        StreamStore to = streams.get(turn);
        if (!ready) {
            parts.subjectLength = subjects.put(parts.subject, sent);
            to.message(decision.clear(), next[turn], now, 0, 0, parts);
            ready = true;
        }
        if (!to.propose(decision, this)) {
            refused++;
            if (!to.failure().isEmpty()) {
                failed(to.failure());
            } else {
                posted = true;
                to.lane().schedule(RETRY_NANOS, this);
            }
            return false;
        }
        ready = false;
        next[turn]++;
        turn = turn + 1 == next.length ? 0 : turn + 1;
        return true;
    }

    @Override
    public void committed(long index) {
        durable++;
        if (durable % pause == 0) {
            pauses.run();
        }
        if (durable == total) {
            done.complete(System.nanoTime());
        } else if (!posted && sent < total) {
            post();
        }
    }

    @Override
    public void failed(String why) {
        done.completeExceptionally(new IllegalStateException(why));
    }
}
