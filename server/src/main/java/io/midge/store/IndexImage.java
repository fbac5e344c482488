package io.midge.store;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.store.file.Checkpoint;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectIndex;
import io.midge.store.log.Shape;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.op.PackedIn;
import io.midge.store.op.PackedOut;
import io.midge.store.seal.BadBlockException;
import io.midge.store.seal.BlockCodec;
import io.midge.store.time.DeadlineWheel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's index was when the store was closed, in a file {@value #NAME}, so that the next start need not gather it from the
 * segments again. It counts for one mark of a checkpoint and for segments that are as they were; whatever else stands there is of no
 * account, since the segments have it all.
 *
 * <pre>
 *   frames of type BLOCK, sealed as the stream's blocks are; their sequence is the mark's LSN and, added, their number
 *     first     format · index, term, segment, length of the mark · what the segments are · {@link Totals} · what is deleted
 *     others    (1 behind) subjects in order: how many bytes are as in the one before · the rest · count · first · last · what is known of both
 *               (2 behind) messages that expire: sequence · when
 *     last      empty
 * </pre>
 */
final class IndexImage {
    static final String NAME = "index";
    private static final int FORMAT = 1;
    private static final int BLOCK = 256 << 10;
    private static final int MAX_BLOCK = 64 << 20;
    private static final int SUBJECTS = 1;
    private static final int EXPIRING = 2;

    /** What a stream has, beside its subjects. */
    record Totals(long messages, long bytes, long first, long last, long lastTime, long oldest) {}

    /** An image that was read. */
    static final class Read {
        final SubjectIndex index = new SubjectIndex();
        final SequenceSet deleted;
        final Totals totals;
        final Shape shape;
        private long[] expiring = new long[0];
        private int count;

        Read(SequenceSet deleted, Totals totals, Shape shape) {
            this.deleted = deleted;
            this.totals = totals;
            this.shape = shape;
        }

        private void expires(long seq, long expiry) {
            if (count == expiring.length) {
                expiring = Arrays.copyOf(expiring, Math.max(64, 2 * count));
            }
            expiring[count++] = seq;
            expiring[count++] = expiry;
        }

        /** Tells of messages that expire. */
        void expiring(DeadlineWheel to) {
            for (int i = 0; i < count; i += 2) {
                to.add(expiring[i], expiring[i + 1]);
            }
        }
    }

    private final Disk disk;
    private final String name;
    private final BlockCodec codec;
    private final Checkpoint.Mark mark;
    private final OpFrame frame = new OpFrame();
    private byte[] buf = new byte[0];
    private int number;

    /**
     * Of a stream, at a mark.
     *
     * @param codec for new blocks
     */
    IndexImage(Disk disk, String directory, BlockCodec codec, Checkpoint.Mark mark) {
        this.disk = disk;
        this.name = directory + '/' + NAME;
        this.codec = codec;
        this.mark = mark;
    }

    // ---- writing ----

