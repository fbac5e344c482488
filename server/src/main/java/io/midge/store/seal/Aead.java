package io.midge.store.seal;

import io.midge.options.StoreCipher;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Encrypts bytes so that nobody can change them: ChaCha20-Poly1305 or AES-256-GCM, for any key. Of one thread at a time. */
final class Aead {
    static final int KEY = 32;
    static final int NONCE = 12;
    static final int TAG = 16;

    private final StoreCipher kind;
    private final Cipher cipher;

    Aead(StoreCipher kind) {
        this.kind = kind;
        try {
            this.cipher = Cipher.getInstance(
                    switch (kind) {
                        case CHACHA -> "ChaCha20-Poly1305";
                        case AES -> "AES/GCM/NoPadding";
                    });
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no cipher " + kind, e);
        }
    }

    /** What stands for a cipher on the disk, and never changes. */
    static byte code(StoreCipher kind) {
        return switch (kind) {
            case CHACHA -> 1;
            case AES -> 2;
        };
    }

    /** The cipher that is meant by this code. */
    static StoreCipher kind(byte code) throws BadBlockException {
        return switch (code) {
            case 1 -> StoreCipher.CHACHA;
            case 2 -> StoreCipher.AES;
            default -> throw new BadBlockException("encrypted by an unknown cipher, " + code);
        };
    }

    static SecretKey key(StoreCipher kind, byte[] bytes) {
        return new SecretKeySpec(bytes, kind == StoreCipher.CHACHA ? "ChaCha20" : "AES");
    }

    /**
     * Encrypts; {@code to} has room for the tag too.
     *
     * @param nonce used once with this key
     * @param about bytes that must be the same when it is decrypted
     * @return how many bytes it became
     */
    int seal(SecretKey key, byte[] nonce, byte[] about, byte[] from, int off, int length, byte[] to, int at) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters(nonce));
            cipher.updateAAD(about);
            return cipher.doFinal(from, off, length, to, at);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption failed", e);
        }
    }

    /**
     * Decrypts; what stands in {@code to} is not changed unless it is right.
     *
     * @param length with the tag
     * @throws BadBlockException it is not what was encrypted with this key
     */
    void open(SecretKey key, byte[] nonce, byte[] about, byte[] from, int off, int length, byte[] to, int at)
            throws BadBlockException {
        if (length < TAG) {
            throw new BadBlockException("too short for what was encrypted");
        }
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, parameters(nonce));
            cipher.updateAAD(about);
            cipher.doFinal(from, off, length, to, at);
        } catch (AEADBadTagException e) {
            throw new BadBlockException("it was changed, belongs elsewhere, or was encrypted with another key");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("decryption failed", e);
        }
    }

    private AlgorithmParameterSpec parameters(byte[] nonce) {
        return kind == StoreCipher.CHACHA ? new IvParameterSpec(nonce) : new GCMParameterSpec(8 * TAG, nonce);
    }
}
