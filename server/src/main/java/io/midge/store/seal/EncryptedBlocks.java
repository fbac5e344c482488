package io.midge.store.seal;

import io.midge.options.StoreCipher;
import io.midge.store.op.OpFrame;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Encrypted blocks, compressed before if asked for.
 *
 * <pre>
 *    0  u8   cipher
 *    1       nonce, 12 bytes: u64 drawn when the first block is sealed · u32 how many blocks were sealed since
 *   13       what was encrypted
 *  end-16    tag, over all this and: context u64 · length of the raw block u32 · flags u8 · cipher u8
 * </pre>
 *
 * A nonce repeats for a key only if two codecs draw the same number of 64 bits ({@link Nonces}).
 */
final class EncryptedBlocks implements BlockCodec {
    private static final int NONCE_AT = 1;
    private static final int BODY = NONCE_AT + Aead.NONCE;
    private static final int OVERHEAD = BODY + Aead.TAG;
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final BlockCodecs shared;
    private final BlockCodec inner;
    private final DataKey key;
    private final byte[] nonce = new byte[Aead.NONCE];
    private final byte[] about = new byte[14];
    private @Nullable Nonces nonces;

    EncryptedBlocks(BlockCodecs shared, BlockCodec inner, DataKey key) {
        this.shared = shared;
        this.inner = inner;
        this.key = key;
    }

    @Override
    public int flags() {
        return inner.flags() | OpFrame.FLAG_ENCRYPTED;
    }

    @Override
    public int bound(int length) {
        return Math.addExact(OVERHEAD, inner.bound(length));
    }

    @Override
    public int seal(byte[] from, int off, int length, byte[] to, int at, long context) {
        StoreCipher kind = shared.cipher();
        to[at] = Aead.code(kind);
        nextNonce();
        System.arraycopy(nonce, 0, to, at + NONCE_AT, Aead.NONCE);
        describe(kind, length, context);
        byte[] plain = from;
        int plainOff = off;
        int plainLength = length;
        if (inner != NONE) {
            plain = shared.room(inner.bound(length));
            plainOff = 0;
            plainLength = inner.seal(from, off, length, plain, 0, context);
        }
        int body = shared.aead(kind).seal(key.of(kind), nonce, about, plain, plainOff, plainLength, to, at + BODY);
        return BODY + body;
    }

    @Override
    public void open(byte[] from, int off, int length, byte[] to, int at, int raw, long context)
            throws BadBlockException {
        int plainLength = length - OVERHEAD;
        if (plainLength < 0 || raw < 0) {
            throw new BadBlockException("an encrypted block of " + length + " bytes for " + raw);
        }
        StoreCipher kind = Aead.kind(from[off]);
        byte[] its = shared.nonce();
        System.arraycopy(from, off + NONCE_AT, its, 0, Aead.NONCE);
        describe(kind, raw, context);
        Aead aead = shared.aead(kind);
        int bodyLength = length - BODY;
        if (inner != NONE) {
            byte[] plain = shared.room(plainLength);
            aead.open(key.of(kind), its, about, from, off + BODY, bodyLength, plain, 0);
            inner.open(plain, 0, plainLength, to, at, raw, context);
        } else if (plainLength == raw) {
            aead.open(key.of(kind), its, about, from, off + BODY, bodyLength, to, at);
        } else {
            throw new BadBlockException("a block of " + plainLength + " bytes should have " + raw);
        }
    }

    private void nextNonce() {
        Nonces now = nonces;
        if (now == null) {
            now = new Nonces(shared.draw(), 0);
            nonces = now;
        }
        now.next(nonce);
    }

    private void describe(StoreCipher kind, int raw, long context) {
        U64.set(about, 0, context);
        U32.set(about, 8, raw);
        about[12] = (byte) flags();
        about[13] = Aead.code(kind);
    }
}
