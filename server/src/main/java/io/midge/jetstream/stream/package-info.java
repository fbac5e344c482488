/**
 * What streams take, keep and show.
 *
 * <p>Threads: stream lanes, but for listeners, which hand over to them.
 */
@org.jspecify.annotations.NullMarked
package io.midge.jetstream.stream;
