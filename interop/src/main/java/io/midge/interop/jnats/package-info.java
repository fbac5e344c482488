/**
 * The official Java client against a server process.
 *
 * <p>Threads: every test runs on a virtual thread of its own, one after the other; the client's own threads call back.
 */
@NullMarked
package io.midge.interop.jnats;

import org.jspecify.annotations.NullMarked;
