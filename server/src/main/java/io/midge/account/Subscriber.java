package io.midge.account;

import io.midge.proto.PubFrame;
import org.jspecify.annotations.Nullable;

/** Who a subscription delivers to: the one virtual call per message and subscription. */
public interface Subscriber {
    /**
     * Takes a message.
     *
     * @param from the fan-out of the loop this is called on, which is not always the subscriber's own
     * @param publisher who published it
     * @return whether it was taken; a queue group tries its next member when not
     */
    boolean deliver(Subscription subscription, PubFrame frame, Fanout from, Publisher publisher);

    /** The account of its connection; null for the server's own, which stand where they are listed. */
    default @Nullable Account account() {
        return null;
    }

    /** The number of its connection, 0 for the server's own. */
    default long cid() {
        return 0;
    }
}
