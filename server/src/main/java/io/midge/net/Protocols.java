package io.midge.net;

/** Makes the protocol of a new connection; called on the connection's loop, just before {@link Protocol#onOpen}. */
public interface Protocols {
    Protocol connected(Connection connection);
}
