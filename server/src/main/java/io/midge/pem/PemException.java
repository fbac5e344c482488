package io.midge.pem;

/** A file that cannot be used; the message is for operators. */
public final class PemException extends Exception {
    private static final long serialVersionUID = 1L;

    PemException(String message) {
        super(message);
    }

    PemException(String message, Throwable cause) {
        super(message, cause);
    }
}
