package io.midge.nkey;

/** A text that is not the key which it should be. The message never holds the text, which may be a secret. */
public final class NkeyException extends Exception {
    private static final long serialVersionUID = 1L;

    NkeyException(String message) {
        super(message);
    }
}
