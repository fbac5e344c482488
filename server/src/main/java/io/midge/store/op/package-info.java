/**
 * What can happen to a stream, as bytes: the same in the journal, in segments and in memory.
 *
 * <p>Threads: values and confined buffers.
 */
@org.jspecify.annotations.NullMarked
package io.midge.store.op;
