package io.midge.store.seal;

import io.midge.s2.S2;
import io.midge.s2.S2Encoder;
import io.midge.s2.S2Exception;
import io.midge.store.op.OpFrame;

/** Blocks in S2, behind a byte that says so; those that do not shrink stay as they are. */
final class CompressedBlocks implements BlockCodec {
    private static final byte AS_IS = 0;
    private static final byte S2_BLOCK = 1;

    private final S2Encoder encoder = S2Encoder.s2();

    @Override
    public int flags() {
        return OpFrame.FLAG_COMPRESSED;
    }

    @Override
    public int bound(int length) {
        return Math.addExact(1, length);
    }

    @Override
    public int seal(byte[] from, int off, int length, byte[] to, int at, long context) {
        int packed = encoder.encode(from, off, length, to, at + 1, length - (length >>> 5));
        to[at] = packed < 0 ? AS_IS : S2_BLOCK;
        if (packed < 0) {
            System.arraycopy(from, off, to, at + 1, length);
            return 1 + length;
        }
        return 1 + packed;
    }

    @Override
    public void open(byte[] from, int off, int length, byte[] to, int at, int raw, long context)
            throws BadBlockException {
        if (length < 1 || raw < 0) {
            throw new BadBlockException("a compressed block of " + length + " bytes for " + raw);
        }
        switch (from[off]) {
            case AS_IS -> NONE.open(from, off + 1, length - 1, to, at, raw, context);
            case S2_BLOCK -> decode(from, off + 1, length - 1, to, at, raw);
            default -> throw new BadBlockException("compressed in an unknown way, " + from[off]);
        }
    }

    private static void decode(byte[] from, int off, int length, byte[] to, int at, int raw) throws BadBlockException {
        int decoded;
        try {
            decoded = S2.decode(from, off, length, to, at, raw);
        } catch (S2Exception e) {
            throw new BadBlockException("does not decompress: " + e.getMessage());
        }
        if (decoded != raw) {
            throw new BadBlockException("a block of " + decoded + " bytes should have " + raw);
        }
    }
}
