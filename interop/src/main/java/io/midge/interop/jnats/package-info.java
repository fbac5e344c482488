/**
 * The official Java client against a server process.
 *
 * <p>Threads: every test runs on a virtual thread of its own, those of one server one after the other, those with
 * {@code interop/servers} some at a time; the client's own threads call back.
 */
@NullMarked
package io.midge.interop.jnats;

import org.jspecify.annotations.NullMarked;
