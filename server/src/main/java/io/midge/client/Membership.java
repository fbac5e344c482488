package io.midge.client;

import io.midge.account.Account;
import io.midge.loop.Confined;
import org.jspecify.annotations.Nullable;

/** The account that a client counts in: at most one at a time. */
@Confined("I/O loop of the client")
final class Membership {
    private final Clients clients;
    private @Nullable Account in;

    Membership(Clients clients) {
        this.clients = clients;
    }

    boolean isIn(Account account) {
        return account.equals(in);
    }

    /** Counts it in here rather than where it was; false when there is no room. */
    boolean join(Account account) {
        leave();
        if (!account.admit()) {
            return false;
        }
        in = account;
        clients.attendance().counted(account);
        return true;
    }

    /** Counts it out, if it is anywhere. */
    void leave() {
        Account before = in;
        in = null;
        if (before != null) {
            before.leave();
            clients.attendance().counted(before);
        }
    }
}
