/**
 * Lanes, timers, clock and chance: the only package that starts threads or reads time.
 *
 * <p>Threads: this package makes them. An {@link io.midge.loop.IoLoop} and a {@link io.midge.loop.ThreadLane} are one platform
 * thread each; {@link io.midge.loop.Lanes} hands out the others.
 */
package io.midge.loop;
