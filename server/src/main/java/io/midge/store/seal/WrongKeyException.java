package io.midge.store.seal;

/** What is on the disk was encrypted with another key than the configuration has. The message says where, and what to do. */
public final class WrongKeyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String what;

    WrongKeyException(String message) {
        super(message);
        this.what = message;
    }

    @Override
    public String getMessage() {
        return what;
    }
}
