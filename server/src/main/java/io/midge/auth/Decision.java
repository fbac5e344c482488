package io.midge.auth;

import io.midge.proto.Credentials;
import org.jspecify.annotations.Nullable;

/** What an {@link Authenticator} says of credentials. */
public sealed interface Decision {
    /** What the connection presents from now on: its own credentials, or those of whom it is without any. */
    Credentials as();

    /** It may be this user. */
    record Granted(User user, Credentials as) implements Decision {}

    /**
     * It may not be what it wants.
     *
     * @param why for the operator: the peer is not told
     */
    record Refused(Credentials as, String why) implements Decision {}

    /**
     * It depends on a proof, which takes its time: granted if it {@linkplain Proof#holds holds} and there is a user, else
     * refused.
     *
     * @param user null when it is refused in any case, which must take as long
     */
    record Unproved(@Nullable User user, Credentials as, Proof proof, String why) implements Decision {
        /** What it comes to. */
        public Decision proved(boolean right) {
            User who = user;
            return right && who != null ? new Granted(who, as) : new Refused(as, why);
        }
    }
}
