package io.midge.store.seal;

import io.midge.options.StoreCipher;
import java.nio.charset.StandardCharsets;
import javax.crypto.SecretKey;

/**
 * What the blocks of one stream, or of the journal, are encrypted with: a random secret of which each cipher has a key of its own,
 * so that a stream's blocks may be of both. It has no readable form. Any thread.
 */
public final class DataKey {
    static final int LENGTH = 32;

    private final SecretKey chacha;
    private final SecretKey aes;

    DataKey(byte[] secret) {
        chacha = derive(StoreCipher.CHACHA, secret, "midge block chacha20-poly1305");
        aes = derive(StoreCipher.AES, secret, "midge block aes-256-gcm");
    }

    private static SecretKey derive(StoreCipher kind, byte[] secret, String purpose) {
        byte[] bytes = Hkdf.derive(new byte[0], secret, purpose.getBytes(StandardCharsets.US_ASCII), Aead.KEY);
        return Aead.key(kind, bytes);
    }

    SecretKey of(StoreCipher kind) {
        return kind == StoreCipher.CHACHA ? chacha : aes;
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
