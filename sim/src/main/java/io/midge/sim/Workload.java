package io.midge.sim;

/**
 * Something that is run with one seed after the other, and that either holds what it promises or does not. A run keeps nothing:
 * several may go on at once, each on its own thread.
 */
public interface Workload {
    /** As it is called on the command line. */
    String name();

    /** What it proves, in a line. */
    String about();

    /** Whether it has a defect, which must be found: it proves those that have none. */
    default boolean isPlanted() {
        return false;
    }

    /** Runs it. Whatever depends on chance depends on the seed; whatever happens goes into the trace. */
    Verdict run(long seed, Trace trace) throws Exception;
}
