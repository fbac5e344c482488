package io.midge.client;

import io.midge.account.Account;
import io.midge.loop.Confined;
import org.jspecify.annotations.Nullable;

/** The account that a client counts in: at most one at a time. */
@Confined("I/O loop of the client")
final class Membership {
    private @Nullable Account in;

    boolean isIn(Account account) {
        return account.equals(in);
    }

    /** Counts it in here, it having left where it was; false when there is no room. */
    boolean join(Account account) {
        if (!account.admit()) {
            return false;
        }
        in = account;
        return true;
    }

    /** Counts it out; false if it was nowhere. */
    boolean leave() {
        Account before = in;
        in = null;
        if (before != null) {
            before.leave();
        }
        return before != null;
    }
}
