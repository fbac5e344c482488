package io.midge.store.consumer;

import io.midge.loop.Confined;

/** A consumer as its stream's store knows it: what it is, and what is applied of what it did. */
@Confined("stream lane")
public final class StoredConsumer {
    /** Names that begin like this are no consumers': the stream keeps notes of its own under them. */
    public static final String NOTE = ".";

    private final long number;
    private final String name;
    private final long createdNs;
    private final ConsumerState state;
    private Blob config;
    private boolean changed = true;

    StoredConsumer(long number, String name, long createdNs, Blob config, ConsumerState state) {
        this.number = number;
        this.name = name;
        this.createdNs = createdNs;
        this.config = config;
        this.state = state;
    }

    /** What operations call it: no other consumer of its stream has or had it. */
    public long number() {
        return number;
    }

    public String name() {
        return name;
    }

    /** Nanoseconds since 1970. */
    public long createdNs() {
        return createdNs;
    }

    /** Opaque here. */
    public Blob config() {
        return config;
    }

    /** To be looked at only. */
    public ConsumerState state() {
        return state;
    }

    void setConfig(Blob config) {
        this.config = config;
        changed = true;
    }

    void apply(ConsumerOp.OnState op) {
        state.apply(op);
        changed = true;
    }

    /** Whether it has changed since it was last written. */
    boolean changed() {
        return changed;
    }

    void setChanged(boolean changed) {
        this.changed = changed;
    }
}
