/**
 * Connections: listeners, transports, what is on its way out, and backpressure.
 *
 * <p>Threads: a {@link io.midge.net.Connection} lives on one I/O loop. Its {@link io.midge.net.Outbound} takes data from
 * all loops: each stages its own without a lock and pushes under the connection's lock.
 */
package io.midge.net;
