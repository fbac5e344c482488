/**
 * A NATS server for JUnit tests: {@link io.midge.junit.NatsTest} starts it, parameters get it.
 *
 * <p>Threads: those on which JUnit runs tests; a server may be asked for from several at once.
 */
@NullMarked
package io.midge.junit;

import org.jspecify.annotations.NullMarked;
