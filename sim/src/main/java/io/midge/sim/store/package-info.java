/**
 * The store under power loss: streams that live on a simulated disk, and a model of what they must hold.
 *
 * <p>Threads: each simulation is one thread.
 */
@org.jspecify.annotations.NullMarked
package io.midge.sim.store;
