package io.midge.s2;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What is in a stream of S2 or Snappy. Whatever the stream claims, it holds one chunk as it came and one decoded, and no more than
 * really came, or twice that. Of one thread at a time.
 *
 * <p>After a {@link S2Exception} there is no way on.
 */
public final class S2InputStream extends InputStream {
    /** How many bytes are made room for before they have come. */
    private static final int STEP = 1 << 16;

    private final InputStream in;
    private final int maxBlock;
    private final CRC32C crc = new CRC32C();
    private byte[] chunk = new byte[1 << 10];
    private byte[] block = new byte[0];
    private int at;
    private int end;
    private boolean identified;
    private boolean snappy;
    private @Nullable S2Exception broken;

    /** Of chunks of any size that there may be. */
    public S2InputStream(InputStream in) {
        this(in, S2Chunks.MAX_BLOCK);
    }

    /**
     * Reads from {@code in}, no further than to the end of the chunk that holds what was asked for.
     *
     * @param maxBlock how much a chunk may hold; at most 4 MiB
     */
    public S2InputStream(InputStream in, int maxBlock) {
        if (maxBlock < 1 || maxBlock > S2Chunks.MAX_BLOCK) {
            throw new IllegalArgumentException("a chunk of " + maxBlock + " bytes");
        }
        this.in = in;
        this.maxBlock = maxBlock;
    }

    @Override
    public int read() throws IOException {
        return fill() ? block[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int off, int length) throws IOException {
        Objects.checkFromIndexSize(off, length, to.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, end - at);
        System.arraycopy(block, at, to, off, count);
        at += count;
        return count;
    }

    /** How much of the chunk in hand is left. */
    @Override
    public int available() {
        return end - at;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Sees to it that something is there; false at the end of the stream. */
    private boolean fill() throws IOException {
        if (broken != null) {
            throw broken;
        }
        try {
            while (at == end) {
                if (!next()) {
                    return false;
                }
            }
            return true;
        } catch (S2Exception e) {
            broken = e;
            throw e;
        }
    }

    /** Reads a chunk of any kind; false if there is none. */
    private boolean next() throws IOException {
        int came = in.readNBytes(chunk, 0, S2Chunks.HEAD);
        if (came == 0) {
            return false;
        }
        check(came == S2Chunks.HEAD, "a stream that is cut off");
        int head = (int) S2.I32.get(chunk, 0);
        int type = head & 0xff;
        int length = head >>> 8;
        check(identified || type == S2Chunks.IDENTITY, "a stream without its identifier");
        switch (type) {
            case S2Chunks.ENCODED -> encoded(length);
            case S2Chunks.AS_IS -> asIs(length);
            case S2Chunks.IDENTITY -> identity(length);
            default -> {
                check(type >= S2Chunks.FIRST_SKIPPABLE, "a chunk of a kind that may not be passed over");
                passOver(length);
            }
        }
        return true;
    }

    private void encoded(int length) throws IOException {
        int most = blockLimit();
        check(
                length >= S2Chunks.CHECKSUM && length <= S2Chunks.CHECKSUM + S2.maxEncodedLength(most),
                "a chunk of a length that none has");
        take(length);
        int encoded = length - S2Chunks.CHECKSUM;
        int raw = S2.decodedLength(chunk, S2Chunks.CHECKSUM, encoded, most);
        if (block.length < raw) {
            block = new byte[raw];
        }
        S2.decode(chunk, S2Chunks.CHECKSUM, encoded, block, 0, raw);
        verify((int) S2.I32.get(chunk, 0), raw);
    }

    private void asIs(int length) throws IOException {
        int raw = length - S2Chunks.CHECKSUM;
        check(raw >= 0 && raw <= blockLimit(), "a chunk of a length that none has");
        take(length);
        if (block.length < raw) {
            block = new byte[raw];
        }
        System.arraycopy(chunk, S2Chunks.CHECKSUM, block, 0, raw);
        verify((int) S2.I32.get(chunk, 0), raw);
    }

    private int blockLimit() {
        return snappy ? Math.min(maxBlock, S2Chunks.MAX_SNAPPY_BLOCK) : maxBlock;
    }

    private void verify(int checksum, int raw) throws S2Exception {
        check(S2Chunks.checksum(crc, block, 0, raw) == checksum, "a chunk whose checksum is wrong");
        at = 0;
        end = raw;
    }

    private void identity(int length) throws IOException {
        check(length == S2Chunks.IDENTIFIER - S2Chunks.HEAD, "an identifier of a length that none has");
        take(length);
        snappy = isNamed(S2Chunks.SNAPPY_NAME);
        check(snappy || isNamed(S2Chunks.S2_NAME), "a stream of something else");
        identified = true;
    }

    private boolean isNamed(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (chunk[i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Reads so many bytes into {@link #chunk}, which grows only as they come. */
    private void take(int length) throws IOException {
        int have = 0;
        while (have < length) {
            if (have == chunk.length) {
                chunk = Arrays.copyOf(chunk, Math.min(length, Math.max(2 * have, STEP)));
            }
            int step = Math.min(length, chunk.length) - have;
            check(in.readNBytes(chunk, have, step) == step, "a stream that is cut off");
            have += step;
        }
    }

    private void passOver(int length) throws IOException {
        int left = length;
        while (left > 0) {
            int step = Math.min(left, chunk.length);
            check(in.readNBytes(chunk, 0, step) == step, "a stream that is cut off");
            left -= step;
        }
    }

    private static void check(boolean sound, String complaint) throws S2Exception {
        if (!sound) {
            throw new S2Exception(complaint);
        }
    }
}
