/**
 * The seam between a state and the log that makes it survive.
 *
 * <p>Threads: a {@link io.midge.raft.Replicator} lives on the lane of its group.
 */
@org.jspecify.annotations.NullMarked
package io.midge.raft;
