package io.midge.jetstream.meta;

import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;

/** Something is being done with a stream that comes first: asked for again after that, it may be there. */
public final class InTheWayException extends JsException {
    private static final long serialVersionUID = 1;

    private final transient Asset asset;

    InTheWayException(Asset asset) {
        super(JsError.STREAM_NOT_FOUND);
        this.asset = asset;
    }

    /** What to wait for. */
    public Asset asset() {
        return asset;
    }
}
