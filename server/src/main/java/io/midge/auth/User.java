package io.midge.auth;

import io.midge.account.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * As whom a connection is here. There is one of it per user of a configuration, so that what is derived from it can be
 * made once.
 *
 * @param name name of the user; empty where there is none, as with a token
 * @param account name of the user's account
 * @param permissions what the user may do; null: everything
 */
public record User(String name, String account, @Nullable Permissions permissions) {
    /** Whether they are the same one, whatever they may do. */
    public boolean isAs(User other) {
        return name.equals(other.name) && account.equals(other.account);
    }
}
