package io.midge.store.log;

import io.midge.disk.Disk;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.OpFrame;
import io.midge.store.seal.BadBlockException;
import io.midge.store.seal.BlockCodec;

/**
 * What the segments of a stream are made with.
 *
 * @param directory the stream's, on that disk
 * @param group names the stream's incarnation
 * @param codec what is done to new blocks; {@link BlockCodec#NONE}: frames lie as they are
 * @param opener what was done to old ones
 * @param index the stream's, to be read only
 * @param deleted the stream's, to be read only: every sequence from the stream's first to its last that has no message any more, or
 *     never had
 */
public record Parts(
        Disk disk,
        String directory,
        long group,
        LogOptions options,
        BlockCodec codec,
        Opener opener,
        ColumnCache cache,
        SubjectIndex index,
        SequenceSet deleted,
        DeletedRanges ranges,
        DamageListener damage) {
    /** Has the codecs for blocks that are there. */
    public interface Opener {
        /**
         * By the flags of {@link io.midge.store.op.OpFrame}, which are not 0.
         *
         * @throws BadBlockException there is none for these
         */
        BlockCodec codec(int flags) throws BadBlockException;
    }

    /** Whether what has these flags may be the stream's: of one that is encrypted everything is. */
    boolean admits(int flags) {
        return (codec.flags() & ~flags & OpFrame.FLAG_ENCRYPTED) == 0;
    }

    /** Opens a block. */
    void open(int flags, byte[] from, int off, int length, byte[] to, int at, int raw, long context)
            throws BadBlockException {
        opener.codec(flags).open(from, off, length, to, at, raw, context);
    }
}
