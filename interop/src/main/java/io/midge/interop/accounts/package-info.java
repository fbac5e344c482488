/**
 * Accounts: the same generated configurations, connections and operations for a server and for the reference server, and
 * every answer compared.
 *
 * <p>A case stands alone: it has accounts of its own, named after its seed, and what it does there. So many cases share a
 * start of the servers, and one that differs can be played again by itself.
 *
 * <p>Threads: {@code AccountsSuite} works on one virtual thread per server; a {@code Stage} belongs to one of them.
 */
@NullMarked
package io.midge.interop.accounts;

import org.jspecify.annotations.NullMarked;
