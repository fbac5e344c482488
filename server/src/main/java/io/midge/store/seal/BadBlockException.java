package io.midge.store.seal;

/** A block that does not open. */
public final class BadBlockException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    public BadBlockException(String message) {
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
