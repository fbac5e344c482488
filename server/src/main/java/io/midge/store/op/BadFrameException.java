package io.midge.store.op;

/** Bytes that are no frame, or no longer. */
public final class BadFrameException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    public BadFrameException(String message) {
        super(message);
        this.what = message;
    }

    @Override
    public String getMessage() {
        return what;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // damage may come by the thousand
    }
}
