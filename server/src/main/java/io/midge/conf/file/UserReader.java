package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.nkey.NkeyPrefix;
import io.midge.options.ConnectionType;
import io.midge.options.PermissionOptions;
import io.midge.options.SecretText;
import io.midge.options.UserOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The users of an authorization block or of an account. */
final class UserReader {
    private UserReader() {}

    /** The users of the field {@code users}; those of whom nothing else is said have the default permissions. */
    static List<UserOptions> read(Block owner, @Nullable PermissionOptions defaults) {
        List<UserOptions> users = new ArrayList<>();
        for (Block block : owner.blocks("users")) {
            UserOptions user = user(block);
            if (user != null) {
                users.add(user.permissions() == null ? user.withPermissions(defaults) : user);
            }
        }
        return users;
    }

    private static @Nullable UserOptions user(Block block) {
        String nkey = block.text("nkey");
        String name = block.text("user", "username");
        String password = block.text("pass", "password");
        PermissionOptions permissions = PermissionReader.read(block, "permissions", "permission", "authorization");
        Set<ConnectionType> types = connectionTypes(block);
        boolean proxy = block.bool(false, "proxy_required");
        block.end();
        String wrong = wrong(nkey, name, password);
        if (wrong != null) {
            block.problems().error(block.at(), wrong);
            return null;
        }
        return new UserOptions(name, SecretText.of(password), nkey, permissions, types, proxy);
    }

    private static @Nullable String wrong(String nkey, String name, String password) {
        if (nkey.isEmpty()) {
            return name.isEmpty() ? "User entry requires a user" : null;
        }
        if (!Nkeys.isValid(NkeyPrefix.USER, nkey)) {
            return "Not a valid public nkey for a user";
        }
        return name.isEmpty() && password.isEmpty() ? null : "Nkey users do not take usernames or passwords";
    }

    private static Set<ConnectionType> connectionTypes(Block block) {
        ConfValue value = block.value("allowed_connection_types", "connection_types", "clients");
        Set<ConnectionType> types = EnumSet.noneOf(ConnectionType.class);
        if (value == null) {
            return types;
        }
        for (String text : block.texts(value, "allowed_connection_types")) {
            ConnectionType type = connectionType(text.toUpperCase(Locale.ROOT));
            if (type != null) {
                types.add(type);
            } else {
                block.problems()
                        .error(
                                value.at(),
                                "invalid connection types [\"" + text.toUpperCase(Locale.ROOT) + "\"]; there are "
                                        + Arrays.toString(ConnectionType.values()));
            }
        }
        return types;
    }

    private static @Nullable ConnectionType connectionType(String name) {
        for (ConnectionType type : ConnectionType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }
}
