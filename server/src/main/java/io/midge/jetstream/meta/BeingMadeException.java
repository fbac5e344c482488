package io.midge.jetstream.meta;

import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;

/** A stream is not there yet, but somebody makes it. */
public final class BeingMadeException extends JsException {
    private static final long serialVersionUID = 1;

    private final transient Asset asset;

    BeingMadeException(Asset asset) {
        super(JsError.STREAM_NOT_FOUND);
        this.asset = asset;
    }

    /** The stream that is being made. */
    public Asset asset() {
        return asset;
    }
}
