package io.midge.store.index;

import io.midge.store.op.BadFrameException;
import java.util.Arrays;

/**
 * A set of sequences as bytes: a version, how many there are, and then in order either runs or windows of {@value #WINDOW}
 * sequences, whichever is shorter. Numbers are varints, seven bits to a byte, the lowest first.
 *
 * <pre>
 *   1 · size · { gap &lt;&lt; 1 · length - 1  |  gap &lt;&lt; 1 | 1 · 64 bytes of bits } ...
 * </pre>
 *
 * A gap counts from behind what stood before, at first from 0. A window starts at a multiple of its length.
 */
final class SequenceCodec {
    private static final int VERSION = 1;
    private static final int WINDOW_BITS = 9;
    private static final int WINDOW = 1 << WINDOW_BITS;
    private static final int WINDOW_BYTES = WINDOW / 8;

    /** As many runs in a window take about as many bytes as its bits do. */
    private static final int MANY_RUNS = WINDOW_BYTES / 2 + 1;

    private SequenceCodec() {}

    /** Makes one of ranges that touch. */
    static final class Joined implements SequenceSet.Ranges {
        private final SequenceSet.Ranges hears;
        private long from;
        private long to = -1;

        Joined(SequenceSet.Ranges hears) {
            this.hears = hears;
        }

        @Override
        public void range(long first, long last) {
            if (to >= 0 && first == to + 1) {
                to = last;
                return;
            }
            end();
            from = first;
            to = last;
        }

        void end() {
            if (to >= 0) {
                hears.range(from, to);
                to = -1;
            }
        }
    }

    /** Collects the ranges of a window, until it is clear which form is shorter. */
    private static final class Writer implements SequenceSet.Ranges {
        private byte[] out = new byte[64];
        private int length;
        private long cursor;
        private long window = -1;
        private int runs;
        private final long[] bits = new long[WINDOW / 64];
        private final Joined joined = new Joined(this::run);

        @Override
        public void range(long from, long to) {
            long first = from;
            if (from >> WINDOW_BITS != to >> WINDOW_BITS) {
                if ((from & (WINDOW - 1)) != 0) {
                    long end = from | (WINDOW - 1);
                    inWindow(from, end);
                    first = end + 1;
                }
                long wholeEnd = (to + 1) & -WINDOW;
                if (wholeEnd > first) {
                    closeWindow();
                    joined.range(first, wholeEnd - 1);
                    first = wholeEnd;
                }
            }
            if (first <= to) {
                inWindow(first, to);
            }
        }

        private void inWindow(long from, long to) {
            if (from >> WINDOW_BITS != window) {
                closeWindow();
                window = from >> WINDOW_BITS;
            }
            runs++;
            for (long seq = from; seq <= to; seq++) {
                bits[(int) (seq & (WINDOW - 1)) >> 6] |= 1L << seq;
            }
        }

        private void closeWindow() {
            long start = window << WINDOW_BITS;
            if (runs >= MANY_RUNS) {
                joined.end();
                varint(((start - cursor) << 1) | 1);
                room(WINDOW_BYTES);
                for (long word : bits) {
                    for (int i = 0; i < 64; i += 8) {
                        out[length++] = (byte) (word >>> i);
                    }
                }
                cursor = start + WINDOW;
            } else if (runs > 0) {
                for (int i = 0; i < bits.length; i++) {
                    SequenceTree.forEachBit(bits[i], start + 64L * i, joined);
                }
            }
            Arrays.fill(bits, 0);
            runs = 0;
        }

        private void run(long from, long to) {
            varint((from - cursor) << 1);
            varint(to - from);
            cursor = to + 1;
        }

        void varint(long value) {
            room(10);
            long left = value;
            while (left >>> 7 != 0) {
                out[length++] = (byte) (left | 0x80);
                left >>>= 7;
            }
            out[length++] = (byte) left;
        }

        private void room(int more) {
            if (length + more > out.length) {
                out = Arrays.copyOf(out, 2 * (length + more));
            }
        }

        byte[] end() {
            closeWindow();
            joined.end();
            return Arrays.copyOf(out, length);
        }
    }

    static byte[] encode(SequenceSet set) {
        Writer writer = new Writer();
        writer.varint(VERSION);
        writer.varint(set.size());
        set.forEach(writer);
        return writer.end();
    }

    /** Reads from bytes that may be anything. */
    private static final class Reader {
        private final byte[] buf;
        private final int end;
        private int at;

        Reader(byte[] buf, int off, int len) {
            this.buf = buf;
            at = off;
            end = off + len;
        }

        boolean isAtEnd() {
            return at == end;
        }

        long varint() throws BadFrameException {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (at == end) {
                    throw new BadFrameException("a set of sequences is cut off");
                }
                byte b = buf[at++];
                if (shift == 63 && (b & 0xfe) != 0) {
                    break;
                }
                value |= (b & 0x7fL) << shift;
                if (b >= 0) {
                    return value;
                }
            }
            throw new BadFrameException("a number in a set of sequences is too long");
        }

        long word() throws BadFrameException {
            if (end - at < 8) {
                throw new BadFrameException("a set of sequences is cut off");
            }
            long word = 0;
            for (int i = 0; i < 64; i += 8) {
                word |= (buf[at++] & 0xffL) << i;
            }
            return word;
        }
    }

    static SequenceSet decode(byte[] buf, int off, int len) throws BadFrameException {
        Reader in = new Reader(buf, off, len);
        if (in.varint() != VERSION) {
            throw new BadFrameException("a set of sequences of an unknown version");
        }
        long size = in.varint();
        SequenceSet set = new SequenceSet();
        long cursor = 0;
        while (!in.isAtEnd()) {
            long head = in.varint();
            cursor = within(cursor, head >>> 1);
            if ((head & 1) == 0) {
                long to = within(cursor, in.varint());
                set.add(cursor, to);
                cursor = to + 1;
            } else {
                if ((cursor & (WINDOW - 1)) != 0) {
                    throw new BadFrameException("a window of a set of sequences stands askew");
                }
                for (int i = 0; i < WINDOW / 64; i++) {
                    SequenceTree.forEachBit(in.word(), cursor + 64L * i, set::add);
                }
                cursor += WINDOW;
            }
        }
        if (set.size() != size) {
            throw new BadFrameException("a set of sequences is not as large as it says");
        }
        return set;
    }

    /** A sequence that far from another. */
    private static long within(long seq, long gap) throws BadFrameException {
        if (gap < 0 || gap > SequenceSet.LIMIT - 1 - seq) {
            throw new BadFrameException("a sequence beyond all limits");
        }
        return seq + gap;
    }
}
