/**
 * The official Java client and JetStream, against a server process that stores.
 *
 * <p>Threads: every test runs on a virtual thread of its own, some at a time; the client's own threads call back.
 */
@NullMarked
package io.midge.interop.jetstream;

import org.jspecify.annotations.NullMarked;
