/**
 * The server as one object: what starts it, wires it and stops it.
 *
 * <p>Threads: any; the server's own threads are made by {@code io.midge.loop}.
 */
package io.midge;
