/**
 * Log lines for operators: one event, one line, in nats-server's format or through SLF4J.
 *
 * <p>Threads: any; a {@link io.midge.log.Log} and its sink are safe to share.
 */
package io.midge.log;
