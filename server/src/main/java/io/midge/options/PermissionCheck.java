package io.midge.options;

import java.util.List;

/** Permissions of users that no file said, in which nothing was looked at before. */
final class PermissionCheck {
    private PermissionCheck() {}

    /** Refuses the first user with a permission that is none, in nats-server's words. */
    static void check(SecurityOptions security) {
        AuthorizationOptions authorization = security.authorization();
        if (authorization != null) {
            authorization.users().forEach(PermissionCheck::check);
        }
        security.accounts().forEach(account -> account.users().forEach(PermissionCheck::check));
    }

    private static void check(UserOptions user) {
        PermissionOptions permissions = user.permissions();
        if (permissions == null) {
            return;
        }
        String where = "invalid permissions for " + (user.nkey().isEmpty() ? "user " : "nkey ")
                + GoWords.quoted(user.id()) + ": ";
        check(where + "publish allow: ", permissions.publish().allow(), false);
        check(where + "publish deny: ", permissions.publish().deny(), false);
        check(where + "subscribe allow: ", permissions.subscribe().allow(), true);
        check(where + "subscribe deny: ", permissions.subscribe().deny(), true);
    }

    private static void check(String where, List<String> subjects, boolean queues) {
        for (String subject : subjects) {
            String wrong = SubjectQueue.wrong(subject, queues);
            if (wrong != null) {
                throw new IllegalArgumentException(where + wrong);
            }
        }
    }
}
