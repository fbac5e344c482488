package io.midge.nkey;

import java.util.Arrays;

/**
 * The 32 bytes that a private key is made from. It has no readable text form, so that it cannot slip into a log; {@link
 * #encode(NkeyPrefix)} is the one way to text.
 */
public final class Secret {
    private static final int FRAME_LENGTH = 2 + PublicKey.RAW_LENGTH + 2;

    private final byte[] seed;

    private Secret(byte[] seed) {
        this.seed = seed;
    }

    /** The secret with these 32 bytes. */
    public static Secret of(byte[] seed) {
        if (seed.length != PublicKey.RAW_LENGTH) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
        }
        return new Secret(seed.clone());
    }

    /**
     * Reads a seed, {@code S…}, of 58 characters.
     *
     * @throws NkeyException if the text is no seed or is one for something else
     */
    public static Secret decode(NkeyPrefix expected, String text) throws NkeyException {
        byte[] frame = Base32.decode(text, FRAME_LENGTH);
        Crc16.verify(frame);
        if ((frame[0] & 0xf8) != NkeyPrefix.SEED) {
            throw new NkeyException("nkeys: invalid seed");
        }
        int prefixByte = ((frame[0] & 7) << 5) | ((frame[1] & 0xf8) >> 3);
        if (prefixByte != expected.prefixByte()) {
            throw new NkeyException("nkeys: invalid prefix byte");
        }
        return new Secret(Arrays.copyOfRange(frame, 2, 2 + PublicKey.RAW_LENGTH));
    }

    /** The 32 bytes, copied. */
    public byte[] bytes() {
        return seed.clone();
    }

    /** The seed as text, for a file that its owner keeps. */
    public String encode(NkeyPrefix prefix) {
        byte[] frame = new byte[FRAME_LENGTH];
        frame[0] = (byte) (NkeyPrefix.SEED | (prefix.prefixByte() >> 5));
        frame[1] = (byte) (prefix.prefixByte() << 3);
        System.arraycopy(seed, 0, frame, 2, PublicKey.RAW_LENGTH);
        Crc16.seal(frame);
        return Base32.encode(frame);
    }

    @Override
    public String toString() {
        return "Secret";
    }
}
