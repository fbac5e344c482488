/**
 * Clients: the connections that speak the client protocol.
 *
 * <p>Threads: a {@link io.midge.client.Client} lives on its connection's loop; messages are delivered to it from all
 * loops.
 */
package io.midge.client;
