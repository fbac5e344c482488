package io.midge.store.file;

import java.io.IOException;

/** The directory is not one that this server may use. The message names it, says why, and what to do. */
public final class RefusedStoreException extends IOException {
    private static final long serialVersionUID = 1L;

    public RefusedStoreException(String message) {
        super(message);
    }
}
