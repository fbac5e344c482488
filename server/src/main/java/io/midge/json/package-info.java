/**
 * JSON as Go's encoding/json reads and writes it, so that clients and tools see what they know from nats-server.
 *
 * <p>Threads: any; a reader or writer belongs to the thread that made it.
 */
package io.midge.json;
