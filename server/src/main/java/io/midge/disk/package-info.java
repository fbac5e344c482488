/**
 * The files of a store behind a seam: the machine's own, or those of a simulation that loses power.
 *
 * <p>Threads: whoever calls; calls block. They are made on lanes, never on an I/O loop, and never on a thread that may be
 * interrupted, since an interrupt closes a channel.
 */
@org.jspecify.annotations.NullMarked
package io.midge.disk;
