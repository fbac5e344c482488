package io.midge.raft;

/** An entry of a group's log, as a view that is valid during the call that passes it. Of one thread. */
public final class Entry {
    /** Where it stands in this server's journal. */
    public long lsn;
    /** Which group it belongs to. */
    public long group;
    /** Its number in its group, from 1, without gaps. */
    public long index;
    /** Under whose leadership it was proposed. */
    public int term;
    /** What it is to the group. */
    public byte kind;
    /** Holds its bytes from {@link #off} on, {@link #len} of them. */
    public byte[] buf = new byte[0];

    public int off;
    public int len;

    /** Makes this a view of other bytes, of the same group. */
    public Entry set(long lsn, long index, int term, byte kind, byte[] buf, int off, int len) {
        this.lsn = lsn;
        this.index = index;
        this.term = term;
        this.kind = kind;
        this.buf = buf;
        this.off = off;
        this.len = len;
        return this;
    }
}
