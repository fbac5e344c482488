package io.midge.account;

/** What has to be asked for each message before a subscription, which was allowed when it was made, may get it. */
public enum Guard {
    /** Nothing: all that it can match is allowed. */
    NONE(0),
    /** Whether the message's own subject is denied. */
    DENIED(1),
    /**
     * Whether the message's own subject is allowed at all. {@code foo.>} is allowed where {@code foo.*} is, by nats-server's
     * rules, and must not show {@code foo.a.b} for that.
     */
    ALLOWED(2);

    private final byte code;

    Guard(int code) {
        this.code = (byte) code;
    }

    /** A byte for it: a subscription has no room for a reference. */
    byte code() {
        return code;
    }

    /** The one with this code. */
    static Guard at(byte code) {
        return code == 0 ? NONE : code == 1 ? DENIED : ALLOWED;
    }
}
