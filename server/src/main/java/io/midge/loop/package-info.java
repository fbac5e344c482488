/**
 * Lanes, timers, clock and chance: the only package that starts threads or reads time.
 *
 * <p>Threads: this package makes them. An {@link io.midge.loop.IoLoop} is one platform thread; {@link
 * io.midge.loop.Lanes} hands out the others.
 */
package io.midge.loop;
