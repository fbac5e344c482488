/**
 * Who a connection is: users, passwords and tokens as the configuration has them, and what wrong ones cost.
 *
 * <p>Threads: any, unless a class says otherwise; hashes are verified on threads of their own, {@code nats-auth-N}, which
 * are there only while there is something to verify.
 */
package io.midge.auth;
