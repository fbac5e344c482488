package io.midge.store;

/**
 * Hears what operators should know of a store. Lines are whole sentences that name the cause and, where there is one, the
 * remedy. On any lane.
 */
public interface StoreListener {
    /** Something takes its time: so many of so many bytes or streams. */
    default void progress(String what, long done, long of) {}

    /** Something is not as it should be, and goes on. */
    void warning(String line);

    /** Something was found damaged, and what it cost. */
    void damage(Damage damage);

    /** A stream, or all of them, stopped. */
    void failed(String line);

    /**
     * What was found damaged.
     *
     * @param group of the stream; 0: of the store itself
     * @param file where
     * @param position from which byte on; -1: the whole
     * @param fromSeq the first sequence that it cost; 0: none, or not known
     * @param toSeq the last
     * @param what in words
     */
    record Damage(long group, String file, long position, long fromSeq, long toSeq, String what) {}
}
