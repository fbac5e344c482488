/**
 * Accounts: who shares a subject space, what is subscribed in it, who may do what there, and how a message finds its subscribers.
 *
 * <p>Threads: an {@link io.midge.account.Account} and its sublist are used by all loops, and so are {@link
 * io.midge.account.Permissions}, which never change. A {@link io.midge.account.Fanout} belongs to one loop.
 */
package io.midge.account;
