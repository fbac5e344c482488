package io.midge.bench;

/** The server sent something that it must not send, or not all that it must. */
final class BadStreamException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    BadStreamException(String message) {
        super(message);
    }
}
