package io.midge.conf.file;

import io.midge.conf.ConfValue;
import io.midge.options.AuthorizationOptions;

/** The authorization of routes and gateways: one user and a password. */
final class ServerAuthorization {
    private ServerAuthorization() {}

    static AuthorizationOptions read(Block owner, String who) {
        ConfValue value = owner.value("authorization");
        Block block = owner.block("authorization");
        if (block == null || value == null) {
            return AuthorizationOptions.NONE;
        }
        AuthorizationOptions options = AuthorizationReader.read(block);
        String wrong = null;
        if (block.has("users")) {
            wrong = " does not allow multiple users";
        } else if (!options.token().isEmpty()) {
            wrong = " does not support tokens";
        } else if (options.callout() != null) {
            wrong = " does not support callouts";
        }
        if (wrong != null) {
            owner.problems().error(value.at(), who + " authorization" + wrong + "; give one user and a password");
        }
        return options;
    }
}
