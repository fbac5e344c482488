package io.midge.store.journal;

import io.midge.store.op.OpFrame;
import io.midge.store.seal.BadBlockException;
import io.midge.store.seal.BlockCodec;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;

/** Makes blocks unreadable without its key, and tells when they are opened elsewhere. For tests: it hides nothing from anybody. */
record TestCipher(long key) implements BlockCodec {
    private static final int TAG = 8;

    @Override
    public int flags() {
        return OpFrame.FLAG_ENCRYPTED;
    }

    @Override
    public int bound(int length) {
        return length + TAG;
    }

    @Override
    public int seal(byte[] from, int off, int length, byte[] to, int at, long context) {
        long tag = tag(from, off, length, context);
        xor(from, off, length, to, at, context);
        ByteBuffer.wrap(to, at + length, TAG).putLong(tag);
        return length + TAG;
    }

    @Override
    public void open(byte[] from, int off, int length, byte[] to, int at, int raw, long context)
            throws BadBlockException {
        if (length != raw + TAG) {
            throw new BadBlockException("length");
        }
        xor(from, off, raw, to, at, context);
        if (ByteBuffer.wrap(from, off + raw, TAG).getLong() != tag(to, at, raw, context)) {
            throw new BadBlockException("tag");
        }
    }

    private void xor(byte[] from, int off, int length, byte[] to, int at, long context) {
        byte[] stream = new byte[length];
        new Random(key * 31 + context).nextBytes(stream);
        for (int i = 0; i < length; i++) {
            to[at + i] = (byte) (from[off + i] ^ stream[i]);
        }
    }

    private long tag(byte[] of, int off, int length, long context) {
        CRC32C crc = new CRC32C();
        crc.update(of, off, length);
        return crc.getValue() * 0x9E3779B97F4A7C15L + context * 7 + key;
    }
}
