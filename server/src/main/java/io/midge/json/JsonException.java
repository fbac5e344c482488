package io.midge.json;

/** A text that is not JSON, or not the JSON which it should be, in the words of Go's encoding/json. */
public final class JsonException extends Exception {
    private static final long serialVersionUID = 1L;

    public JsonException(String message) {
        super(message);
    }
}
