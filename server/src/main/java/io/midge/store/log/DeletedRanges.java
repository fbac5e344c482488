package io.midge.store.log;

import io.midge.store.index.SequenceSet;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;

/** Knows how the body of a {@link io.midge.store.op.OpType#DELETE} frame says what is gone. */
public interface DeletedRanges {
    void tell(OpFrame frame, SequenceSet.Ranges hears) throws BadFrameException;
}
