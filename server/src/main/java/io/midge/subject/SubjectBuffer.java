package io.midge.subject;

import java.util.Arrays;

/**
 * A subject that is being put together. Used again and again, so that it allocates nothing once it has grown to what is usual.
 * Belongs to one thread.
 */
public final class SubjectBuffer {
    private static final int USUAL = 256;
    /** What has grown beyond is let go by {@link #clear}. */
    private static final int KEPT = 1 << 16;

    private static final int USUAL_TOKENS = 32;
    private static final int LONGEST_NUMBER = 10;

    private byte[] bytes = new byte[USUAL];
    private int length;
    private int[] starts = new int[USUAL_TOKENS];
    private int tokens;

    /** Holds the subject from its beginning, until the next change. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /** A copy of what it holds. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    public void clear() {
        length = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[USUAL];
        }
        if (starts.length > KEPT) {
            starts = new int[USUAL_TOKENS];
        }
    }

    public void append(byte[] from, int off, int len) {
        reserve(len);
        System.arraycopy(from, off, bytes, length, len);
        length += len;
    }

    public void append(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    /** In decimal digits. */
    void appendUnsigned(int number) {
        reserve(LONGEST_NUMBER);
        int end = length + digits(number);
        int rest = number;
        for (int i = end - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + Integer.remainderUnsigned(rest, 10));
            rest = Integer.divideUnsigned(rest, 10);
        }
        length = end;
    }

    private static int digits(int number) {
        int digits = 1;
        for (int rest = Integer.divideUnsigned(number, 10); rest != 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private void reserve(int more) {
        if (more > bytes.length - length) {
            int wanted = Math.addExact(length, more);
            bytes = Arrays.copyOf(bytes, Math.max(wanted, (int) Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L)));
        }
    }

    /** Remembers where the first {@code most} tokens of another subject are. */
    void locate(byte[] buf, int off, int end, int most) {
        if (starts.length <= most) {
            starts = new int[most + 1];
        }
        int pos = off;
        tokens = 0;
        while (tokens < most && pos <= end) {
            starts[tokens++] = pos;
            pos = Words.tokenEnd(buf, pos, end) + 1;
        }
        starts[tokens] = pos;
    }

    /** Whether the other subject has a token with this number, from 0. */
    boolean has(int token) {
        return token < tokens;
    }

    int start(int token) {
        return starts[token];
    }

    int end(int token) {
        return starts[token + 1] - 1;
    }
}
