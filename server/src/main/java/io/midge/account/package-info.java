/**
 * Accounts: who shares a subject space, what is subscribed in it, and how a message finds its subscribers.
 *
 * <p>Threads: an {@link io.midge.account.Account} and its sublist are used by all loops. A {@link
 * io.midge.account.Fanout} belongs to one loop.
 */
package io.midge.account;
