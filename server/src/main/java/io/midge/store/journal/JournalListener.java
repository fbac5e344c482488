package io.midge.store.journal;

/** Hears what happens to a journal as a whole. On the journal lane, but for what is said otherwise; calls must be short. */
public interface JournalListener {
    /** At least half of it is in use, or all: a checkpoint would allow to cut it. Told again with each further file. */
    void checkpoint(long used, long capacity);

    /** Something that was written cannot be read. At recovery, on the caller's thread. */
    default void damaged(Damage damage) {}

    /** A file failed: nothing from this LSN on is in it, and what was on its way goes to another. */
    default void sealed(String file, long lsn, String why) {}

    /**
     * No further file can be made: what fits into those that are there is taken, and then nothing ({@link
     * io.midge.raft.GroupLog#FULL}), until {@link #room} is told. On any lane.
     */
    default void full(String why) {}

    /** Files can be made again. On any lane. */
    default void room() {}

    /** Of what may have been in this copy of damaged batches only whole entries are left, since something was erased. On the background lane. */
    default void erased(String copy) {}

    /** Nothing more is taken ({@link io.midge.raft.GroupLog#FAILED}), and what was on its way is lost. */
    void failed(String why);
}
