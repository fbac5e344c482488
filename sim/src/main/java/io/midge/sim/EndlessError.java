package io.midge.sim;

/** More happened than a run may take: something goes on for ever. An error, so that nobody handles it. */
public final class EndlessError extends Error {
    private static final long serialVersionUID = 1L;

    EndlessError(String message) {
        super(message);
    }
}
