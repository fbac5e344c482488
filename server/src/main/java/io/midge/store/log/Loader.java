package io.midge.store.log;

import io.midge.store.op.OpFrame;

/**
 * Hears what a log holds while it is opened. First come all frames that are not messages, in the order in which they were
 * applied, so that what is gone is known; then the messages that are not, by sequence. On the stream's lane.
 */
public interface Loader {
    /** What is known from an image does not fit: everything is told, from the beginning. */
    default void anew() {}

    /** A frame that is not a message. Deletions are to be in the stream's set when this returns. */
    void frame(OpFrame frame);

    /** Messages of the next segment follow, with so many distinct subjects. */
    void segment(int subjects);

    /**
     * A message that was not deleted.
     *
     * @return the number of its subject in the stream's index
     */
    int message(LoadedMessage message);

    /**
     * No message has these sequences, from the first that no eviction took to the last that the stream had: they were skipped,
     * deleted long ago, or are lost to damage, which was reported. They belong into the stream's set of what is deleted.
     */
    void absent(long from, long to);
}
