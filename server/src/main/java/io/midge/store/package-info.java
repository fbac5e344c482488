/**
 * The engine under JetStream: streams and their consumers, and what of them survives.
 *
 * <p>Threads: a {@link io.midge.store.Store} is for any thread; a {@link io.midge.store.StreamStore} lives on its stream's lane.
 */
@org.jspecify.annotations.NullMarked
package io.midge.store;
