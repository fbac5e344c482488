package io.midge.options;

/** What happens to a connection that does not take what waits for it within the write deadline. */
public enum WriteTimeout {
    /** Clients are closed, other servers are tried again. */
    DEFAULT,
    /** It is closed. */
    CLOSE,
    /** It is tried again. */
    RETRY
}
