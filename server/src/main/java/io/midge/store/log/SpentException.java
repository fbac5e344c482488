package io.midge.store.log;

import java.io.IOException;

/** There is no more memory for messages. Nothing was taken; when something is deleted, there will be. */
public final class SpentException extends IOException {
    private static final long serialVersionUID = 1L;

    public SpentException(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // a full memory refuses by the thousand
    }
}
