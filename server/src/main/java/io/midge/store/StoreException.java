package io.midge.store;

import java.io.IOException;

/** A store cannot be opened. The message says what, where, and what to do. */
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
