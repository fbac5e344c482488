package io.midge.s2;

import java.io.IOException;

/** Bytes that are no block or no stream of S2, or more than the reader takes. */
public final class S2Exception extends IOException {
    private static final long serialVersionUID = 1L;

    S2Exception(String message) {
        super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this; // hostile input may come by the thousand
    }
}
