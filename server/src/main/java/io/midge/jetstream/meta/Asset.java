package io.midge.jetstream.meta;

import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.stream.Stream;
import io.midge.loop.Lane;
import io.midge.store.StreamStore;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A stream as its account knows it, from when making it begins until it is gone. One thing is done with it at a time; what comes
 * meanwhile waits.
 *
 * <pre>
 *   MAKING ──made──▸ HERE ◂──▸ CHANGING         MAKING ──not made──▸ GONE
 *                     └──▸ DELETING ──dropped──▸ GONE,  ──not dropped──▸ STUCK ──▸ DELETING
 *   MAKING ──not understood──▸ OFFLINE ──▸ DELETING
 * </pre>
 *
 * <p>Threads: the API lane; any for what it is and holds.
 */
public final class Asset {
    private enum State {
        MAKING,
        HERE,
        CHANGING,
        DELETING,
        STUCK,
        OFFLINE,
        GONE
    }

    private static final int MOST_WAITING = 256;

    private final JsAccount account;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private volatile State state = State.MAKING;
    private volatile StreamConfig config;
    private volatile StreamMaker.@Nullable Made made;
    private volatile @Nullable Offline offline;

    Asset(JsAccount account, StreamConfig config) {
        this.account = account;
        this.config = config;
    }

    public JsAccount account() {
        return account;
    }

    public String name() {
        return config.name();
    }

    /** As it is configured, or is about to be. */
    public StreamConfig config() {
        return config;
    }

    /** The stream, as soon as there is one. */
    public Stream stream() {
        StreamMaker.Made there = made;
        if (there == null) {
            throw new IllegalStateException("stream " + name() + " is not made yet");
        }
        return there.stream();
    }

    /** Where the stream lives. */
    public Lane lane() {
        return store().lane();
    }

    /** What is stored of it. */
    public StreamStore store() {
        Offline kept = offline;
        return kept == null ? stream().store() : kept.store();
    }

    /** Why it is not run, though it is kept; null: it is run, or gone. */
    public @Nullable Offline offline() {
        return offline;
    }

    /** Whether it can be asked for. */
    public boolean isHere() {
        State now = state;
        return now == State.HERE || now == State.CHANGING;
    }

    /** Whether it is kept and not run. */
    public boolean isOffline() {
        return state == State.OFFLINE;
    }

    /** Whether something is being done with it. */
    boolean isBusy() {
        State now = state;
        return now == State.MAKING || now == State.CHANGING || now == State.DELETING;
    }

    /** Whether it was stopped to be deleted, and that went wrong. */
    boolean isStuck() {
        return state == State.STUCK;
    }

    boolean isGone() {
        return state == State.GONE;
    }

    /** How many consumers it lists, a moment ago. */
    public int consumers() {
        StreamMaker.Made there = made;
        Offline kept = offline;
        if (kept != null) {
            return kept.consumers().size();
        }
        return there == null || !isHere() ? 0 : there.stream().consumers().size();
    }

    /** How many consumers it has, direct ones included, a moment ago. */
    public int allConsumers() {
        StreamMaker.Made there = made;
        return there == null || !isHere()
                ? consumers()
                : there.stream().consumers().count();
    }

    /** Runs when nothing is done with it any more. */
    public void whenIdle(Runnable task) {
        waiting.add(task);
    }

    void made(StreamMaker.Made now) {
        made = now;
        state = State.HERE;
    }

    /** It is kept, and not run. */
    void offline(Offline kept) {
        offline = kept;
        state = State.OFFLINE;
    }

    /** One of the consumers that are kept with it is removed. */
    public void without(String consumer) {
        Offline kept = offline;
        if (kept != null) {
            offline = kept.without(consumer);
        }
    }

    /** What it took of the limits is free again. */
    void freed() {
        StreamMaker.Made there = made;
        if (there != null) {
            there.gone();
        }
    }

    void changing(StreamConfig to) {
        config = to;
        state = State.CHANGING;
    }

    void changed(StreamConfig now) {
        config = now;
        state = State.HERE;
    }

    void deleting() {
        state = State.DELETING;
    }

    void stuck() {
        state = State.STUCK;
    }

    void gone() {
        state = State.GONE;
    }

    /**
     * Whether who asks for it is to wait: it is not there yet, or goes, or others are to change it first. Beyond a number nobody waits,
     * as a disk may take its time.
     */
    boolean isInTheWay() {
        State now = state;
        boolean changes = now == State.MAKING || now == State.DELETING || (isBusy() && !waiting.isEmpty());
        return changes && waiting.size() < MOST_WAITING;
    }

    /** Whoever waits has his turn, now that everybody knows how it went. What one throws does not stop the others. */
    void settle() {
        while (!isBusy() && !waiting.isEmpty()) {
            boolean ran = false;
            Runnable task = waiting.remove();
            try {
                task.run();
                ran = true;
            } finally {
                if (!ran) {
                    settle();
                }
            }
        }
    }
}
