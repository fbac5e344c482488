package io.midge.options;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect: by name and password, or by a key.
 *
 * @param name name of the user; empty: it has a key
 * @param password password, or what bcrypt made of it; none for one with a key
 * @param nkey public key of the user; empty: it has a name
 * @param permissions what the user may do; null: everything
 * @param connectionTypes how the user may connect; none: in every way
 * @param proxyRequired only through a trusted proxy
 */
public record UserOptions(
        String name,
        SecretText password,
        String nkey,
        @Nullable PermissionOptions permissions,
        Set<ConnectionType> connectionTypes,
        boolean proxyRequired) {
    public UserOptions {
        connectionTypes = Set.copyOf(connectionTypes);
    }

    /** The user with other permissions. */
    public UserOptions withPermissions(@Nullable PermissionOptions value) {
        return new UserOptions(name, password, nkey, value, connectionTypes, proxyRequired);
    }

    /** The key, or the name of one without. */
    public String id() {
        return nkey.isEmpty() ? name : nkey;
    }
}
