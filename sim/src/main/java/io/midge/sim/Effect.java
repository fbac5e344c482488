package io.midge.sim;

import java.io.IOException;

/** How an operation fails: in the words of the JDK, which are the operating system's. */
public enum Effect {
    /** The device failed. */
    EIO("Input/output error"),
    /** The disk is full. */
    ENOSPC("No space left on device"),
    /** The file system was remounted, as happens after errors. */
    READ_ONLY("Read-only file system");

    private final String text;

    Effect(String text) {
        this.text = text;
    }

    IOException exception() {
        return new IOException(text);
    }

    /** What an operation says that fails so. */
    public String text() {
        return text;
    }
}
