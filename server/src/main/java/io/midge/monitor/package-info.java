/**
 * What an operator sees over HTTP: {@code /varz}, {@code /connz}, {@code /healthz} and a page that links to them.
 *
 * <p>Threads: requests are answered on the executor that is passed in; a {@link io.midge.monitor.ServerView} is read
 * from there, so it answers from any thread. The JDK's HTTP server adds one thread that waits for requests.
 */
package io.midge.monitor;
