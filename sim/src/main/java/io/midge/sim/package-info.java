/**
 * A machine made of a seed: lanes whose tasks interleave as chance has it, time that passes when nobody waits for it, and a disk
 * that fails and forgets as real ones do. What goes wrong with a seed goes wrong with it again.
 *
 * <p>From the outside in: {@code Main} and {@code Runner} run a {@link io.midge.sim.Workload} with many seeds; a workload puts
 * parts of the server on the lanes of a {@link io.midge.sim.Scheduler} and on a {@link io.midge.sim.SimDisk}, takes the power
 * away, and looks at what is left.
 *
 * <p>Threads: a simulation is one thread from beginning to end; a runner has several simulations side by side, which share
 * nothing.
 */
@org.jspecify.annotations.NullMarked
package io.midge.sim;
