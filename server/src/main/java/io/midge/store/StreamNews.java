package io.midge.store;

/** Hears what becomes of streams. On the stream's lane. */
interface StreamNews {
    /** It stopped. */
    default void stopped(StreamStore stream, String why) {}

    /** The disk has no room for it, or has some again ({@code why} is empty). */
    default void waits(StreamStore stream, String why) {}
}
