package io.midge.account;

import org.jspecify.annotations.Nullable;

/** Who publishes a message: a client, or the server itself. Safe from any thread. */
public interface Publisher {
    /**
     * What services are told of who asks them; null: there is nothing to tell, because it is the server.
     *
     * @param detailed whether it shares who it is, and not only in which account it is and how far away
     */
    @Nullable
    RequestInfo info(boolean detailed);

    /** Somebody measures how long it waits: how far away it is has to be known, if it can be. On its loop. */
    default void wantRtt() {}
}
