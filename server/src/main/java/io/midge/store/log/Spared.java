package io.midge.store.log;

/** Says which messages are still to be erased, so that what holds them is not given back before. On the stream's lane. */
public interface Spared {
    /** Whether there are any between two sequences. */
    boolean any(long from, long to);
}
