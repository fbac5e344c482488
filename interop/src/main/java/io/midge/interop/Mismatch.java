package io.midge.interop;

/** A server did not answer as the transcript says. */
final class Mismatch extends Exception {
    private static final long serialVersionUID = 1L;

    Mismatch(int line, String message) {
        super("line " + line + ": " + message);
    }
}
