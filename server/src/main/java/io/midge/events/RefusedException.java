package io.midge.events;

/** What was asked for cannot be done or makes no sense; the text is nats-server's. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    public RefusedException(String text) {
        super(text);
    }
}
