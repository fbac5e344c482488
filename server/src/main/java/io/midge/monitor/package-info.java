/**
 * What an operator sees over HTTP: {@code /varz}, {@code /connz} and others, and a page that links to them. The
 * same pages can be asked for in the system's account.
 *
 * <p>Threads: requests are answered on the executor that is passed in; a {@link io.midge.monitor.ServerView} is read
 * from there, so it answers from any thread. The JDK's HTTP server adds one thread that waits for requests.
 */
package io.midge.monitor;
