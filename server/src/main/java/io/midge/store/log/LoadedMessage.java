package io.midge.store.log;

/** What a footer knows of a message: a view that is valid during the call that passes it. Of one thread. */
public final class LoadedMessage {
    public long seq;
    /** Nanoseconds since 1970. */
    public long time;

    public int ttl;
    /** As {@link io.midge.store.op.OpFrame} has them. */
    public int flags;
    /** What it counts in the accounting of nats-server's file store. */
    public long size;
    /** The number of its subject in its segment, from 0, below what {@link Loader#segment} said. */
    public int local;

    public byte[] subject = new byte[0];
    public int subjectOffset;
    public int subjectLength;
}
