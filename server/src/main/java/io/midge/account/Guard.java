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

    /** As a subscription keeps it, which has no room for a reference. */
    byte code() {
        return (byte) (this == NONE ? 0 : this == DENIED ? 1 : 2);
    }

    /** The one with this code. */
    static Guard of(byte code) {
        return code == 0 ? NONE : code == 1 ? DENIED : ALLOWED;
    }
}
