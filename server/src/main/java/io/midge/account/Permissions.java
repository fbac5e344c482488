package io.midge.account;

import io.midge.options.PermissionOptions;
import org.jspecify.annotations.Nullable;

/** What a user may do, ready to be asked: made once for a user, shared by all that connect as this user. Immutable. */
public final class Permissions {
    private final PermissionOptions options;
    private final SubjectRules publish;
    private final SubjectRules subscribe;
    private final PermissionOptions.@Nullable Responses responses;

    private Permissions(PermissionOptions options) {
        this.options = options;
        publish = SubjectRules.toPublish(options.publish(), options.onlyResponses());
        subscribe = SubjectRules.toSubscribe(options.subscribe());
        responses = options.responses();
    }

    /**
     * Of options; null stands for a user who may do everything.
     *
     * @throws IllegalArgumentException if one of the subjects is none
     */
    public static @Nullable Permissions of(@Nullable PermissionOptions options) {
        if (options == null) {
            return null;
        }
        Permissions permissions = new Permissions(options);
        return permissions.publish.allowAll() && permissions.subscribe.allowAll() ? null : permissions;
    }

    /** What they were made of. */
    public PermissionOptions options() {
        return options;
    }

    SubjectRules publish() {
        return publish;
    }

    SubjectRules subscribe() {
        return subscribe;
    }

    PermissionOptions.@Nullable Responses responses() {
        return responses;
    }
}
