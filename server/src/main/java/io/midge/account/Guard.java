package io.midge.account;

/** What has to be asked for each message before a subscription, which was allowed when it was made, may get it. */
public enum Guard {
    /** Nothing: all that it can match is allowed. */
    NONE,
    /** Whether the message's own subject is denied. */
    DENIED,
    /**
     * Whether the message's own subject is allowed at all. {@code foo.>} is allowed where {@code foo.*} is, by nats-server's
     * rules, and must not show {@code foo.a.b} for that.
     */
    ALLOWED;

    /** The one with this ordinal: a subscription has no room for a reference. */
    static Guard at(int ordinal) {
        return ordinal == 0 ? NONE : ordinal == 1 ? DENIED : ALLOWED;
    }
}
