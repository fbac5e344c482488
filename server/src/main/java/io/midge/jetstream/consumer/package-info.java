/**
 * What consumers deliver, and what becomes of it.
 *
 * <p>Threads: stream lanes, but for listeners, which hand over to them.
 */
@org.jspecify.annotations.NullMarked
package io.midge.jetstream.consumer;
