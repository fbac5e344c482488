package io.midge.options;

/**
 * The {@code leafnodes} block (config.md 8).
 *
 * @param host address to listen on
 * @param port TCP port to listen on, -1 for a free one, 0 for none
 * @param advertise host[:port] that others are told; empty: where it listens
 */
public record LeafNodeOptions(String host, int port, String advertise) {}
