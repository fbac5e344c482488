package io.midge.store.consumer;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.PackedIn;
import java.util.List;

/** What an acknowledgement is to a consumer. The codes are on disk and never change. */
public enum AckPolicy {
    /** There are none: what is delivered is done. */
    NONE(0),
    /** One acknowledges all before it as well; what flow control acknowledges is of this kind too. */
    ALL(1),
    /** Each for itself. */
    EXPLICIT(2);

    private static final List<AckPolicy> ALL_OF_THEM = List.of(values());

    private final int code;

    AckPolicy(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static AckPolicy read(PackedIn in) throws BadFrameException {
        return ALL_OF_THEM.get(in.upTo(ALL_OF_THEM.size() - 1));
    }
}
