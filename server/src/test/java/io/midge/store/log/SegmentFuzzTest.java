package io.midge.store.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectFilter;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Whatever lies in a stream's files, they are opened, read, verified and compacted, and damage is told. Runs over the seeds in
 * the resources as a plain test; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
class SegmentFuzzTest {
    private static final int ENOUGH = 1 << 16;
    private static final List<OpType> TYPES = List.of(OpType.values());
    private static final String FILE = Opening.name(Rig.DIR, 1);

    /** Knows subjects, and believes all that it is told without keeping it. */
    private static final class Listener implements Loader {
        final SubjectIndex index = new SubjectIndex();
        final SequenceSet deleted = new SequenceSet();
        final List<Long> seqs = new ArrayList<>();
        long before;

        @Override
        public void frame(OpFrame frame) {
            assertThat(frame.isWhole()).isTrue();
        }

        @Override
        public void segment(int subjects) {
            assertThat(subjects).isNotNegative();
        }

        @Override
        public int message(LoadedMessage message) {
            assertThat(message.seq).isGreaterThan(before);
            before = message.seq;
            seqs.add(message.seq);
            return index.add(message.subject, message.subjectOffset, message.subjectLength, message.seq);
        }

        @Override
        public void absent(long from, long to) {
            assertThat(to).isGreaterThanOrEqualTo(from);
        }
    }

    private static void use(CrashDisk disk, BlockCodec codec) throws IOException {
        for (Mark mark : new Mark[] {null, new Mark(2, 0, 1, 9), new Mark(1, 300, 1, 9)}) {
            Listener heard = new Listener();
            List<Damage> damage = new ArrayList<>();
            ColumnCache cache = new ColumnCache(ENOUGH, 2);
            LogOptions options = new LogOptions(1024, 8192, 512, 256, 4096);
            Parts parts = new Parts(
                    disk.after(false),
                    Rig.DIR,
                    7,
                    options,
                    codec,
                    flags -> codec,
                    cache,
                    heard.index,
                    heard.deleted,
                    SegmentFuzzTest::ranges,
                    damage::add);
            SegmentLog log = SegmentLog.open(parts, mark, heard);
            StoredMessage message = new StoredMessage();
            for (long seq : heard.seqs) {
                if (!log.read(seq, message)) {
                    assertThat(damage).isNotEmpty();
                }
                log.subjectOf(seq);
            }
            SubjectFilter all = SubjectFilter.all(heard.index);
            int steps = 0;
            for (long seq = log.next(0, all, message); seq >= 0; seq = log.next(seq + 1, all, message)) {
                assertThat(steps++).isLessThan(ENOUGH);
            }
            for (long seq = log.previous(Long.MAX_VALUE - 1, all, message);
                    seq >= 0;
                    seq = log.previous(seq - 1, all, message)) {
                assertThat(steps++).isLessThan(ENOUGH);
            }
            log.atTime(5);
            log.nextOf(0, 1);
            while (log.scrub(4096) > 0) {
                assertThat(steps++).isLessThan(ENOUGH);
            }
            Flushed flushed = log.checkpoint();
            log.checkpointed(flushed.mark());
            while (log.compact(1 << 20)) {
                assertThat(steps++).isLessThan(ENOUGH);
            }
            log.close();
            assertThat(cache.bytes()).isZero();
        }
    }

    /** As a stream reads them. */
    private static void ranges(OpFrame frame, SequenceSet.Ranges hears) {
        int end = frame.bodyOffset() + frame.bodyLength();
        for (int at = frame.bodyOffset(); at + 16 <= end; at += 16) {
            long from = Le.u64(frame.buf(), at);
            long to = Le.u64(frame.buf(), at + 8);
            if (from > 0 && from <= to) {
                hears.range(from, to);
            }
        }
    }

