package io.midge.store.file;

import java.io.IOException;

/** A file cannot be read any more. The message names it and says what an operator can do. */
public final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1L;

    public DamagedFileException(String message) {
        super(message);
    }
}