    /** Writes it. A crash leaves the last one, or this one. */
    void write(Contents contents, Shape shape) throws IOException {
        String made = name + ".new";
        disk.delete(made);
        try (DiskFile file = disk.create(made)) {
            Out out = new Out(file);
            out.block(head(contents.deletedSet(), contents.totals(), shape));
            subjects(out, contents.index());
            contents.deadlines().forEach((seq, expiry) -> {
                out.packed.number(seq).signed(expiry);
                return out.goesOn(EXPIRING);
            });
            out.end(EXPIRING);
            out.block(new PackedOut(16));
            file.sync();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        disk.rename(made, name);
    }

    private PackedOut head(SequenceSet deleted, Totals totals, Shape shape) {
        return new PackedOut(256)
                .number(FORMAT)
                .number(mark.index())
                .number(mark.term())
                .number(mark.segment())
                .number(mark.length())
                .number(shape.segments())
                .number(shape.messages())
                .number(shape.bytes())
                .number(shape.config())
                .number(totals.messages)
                .number(totals.bytes)
                .number(totals.first)
                .number(totals.last)
                .signed(totals.lastTime)
                .number(totals.oldest)
                .bytes(deleted.encode());
    }

    private static void subjects(Out out, SubjectIndex index) throws IOException {
        byte[][] names = {new byte[SubjectIndex.LONGEST], new byte[SubjectIndex.LONGEST]};
        int[] before = {0};
        index.visit(new byte[] {'>'}, id -> {
            int length = index.copyName(id, names[1], 0);
            int common = common(names[0], before[0], names[1], length);
            out.packed.number(common).number(length - common);
            for (int i = common; i < length; i++) {
                out.packed.u8(names[1][i]);
            }
            long first = index.first(id);
            int known = (index.isFirstKnown(id) ? 1 : 0) | (index.isLastKnown(id) ? 2 : 0);
            out.packed.number(index.count(id)).number(first).signed(index.last(id) - first);
            out.packed.u8(known);
            byte[] swap = names[0];
            names[0] = names[1];
            names[1] = swap;
            int block = out.blocks;
            boolean more = out.goesOn(SUBJECTS);
            before[0] = out.blocks == block ? length : 0; // each block can be read alone
            return more;
        });
        out.end(SUBJECTS);
    }

    private static int common(byte[] a, int aLength, byte[] b, int bLength) {
        int length = Math.min(aLength, bLength);
        int common = Arrays.mismatch(a, 0, length, b, 0, length);
        return common < 0 ? length : common;
    }

    /** Blocks that are written, one behind the other. */
    private final class Out {
        final PackedOut packed = new PackedOut(BLOCK + (BLOCK >> 2));
        private final DiskFile file;
        private long at;
        int blocks;

        Out(DiskFile file) {
            this.file = file;
        }

        /** Writes what there is if it is enough for a block. True, as there may be more. */
        boolean goesOn(int kind) {
            if (packed.length() >= BLOCK) {
                try {
                    end(kind);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return true;
        }

        /** Writes what is left of a kind. */
        void end(int kind) throws IOException {
            if (packed.length() > 0) {
                packed.u8(kind);
                block(packed);
                packed.clear();
            }
        }

        void block(PackedOut of) throws IOException {
            int bound = OpFrame.size(codec.bound(of.length()));
            buf = buf.length < bound ? new byte[bound] : buf;
            int sealed = codec.seal(of.buf(), 0, of.length(), buf, OpFrame.HEADER, context());
            int end = frame.put(buf, 0, OpType.BLOCK, codec.flags(), mark.lsn() + number, of.length(), sealed);
            file.write(ByteBuffer.wrap(buf, 0, end), at);
            at += end;
            number++;
            blocks++;
        }
    }

    private long context() {
        return ~(mark.lsn() + number);
    }

    // ---- reading ----

    /** How blocks are opened that are there, of one that is plain too. */
    interface Opener {
        BlockCodec codec(int flags) throws BadBlockException;
    }

    /**
     * Reads it; null: there is none of this mark.
     *
     * @throws BadFrameException it is damaged
     */
    @Nullable
    Read read(Opener opener) throws IOException, BadFrameException {
        if (!disk.exists(name)) {
            return null;
        }
        try (DiskFile file = disk.openToRead(name)) {
            In in = new In(file, opener);
            PackedIn head = in.next();
            if (head == null || head.number() != FORMAT || !isOfMark(head)) {
                return null;
            }
            Shape shape = new Shape(head.positive(), head.positive(), head.positive(), head.positive());
            Totals totals = new Totals(
                    head.positive(), head.positive(), head.positive(), head.positive(), head.signed(), head.positive());
            byte[] set = head.bytes(head.left());
            head.end();
            Read read = new Read(SequenceSet.decode(set, 0, set.length), totals, shape);
            long messages = 0;
            PackedIn block = in.next();
            while (block != null && block.left() > 0) {
                if (in.kind == SUBJECTS) {
                    messages += subjects(block, read.index);
                } else {
                    expiring(block, read);
                }
                block = in.next();
            }
            read.index.restored();
            if (messages != totals.messages) {
                throw new BadFrameException("its subjects have " + messages + " messages of " + totals.messages);
            }
            return read;
        }
    }

    private boolean isOfMark(PackedIn head) throws BadFrameException {
        boolean entry = head.number() == mark.index();
        boolean term = head.number() == mark.term();
        boolean segment = head.number() == mark.segment();
        boolean length = head.number() == mark.length();
        return entry && term && segment && length;
    }

    private long subjects(PackedIn block, SubjectIndex index) throws BadFrameException {
        byte[] subject = new byte[256];
        int before = 0;
        long messages = 0;
        while (block.left() > 0) {
            int common = block.upTo(before);
            int more = block.upTo(Math.min(block.left(), SubjectIndex.LONGEST - common));
            if (subject.length < common + more) {
                subject = Arrays.copyOf(subject, 2 * (common + more));
            }
            block.copy(subject, common, more);
            before = common + more;
            long count = block.positive();
            long first = block.positive();
            long last = first + block.signed();
            int known = block.u8();
            if (count < 1 || known > 3) {
                throw new BadFrameException("a subject that cannot be");
            }
            if (!index.restore(subject, 0, before, count, first, last, known)) {
                throw new BadFrameException("subjects are not in order");
            }
            messages += count;
        }
        return messages;
    }

    private static void expiring(PackedIn block, Read read) throws BadFrameException {
        while (block.left() > 0) {
            read.expires(block.positive(), block.signed());
        }
    }

    /** The blocks of a file, one after the other. */
    private final class In {
        /** Of what kind the last one is. */
        int kind;

        private final DiskFile file;
        private final Opener opener;
        private final long size;
        private byte[] plain = new byte[0];
        private long at;

        In(DiskFile file, Opener opener) throws IOException {
            this.file = file;
            this.opener = opener;
            this.size = file.size();
        }

        /** The next one; null: the first is of another mark. */
        @Nullable
        PackedIn next() throws IOException, BadFrameException {
            frame(OpFrame.HEADER);
            frame.header(buf, 0, MAX_BLOCK);
            if (number == 0 && frame.seq() != mark.lsn()) {
                return null;
            }
            int length = OpFrame.padded(frame.length());
            if (length > size - at || frame.length() > MAX_BLOCK) {
                throw new BadFrameException("a block is cut off");
            }
            frame(length);
            frame.read(buf, 0, length);
            for (int i = frame.length(); i < length; i++) {
                if (buf[i] != 0) {
                    throw new BadFrameException("zeros behind a block were changed");
                }
            }
            long raw = frame.time();
            if (frame.type() != OpType.BLOCK || frame.seq() != mark.lsn() + number || raw < 0 || raw > MAX_BLOCK) {
                throw new BadFrameException("another block than expected");
            }
            plain = plain.length < raw ? new byte[(int) raw] : plain;
            try {
                opener.codec(frame.flags())
                        .open(buf, frame.bodyOffset(), frame.bodyLength(), plain, 0, (int) raw, context());
            } catch (BadBlockException e) {
                throw new BadFrameException("a block does not open");
            }
            at += length;
            number++;
            boolean last = raw == 0;
            if (last != (at == size)) {
                throw new BadFrameException("it ends where it should not");
            }
            if (number == 1 || last) {
                return new PackedIn(plain, 0, (int) raw);
            }
            kind = plain[(int) raw - 1];
            if (kind != SUBJECTS && kind != EXPIRING) {
                throw new BadFrameException("a block of kind " + kind);
            }
            return new PackedIn(plain, 0, (int) raw - 1);
        }

        private void frame(int length) throws IOException, BadFrameException {
            buf = buf.length < length ? new byte[Math.max(length, BLOCK + (BLOCK >> 1))] : buf;
            if (file.read(ByteBuffer.wrap(buf, 0, length), at) != length) {
                throw new BadFrameException("it is cut off");
            }
        }
    }
}
