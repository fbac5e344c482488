package io.midge.store.seal;

/** Blocks as they are. */
final class PlainBlocks implements BlockCodec {
    @Override
    public int flags() {
        return 0;
    }

    @Override
    public int bound(int length) {
        return length;
    }

    @Override
    public int seal(byte[] from, int off, int length, byte[] to, int at, long context) {
        System.arraycopy(from, off, to, at, length);
        return length;
    }

    @Override
    public void open(byte[] from, int off, int length, byte[] to, int at, int raw, long context)
            throws BadBlockException {
        if (length != raw) {
            throw new BadBlockException("a block of " + length + " bytes should have " + raw);
        }
        System.arraycopy(from, off, to, at, length);
    }
}
