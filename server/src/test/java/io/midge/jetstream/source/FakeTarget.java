package io.midge.jetstream.source;

import io.midge.account.Account;
import io.midge.account.Internal;
import io.midge.account.Postbox;
import io.midge.jetstream.config.StreamConfig;
import io.midge.log.Log;
import io.midge.loop.Lane;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.op.MessageParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.random.RandomGenerator;

/** A stream that stores what it is given, as long as the test lets it. */
final class FakeTarget implements Target {
    StreamConfig config;
    /** So many more may be stored; then there is no room. */
    int room = Integer.MAX_VALUE;
    /** Why nothing is taken, empty: it is. */
    String refusal = "";
    /** Whether what is stored is not durable until {@link #sync}. */
    boolean isSlow;

    boolean isCaughtUp;
    /** What was written down of how far sources are. */
    byte[] noted = new byte[0];

    private final String domain;
    private final Account account;
    private final Internal internal;
    private final Postbox postbox;
    private final StreamStore store;
    private final Log log;
    private final RandomGenerator random;
    private final Decision decision = new Decision();
    private final ArrayDeque<Runnable> unsynced = new ArrayDeque<>();
    private long decided;

    FakeTarget(
            StreamConfig config,
            String domain,
            Account account,
            Internal internal,
            Postbox postbox,
            StreamStore store,
            Log log,
            RandomGenerator random) {
        this.config = config;
        this.domain = domain;
        this.account = account;
        this.internal = internal;
        this.postbox = postbox;
        this.store = store;
        this.log = log;
        this.random = random;
        this.decided = store.lastSeq();
    }

    /** What was stored is durable now. On the lane. */
    void sync() {
        while (!unsynced.isEmpty()) {
            unsynced.remove().run();
        }
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public String domain() {
        return domain;
    }

    @Override
    public StreamConfig config() {
        return config;
    }

    @Override
    public StreamStore store() {
        return store;
    }

    @Override
    public Lane lane() {
        return store.lane();
    }

    @Override
    public Postbox postbox() {
        return postbox;
    }

    @Override
    public Internal internal() {
        return internal;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public Log log() {
        return log;
    }

    @Override
    public long decidedLast() {
        return decided;
    }

    @Override
    public boolean store(
            byte[] subject, byte[] headers, byte[] payload, long seq, long timeNs, Replicator.Proposal end) {
        if (!refusal.isEmpty()) {
            String why = refusal;
            if (isSlow) {
                unsynced.add(() -> end.failed(why));
            } else {
                end.failed(why);
            }
            return true;
        }
        if (room == 0) {
            return false;
        }
        room--;
        long now = timeNs == 0 ? nowNs() : timeNs;
        decision.clear();
        if (seq > decided + 1) {
            decision.skip(seq - 1, now);
        }
        decided = seq == 0 ? decided + 1 : seq;
        try {
            store.message(decision, decided, now, 0, 0, MessageParts.of(subject, headers, payload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return store.propose(decision, isSlow ? later(end) : end);
    }

    private long nowNs() {
        return lane().clock().epochMicros() * 1_000;
    }

    private Replicator.Proposal later(Replicator.Proposal end) {
        return new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                unsynced.add(() -> end.committed(index));
            }

            @Override
            public void failed(String why) {
                end.failed(why);
            }
        };
    }

    @Override
    public boolean skip(long seq, Replicator.Proposal end) {
        if (room == 0) {
            return false;
        }
        decided = seq;
        return store.propose(decision.clear().skip(seq, nowNs()), end);
    }

    @Override
    public byte[] noted() {
        return noted;
    }

    @Override
    public void caughtUp() {
        isCaughtUp = true;
    }
}
