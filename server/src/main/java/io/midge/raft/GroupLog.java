package io.midge.raft;

/**
 * The durable log under all groups of a server. {@link #append} is for any thread; what has become durable is told on the lane
 * of its group, in order.
 */
public interface GroupLog {
    /** What {@link #append} returns when there is no room: nothing was taken, and trying again later may work. */
    long FULL = -1;

    /** Refuses to take anything more, for a reason that {@link #failure} tells. */
    long FAILED = -2;

    /**
     * Takes an entry, copies it, and makes it durable with whatever else is on its way.
     *
     * @return its position in the journal; {@link #FULL} or {@link #FAILED}
     */
    long append(long group, long index, int term, byte kind, byte[] buf, int off, int len);

    /**
     * As {@link #append}, by a lane that has nothing else to do: the entry may be made durable on its thread before this returns.
     * That is told in a task of its own, as ever.
     */
    default long appendAlone(long group, long index, int term, byte kind, byte[] buf, int off, int len) {
        return append(group, index, term, kind, buf, off, len);
    }

    /** Why nothing is taken any more; empty while all is well. */
    String failure();

    /** Tells of this group's entries from now on. */
    void listen(long group, Listener listener);

    /** Tells no more of this group. */
    void forget(long group);

    /** Hears of entries that have become durable, on the lane that it names. */
    interface Listener {
        /** Where it is told. */
        io.midge.loop.Lane lane();

        /** An entry survives from now on. The bytes are valid during the call. */
        void durable(Entry entry);

        /** Entries that were appended did not become durable and never will, from this index on. */
        void lost(long fromIndex, String why);
    }
}
