/**
 * Where the messages of a stream lie: in the files of segments, or in memory outside the heap.
 *
 * <p>Threads: all of one stream lives on that stream's lane, but for what is said to be otherwise.
 */
@org.jspecify.annotations.NullMarked
package io.midge.store.log;
