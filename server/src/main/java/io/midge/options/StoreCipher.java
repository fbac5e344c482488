package io.midge.options;

/** What encrypts the files of streams. */
public enum StoreCipher {
    /** ChaCha20-Poly1305. */
    CHACHA,
    /** AES-GCM. */
    AES
}
