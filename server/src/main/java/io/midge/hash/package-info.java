/**
 * Hashes that others' formats ask for.
 *
 * <p>Threads: a hash belongs to one thread at a time.
 */
@org.jspecify.annotations.NullMarked
package io.midge.hash;
