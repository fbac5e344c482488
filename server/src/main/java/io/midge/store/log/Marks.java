package io.midge.store.log;

import io.midge.store.op.BadFrameException;
import java.util.Arrays;

/**
 * Where to start to look for a sequence. A segment's frames are cut into stretches, each of about 1 KiB or one block; all
 * messages of a stretch have sequences from the stretch's own on, and all before it have lower ones.
 *
 * <p>Positions are <i>logical</i>: where a frame would be if nothing were compressed or encrypted. Where frames lie as they are
 * that is their place in the file; else {@link #file} says where the block of a stretch is. On the stream's lane.
 */
final class Marks {
    /** How long a stretch is at least, where there are no blocks. */
    static final int STRIDE = 1024;

    private final long base;
    private final boolean blocks;
    private int[] seqs = new int[0];
    private int[] logical = new int[0];
    private int[] file = new int[0];
    private int count;

    Marks(long base, boolean blocks) {
        this.base = base;
        this.blocks = blocks;
    }

    /** A stretch begins at these positions; its messages have sequences from {@code seq} on. */
    void add(long seq, long logicalAt, long fileAt) {
        if (count == seqs.length) {
            int room = Math.max(8, 2 * count);
            seqs = Arrays.copyOf(seqs, room);
            logical = Arrays.copyOf(logical, room);
            file = blocks ? Arrays.copyOf(file, room) : file;
        }
        seqs[count] = (int) (seq - base);
        logical[count] = (int) (logicalAt >>> 3);
        if (blocks) {
            file[count] = (int) (fileAt >>> 3);
        }
        count++;
    }

    int count() {
        return count;
    }

    /** In which stretch a sequence would be; -1: before all. */
    int of(long seq) {
        return floor(seqs, seq - base);
    }

    /** In which stretch a position is; -1: before all. */
    int at(long position) {
        return floor(logical, position >>> 3);
    }

    /** The last that is not above; of several the last. */
    private int floor(int[] in, long what) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (in[middle] <= what) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** The lowest sequence that a message of a stretch may have. */
    long seq(int stretch) {
        return base + seqs[stretch];
    }

    /** Where a stretch begins. */
    long start(int stretch) {
        return (long) logical[stretch] << 3;
    }

    /** Where a stretch ends; {@code end} is where the last one does. */
    long end(int stretch, long end) {
        return stretch + 1 < count ? start(stretch + 1) : end;
    }

    /** Where the block of a stretch lies in the file. */
    long file(int stretch) {
        return (long) file[stretch] << 3;
    }

    /** Where the block of a stretch ends in the file; {@code end} is where the last one does. */
    long fileEnd(int stretch, long end) {
        return stretch + 1 < count ? file(stretch + 1) : end;
    }

    /** About how much heap it takes. */
    int heap() {
        return 64 + 4 * (seqs.length + logical.length + file.length);
    }

    void encode(Bytes to) {
        to.number(count);
        for (int i = 0; i < count; i++) {
            to.number(seqs[i] - (i == 0 ? 0 : seqs[i - 1]));
            to.number(logical[i] - (i == 0 ? 0 : logical[i - 1]));
            if (blocks) {
                to.number(file[i] - (i == 0 ? 0 : file[i - 1]));
            }
        }
    }

    static Marks decode(Cursor from, Summary of, boolean blocks) throws BadFrameException {
        Marks is = new Marks(of.base, blocks);
        int count = from.number(from.left() / 2);
        long seq = of.base;
        long logical = 0;
        long file = 0;
        for (int i = 0; i < count; i++) {
            seq += from.number(Integer.MAX_VALUE);
            logical += 8L * from.number(Integer.MAX_VALUE);
            file += blocks ? 8L * from.number(Integer.MAX_VALUE) : 0;
            if ((i == 0 && logical != SegmentHeader.SIZE)
                    || seq > of.end + 1
                    || seq <= of.base
                    || logical >= of.logicalEnd
                    || logical < SegmentHeader.SIZE
                    || (i > 0 && logical <= is.start(i - 1))
                    || file >= of.fileEnd
                    || (blocks && (file < SegmentHeader.SIZE || (i > 0 && file <= is.file(i - 1))))) {
                throw new BadFrameException("marks make no sense");
            }
            is.add(seq, logical, file);
        }
        if (count == 0 && of.messages + of.others > 0) {
            throw new BadFrameException("marks are missing");
        }
        return is;
    }
}
