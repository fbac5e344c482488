/**
 * Mirrors and sources: streams that copy others.
 *
 * <p>Threads: stream lanes, but for listeners, which hand over to them.
 */
@org.jspecify.annotations.NullMarked
package io.midge.jetstream.source;
