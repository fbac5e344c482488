package io.midge.s2;

import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Makes the parts that a stream of S2 or Snappy consists of.
 *
 * <pre>
 *   stream  identifier, chunks
 *   chunk   u8 type · u24 length of what follows · content
 *
 *   ff      the identifier: S2sTwO or sNaPpY; may come again
 *   00      masked CRC32C of what was encoded · a block
 *   01      the same · bytes as they are
 *   02-7f   none that a reader may pass over
 *   80-fe   to be passed over; 99 is an index, fe padding
 * </pre>
 *
 * A chunk holds up to 4 MiB, one of Snappy 64 KiB. Of one thread at a time.
 */
public final class S2Chunks {
    /** How much a chunk of S2 holds. */
    public static final int MAX_BLOCK = 4 << 20;

    /** How much a chunk of Snappy holds. */
    public static final int MAX_SNAPPY_BLOCK = 1 << 16;

    /** How long the identifier is, its chunk's head included. */
    public static final int IDENTIFIER = 10;

    static final int ENCODED = 0;
    static final int AS_IS = 1;
    static final int IDENTITY = 0xff;
    static final int FIRST_SKIPPABLE = 0x80;

    /** Type and length. */
    static final int HEAD = 4;

    static final int CHECKSUM = 4;
    static final String S2_NAME = "S2sTwO";
    static final String SNAPPY_NAME = "sNaPpY";

    private static final int MASK = 0xa282ead8;

    private final S2Encoder encoder;
    private final CRC32C crc = new CRC32C();

    /** For the readers that know what this encoder makes. */
    public S2Chunks(S2Encoder encoder) {
        this.encoder = encoder;
    }

    /** How much a chunk holds. */
    public int maxBlock() {
        return encoder.isSnappy() ? MAX_SNAPPY_BLOCK : MAX_BLOCK;
    }

    /** How many bytes a chunk takes at most that holds so many. */
    public static int maxLength(int length) {
        return HEAD + CHECKSUM + length;
    }

    /**
     * Writes what a stream begins with.
     *
     * @return how long that is: {@value #IDENTIFIER}
     */
    public int identify(byte[] to, int at) {
        String name = encoder.isSnappy() ? SNAPPY_NAME : S2_NAME;
        head(IDENTITY, name.length(), to, at);
        for (int i = 0; i < name.length(); i++) {
            to[at + HEAD + i] = (byte) name.charAt(i);
        }
        return IDENTIFIER;
    }

    /**
     * Makes a chunk, encoded if that makes it shorter; {@code to} has room for {@link #maxLength}.
     *
     * @param length at most {@link #maxBlock}
     * @return how long it is
     */
    public int chunk(byte[] from, int off, int length, byte[] to, int at) {
        Objects.checkIndex(length, maxBlock() + 1);
        Objects.checkFromIndexSize(at, maxLength(length), to.length);
        int encoded = encoder.encode(from, off, length, to, at + HEAD + CHECKSUM, length - (length >>> 5));
        if (encoded < 0) {
            return asIs(from, off, length, to, at);
        }
        head(ENCODED, CHECKSUM + encoded, to, at);
        S2.I32.set(to, at + HEAD, checksum(crc, from, off, length));
        return HEAD + CHECKSUM + encoded;
    }

    /** The same without an attempt to make it shorter. */
    public int asIs(byte[] from, int off, int length, byte[] to, int at) {
        Objects.checkIndex(length, maxBlock() + 1);
        System.arraycopy(from, off, to, at + HEAD + CHECKSUM, length);
        head(AS_IS, CHECKSUM + length, to, at);
        S2.I32.set(to, at + HEAD, checksum(crc, from, off, length));
        return maxLength(length);
    }

    private static void head(int type, int length, byte[] to, int at) {
        S2.I32.set(to, at, length << 8 | type);
    }

    /** As it stands in a chunk. */
    static int checksum(CRC32C crc, byte[] of, int off, int length) {
        crc.reset();
        crc.update(of, off, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }
}
