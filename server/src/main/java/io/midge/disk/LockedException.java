package io.midge.disk;

import java.io.IOException;

/** Somebody else uses the directory. The message names it and, if known, who. */
public final class LockedException extends IOException {
    private static final long serialVersionUID = 1L;

    public LockedException(String message) {
        super(message);
    }
}
