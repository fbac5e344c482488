package io.midge.store.log;

import io.midge.store.op.OpFrame;
import io.midge.store.seal.BadBlockException;
import io.midge.store.seal.BlockCodec;

/** Blocks that say where they belong, and are masked with it: enough to see that they are sealed and opened alike. */
final class XorBlocks implements BlockCodec {
    private final int flags;

    XorBlocks() {
        this(OpFrame.FLAG_ENCRYPTED);
    }

    XorBlocks(int flags) {
        this.flags = flags;
    }

    @Override
    public int flags() {
        return flags;
    }

    @Override
    public int bound(int length) {
        return length + 12;
    }

    @Override
    public int seal(byte[] from, int off, int length, byte[] to, int at, long context) {
        Le.u64(to, at, context);
        Le.u32(to, at + 8, Le.crc(from, off, length));
        for (int i = 0; i < length; i++) {
            to[at + 12 + i] = (byte) (from[off + i] ^ context + i);
        }
        return length + 12;
    }

    @Override
    public void open(byte[] from, int off, int length, byte[] to, int at, int raw, long context)
            throws BadBlockException {
        if (length != raw + 12 || Le.u64(from, off) != context) {
            throw new BadBlockException("a block from elsewhere");
        }
        for (int i = 0; i < raw; i++) {
            to[at + i] = (byte) (from[off + 12 + i] ^ context + i);
        }
        if (Le.crc(to, at, raw) != Le.u32(from, off + 8)) {
            throw new BadBlockException("a block that was changed");
        }
    }
}
