package io.midge.store.seal;

/**
 * Turns a block into what lies on the disk, and back: compressed, encrypted, both or neither. On one lane at a time.
 */
public interface BlockCodec {
    /** As it is. */
    BlockCodec NONE = new PlainBlocks();

    /** The flags of {@link io.midge.store.op.OpFrame} for what it does; 0 for nothing. */
    int flags();

    /** How many bytes a block of this length takes at most. */
    int bound(int length);

    /**
     * Seals a block; {@code to} has room for {@link #bound}.
     *
     * @param context where the block belongs (a file and a position, or a log position): it opens nowhere else
     * @return how many bytes it became
     */
    int seal(byte[] from, int off, int length, byte[] to, int at, long context);

    /**
     * Opens a block.
     *
     * @param raw how long it was
     * @throws BadBlockException it was changed, or belongs elsewhere
     */
    void open(byte[] from, int off, int length, byte[] to, int at, int raw, long context) throws BadBlockException;
}
