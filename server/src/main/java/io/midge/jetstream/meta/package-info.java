/**
 * Which streams and consumers an account has, and may have.
 *
 * <p>Threads: the API lane.
 */
@org.jspecify.annotations.NullMarked
package io.midge.jetstream.meta;
