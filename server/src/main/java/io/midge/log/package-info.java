/**
 * Log lines for operators: one event, one line, in nats-server's format, to a syslog service or through SLF4J.
 *
 * <p>Threads: any; a {@link io.midge.log.Log} and its sink are safe to share. {@link io.midge.log.SyslogSink} is given one
 * of its own.
 */
package io.midge.log;