    /** Frames whose checksums are right around fields that may be anything, as they are and in blocks. */
    @FuzzTest(maxDuration = "60s")
    void anyFieldsAreASegmentOrDamage(byte[] data) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(data);
        Bytes frames = new Bytes();
        long seq = 0;
        while (in.remaining() > 8 && frames.length() < 30_000) {
            int choice = in.get();
            OpType type = TYPES.get((in.get() & 0xff) % TYPES.size());
            seq = (choice & 1) == 0 ? seq + 1 + (in.get() & 3) : in.remaining() < 8 ? 0 : in.getLong();
            byte[] body = new byte[in.hasRemaining() ? Math.min(in.get() & 0x7f, in.remaining()) : 0];
            in.get(body);
            frame(frames, choice, type, seq, body);
        }
        byte[] plain = java.util.Arrays.copyOf(frames.buf(), frames.length());
        XorBlocks codec = new XorBlocks();
        CrashDisk disk = new CrashDisk();
        disk.bytes(FILE, file(0, plain));
        use(disk, BlockCodec.NONE);
        byte[] block = new byte[OpFrame.size(codec.bound(plain.length))];
        int sealed = codec.seal(plain, 0, plain.length, block, OpFrame.HEADER, Footer.context(1, SegmentHeader.SIZE));
        new OpFrame().put(block, 0, OpType.BLOCK, codec.flags(), Math.max(1, seq), plain.length, sealed);
        disk.bytes(FILE, file(codec.flags(), block));
        use(disk, codec);
    }

    private static void frame(Bytes to, int choice, OpType type, long seq, byte[] body) {
        byte[] bytes = new byte[OpFrame.size(body.length)];
        OpFrame frame = new OpFrame();
        if ((choice & 6) == 0 && body.length > 2) { // a message with a subject and headers of its own
            MessageParts parts = new MessageParts();
            parts.subject = body;
            parts.subjectLength = body.length / 2;
            parts.headers = body;
            parts.headersOffset = parts.subjectLength;
            parts.headersLength = choice >> 4 & 1;
            parts.payload = body;
            parts.payloadOffset = parts.subjectLength + parts.headersLength;
            parts.payloadLength = body.length - parts.payloadOffset;
            frame.putMessage(bytes, 0, seq, body[0] * 1_000_000L, body[1], body[2], parts);
        } else {
            System.arraycopy(body, 0, bytes, OpFrame.HEADER, body.length);
            frame.put(bytes, 0, type, choice >> 3, seq, seq * 3, body.length);
        }
        to.bytes(bytes, 0, (choice & 64) == 0 ? bytes.length : bytes.length / 2 / 8 * 8);
    }

    private static byte[] file(int flags, byte[] frames) {
        Bytes file = new Bytes();
        byte[] header = new SegmentHeader(flags, 7, 1, 1, 0, 1024).encode();
        file.bytes(header, 0, header.length);
        file.bytes(frames, 0, frames.length);
        return java.util.Arrays.copyOf(file.buf(), file.length());
    }

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreASegmentOrDamage(byte[] data) throws IOException {
        CrashDisk disk = new CrashDisk();
        disk.bytes(FILE, data);
        use(disk, BlockCodec.NONE);
        use(disk, new XorBlocks());
    }

    /** The sections, each as a length and so many bytes, get the checksums that they need to be believed. */
    @FuzzTest(maxDuration = "60s")
    void anySectionsAreAFooterOrDamage(byte[] data) throws IOException, BadFrameException {
        Rig rig = new Rig();
        for (int i = 1; i <= 3; i++) {
            rig.append(i, i, "a.b", "payload");
        }
        rig.log.flush();
        rig.log.close();
        byte[] frames = rig.disk.bytes(FILE);
        ByteBuffer in = ByteBuffer.wrap(data);
        List<byte[]> sections = new ArrayList<>();
        for (int i = 0; i < Section.ALL.size(); i++) {
            byte[] section = new byte[in.hasRemaining() ? Math.min(in.get() & 0xff, in.remaining()) : 0];
            in.get(section);
            sections.add(section);
        }
        SegmentHeader header = new SegmentHeader(0, 7, 1, 1, 0, 1024);
        Bytes file = new Bytes();
        file.bytes(frames, 0, frames.length);
        Bytes footer = Footer.encode(
                header,
                frames.length,
                which -> new Cursor(sections.get(which.place()), 0, sections.get(which.place()).length),
                BlockCodec.NONE);
        file.bytes(footer.buf(), 0, footer.length());
        byte[] bytes = java.util.Arrays.copyOf(file.buf(), file.length());
        CrashDisk disk = new CrashDisk();
        disk.bytes(FILE, bytes);
        use(disk, BlockCodec.NONE);
    }

    /** Six numbers that say where a payload is, and what lies there. */
    @FuzzTest(maxDuration = "60s")
    void anyReferenceToAPayloadIsReadOrRefused(byte[] data) throws IOException {
        if (data.length < LargeRef.SIZE) {
            return;
        }
        byte[] body = new byte[LargeRef.SIZE];
        System.arraycopy(data, 0, body, 0, body.length);
        ByteBuffer in = ByteBuffer.wrap(data).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        LargeRef ref = new LargeRef(in.getInt(), in.getLong(), in.getInt(), in.getInt(), in.getInt());
        Rig rig = new Rig();
        byte[] stored = java.util.Arrays.copyOfRange(data, LargeRef.SIZE, data.length);
        rig.disk.bytes(Rig.DIR + "/1.big", stored);
        rig.reopen();
        byte[] frame = new byte[200];
        MessageParts names = MessageParts.of(new byte[] {'a'}, new byte[0], new byte[0]);
        OpFrame large = new OpFrame();
        int end = large.putLarge(frame, 0, 1, 1, 0, 0, names, ref);
        assertThat(end).isLessThan(frame.length);
        try {
            rig.log.append(large.trusted(frame, 0), 1, rig.index.add(new byte[] {'a'}, 0, 1, 1));
        } catch (IllegalArgumentException e) {
            return;
        }
        StoredMessage message = new StoredMessage();
        if (rig.log.read(1, message)) {
            assertThat(message.payloadLength).isEqualTo(ref.length());
            assertThat(Le.crc(stored, (int) ref.position(), ref.stored())).isEqualTo(ref.crc());
        } else {
            assertThat(rig.damage).hasSize(1);
        }
    }
}
