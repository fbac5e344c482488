/**
 * Which subjects a stream has, what of it is gone, and which of its messages a filter takes.
 *
 * <p>Threads: all of one stream lives on that stream's lane.
 */
@org.jspecify.annotations.NullMarked
package io.midge.store.index;
