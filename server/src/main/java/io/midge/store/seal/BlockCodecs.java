package io.midge.store.seal;

import io.midge.options.StoreCipher;
import io.midge.store.op.OpFrame;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the codecs of all streams of one lane. They share what is large, a table and buffers, and what is slow to come by,
 * ciphers; each of its own has hardly more than a counter. Nothing is loaded before it is used. On that lane.
 */
public final class BlockCodecs {
    /** A larger buffer is given back after use. */
    private static final int KEPT = 1 << 20;

    private final StoreCipher cipher;
    private final RandomGenerator chance;
    private final byte[] nonce = new byte[Aead.NONCE];
    private byte[] room = new byte[0];
    /** Asked for on the control lane too, for a stream that is new; it does no harm if there are two. */
    private volatile @Nullable BlockCodec compressed;

    private @Nullable Aead chacha;
    private @Nullable Aead aes;

    /**
     * Of one lane.
     *
     * @param cipher what encrypts; blocks of the other one are read too
     * @param chance where nonces begin: not to be foretold, and never the same again
     */
    public BlockCodecs(StoreCipher cipher, RandomGenerator chance) {
        this.cipher = cipher;
        this.chance = chance;
    }

    /** For blocks that are not encrypted. */
    public BlockCodec codec(boolean compress) {
        if (!compress) {
            return BlockCodec.NONE;
        }
        BlockCodec now = compressed;
        if (now == null) {
            now = new CompressedBlocks();
            compressed = now;
        }
        return now;
    }

    /** For blocks that are encrypted with a key. */
    public BlockCodec codec(boolean compress, DataKey key) {
        return new EncryptedBlocks(this, codec(compress), key);
    }

    /**
     * For blocks that are there.
     *
     * @param flags of their frames
     * @param key of their stream, if it has one
     * @throws BadBlockException they are encrypted, and it has none; or it has one, and they are not
     */
    public BlockCodec codec(int flags, @Nullable DataKey key) throws BadBlockException {
        boolean compress = (flags & OpFrame.FLAG_COMPRESSED) != 0;
        if ((flags & OpFrame.FLAG_ENCRYPTED) == 0 && key == null) {
            return codec(compress);
        }
        if ((flags & OpFrame.FLAG_ENCRYPTED) == 0) {
            throw new BadBlockException("not encrypted, as all of its stream is");
        }
        if (key == null) {
            throw new BadBlockException("encrypted, but no key is known");
        }
        return codec(compress, key);
    }

    StoreCipher cipher() {
        return cipher;
    }

    Aead aead(StoreCipher kind) {
        Aead now = kind == StoreCipher.CHACHA ? chacha : aes;
        if (now == null) {
            now = new Aead(kind);
            if (kind == StoreCipher.CHACHA) {
                chacha = now;
            } else {
                aes = now;
            }
        }
        return now;
    }

    long draw() {
        return chance.nextLong();
    }

    /** Twelve bytes, until the next call. */
    byte[] nonce() {
        return nonce;
    }

    /** At least so many bytes, until the next call. */
    byte[] room(int length) {
        if (length > KEPT) {
            return new byte[length];
        }
        if (room.length < length) {
            room = new byte[Math.max(length, Math.min(KEPT, 2 * room.length))];
        }
        return room;
    }
}
