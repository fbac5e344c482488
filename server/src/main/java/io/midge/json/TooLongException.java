package io.midge.json;

/** A text has become longer than its {@link JsonWriter} may write. */
public final class TooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLongException(int most) {
        super("longer than " + most + " bytes");
    }
}
