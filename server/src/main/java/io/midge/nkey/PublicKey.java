package io.midge.nkey;

import java.util.Arrays;

/** A public key: what it is for and its 32 bytes. As text it has 56 characters. */
public final class PublicKey {
    /** Bytes of a raw key. */
    public static final int RAW_LENGTH = 32;

    private static final int FRAME_LENGTH = 1 + RAW_LENGTH + 2;

    private final NkeyPrefix prefix;
    private final byte[] raw;

    private PublicKey(NkeyPrefix prefix, byte[] raw) {
        this.prefix = prefix;
        this.raw = raw;
    }

    /** The key with these 32 bytes. */
    public static PublicKey of(NkeyPrefix prefix, byte[] raw) {
        if (raw.length != RAW_LENGTH) {
            throw new IllegalArgumentException("a raw key has 32 bytes, not " + raw.length);
        }
        return new PublicKey(prefix, raw.clone());
    }

    /**
     * Reads a key.
     *
     * @throws NkeyException if the text is no public key: wrong length, letters, checksum or prefix
     */
    public static PublicKey decode(String text) throws NkeyException {
        byte[] frame = Base32.decode(text, FRAME_LENGTH);
        Crc16.verify(frame);
        NkeyPrefix prefix = NkeyPrefix.of(frame[0] & 0xff);
        if (prefix == null) {
            throw new NkeyException("nkeys: invalid prefix byte");
        }
        return new PublicKey(prefix, Arrays.copyOfRange(frame, 1, 1 + RAW_LENGTH));
    }

    /**
     * Reads a key that must be for this.
     *
     * @throws NkeyException if the text is no public key or is one for something else
     */
    public static PublicKey decode(NkeyPrefix expected, String text) throws NkeyException {
        PublicKey key = decode(text);
        if (key.prefix != expected) {
            throw new NkeyException("nkeys: invalid prefix byte");
        }
        return key;
    }

    /** What the key is for. */
    public NkeyPrefix prefix() {
        return prefix;
    }

    /** The 32 bytes, copied. */
    public byte[] raw() {
        return raw.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && prefix == that.prefix && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return 31 * prefix.prefixByte() + Arrays.hashCode(raw);
    }

    /** The key as text. */
    @Override
    public String toString() {
        byte[] frame = new byte[FRAME_LENGTH];
        frame[0] = (byte) prefix.prefixByte();
        System.arraycopy(raw, 0, frame, 1, RAW_LENGTH);
        Crc16.seal(frame);
        return Base32.encode(frame);
    }
}
