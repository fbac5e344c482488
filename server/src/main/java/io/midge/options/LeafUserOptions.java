package io.midge.options;

/**
 * A user who may connect as a leaf node.
 *
 * @param user name
 * @param password password
 * @param account account that the user is in; empty: the global account
 * @param proxyRequired only through a trusted proxy
 */
public record LeafUserOptions(String user, SecretText password, String account, boolean proxyRequired) {}
