package io.midge.store.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectIndex;
import io.midge.store.op.LargeRef;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A log with what an engine keeps beside it, on a disk in memory. */
final class Rig implements Loader {
    static final String DIR = "s";

    CrashDisk disk = new CrashDisk();
    BlockCodec codec = BlockCodec.NONE;
    Parts.Opener opener = flags -> new XorBlocks();
    LogOptions options = new LogOptions(1024, 8192, 512, 256, 4096);
    long cacheBytes = 1 << 20;
    int cacheFiles = 4;
    ColumnCache cache = new ColumnCache(cacheBytes, cacheFiles);
    SubjectIndex index = new SubjectIndex();
    SequenceSet deleted = new SequenceSet();
    final List<Damage> damage = new ArrayList<>();
    final List<OpType> heard = new ArrayList<>();
    /** What each message counts, as the loader was told. */
    final TreeMap<Long, Long> sizes = new TreeMap<>();

    final TreeMap<Long, LoadedMessage> loaded = new TreeMap<>();

    @Nullable
    Mark mark = Mark.NOTHING;

    SegmentLog log;
    long lsn;
    /** What was applied since the last checkpoint. */
    final List<byte[]> redo = new ArrayList<>();

    private final OpFrame frame = new OpFrame();
    private byte[] buf = new byte[1 << 17];

    Rig() {
        log = open();
    }

    Rig(BlockCodec codec) {
        this.codec = codec;
        log = open();
    }

    Rig(LogOptions options) {
        this.options = options;
        log = open();
    }

    Rig(CrashDisk disk, BlockCodec codec, @Nullable Mark mark) {
        this.disk = disk;
        this.codec = codec;
        this.mark = mark;
        log = open();
    }

    private SegmentLog open() {
        index = new SubjectIndex();
        deleted = new SequenceSet();
        sizes.clear();
        loaded.clear();
        heard.clear();
        Parts parts = new Parts(disk, DIR, 7, options, codec, opener, cache, index, deleted, Rig::ranges, damage::add);
        try {
            return SegmentLog.open(parts, mark, this);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Closes and opens again, up to the last checkpoint. */
    void reopen() throws IOException {
        log.close();
        log = open();
    }

    static void ranges(OpFrame frame, SequenceSet.Ranges hears) {
        for (int at = frame.bodyOffset(); at < frame.bodyOffset() + frame.bodyLength(); at += 16) {
            hears.range(Le.u64(frame.buf(), at), Le.u64(frame.buf(), at + 8));
        }
    }

    @Override
    public void frame(OpFrame of) {
        heard.add(of.type());
        if (of.type() == OpType.DELETE) {
            ranges(of, deleted::add);
        }
    }

    @Override
    public void segment(int subjects) {}

    @Override
    public int message(LoadedMessage message) {
        sizes.put(message.seq, message.size);
        LoadedMessage copy = new LoadedMessage();
        copy.seq = message.seq;
        copy.time = message.time;
        copy.ttl = message.ttl;
        copy.flags = message.flags;
        loaded.put(message.seq, copy);
        return index.add(message.subject, message.subjectOffset, message.subjectLength, message.seq);
    }

    @Override
    public void absent(long from, long to) {
        deleted.add(from, to);
    }

    void append(long seq, long time, String subject, String payload) throws IOException {
        append(seq, time, 0, 0, subject, "", payload.getBytes(UTF_8));
    }

    void append(long seq, long time, int ttl, int flags, String subject, String headers, byte[] payload)
            throws IOException {
        byte[] name = subject.getBytes(UTF_8);
        byte[] head = headers.getBytes(UTF_8);
        if (payload.length >= options.largeLimit()) {
            LargeRef ref = log.putLarge(payload, 0, payload.length);
            log.syncLarge();
            MessageParts parts = MessageParts.of(name, head, new byte[0]);
            frame.putLarge(buf, 8, seq, time, ttl, flags, parts, ref);
        } else {
            frame.putMessage(buf, 8, seq, time, ttl, flags, MessageParts.of(name, head, payload));
        }
        apply(frame.trusted(buf, 8));
    }

    void delete(long from, long to) throws IOException {
        Le.u64(buf, OpFrame.HEADER, from);
        Le.u64(buf, OpFrame.HEADER + 8, to);
        frame.put(buf, 0, OpType.DELETE, 0, from, 0, 16);
        apply(frame.trusted(buf, 0));
    }

    /** Makes a message unreadable; false: not before the next checkpoint. */
    boolean erase(long seq) throws IOException {
        SequenceSet seqs = new SequenceSet();
        seqs.add(seq, seq);
        return erase(seqs);
    }

    boolean erase(SequenceSet seqs) throws IOException {
        Erasing erasing = log.erasing(seqs);
        Erasing.Step step = Erasing.Step.MORE;
        while (step == Erasing.Step.MORE) {
            step = erasing.look();
        }
        step = Erasing.Step.MORE;
        while (step == Erasing.Step.MORE) {
            step = erasing.step();
        }
        return step == Erasing.Step.DONE;
    }

    void evict(long first) throws IOException {
        other(OpType.EVICT, first, "");
    }

    void skip(long to) throws IOException {
        other(OpType.SKIP, to, "");
    }

    void other(OpType type, long seq, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        System.arraycopy(bytes, 0, buf, OpFrame.HEADER, bytes.length);
        frame.put(buf, 0, type, 0, seq, 0, bytes.length);
        apply(frame.trusted(buf, 0));
    }

    /** Applies an operation, as the engine does, and remembers it until the next checkpoint. */
    private void apply(OpFrame op) throws IOException {
        redo.add(Arrays.copyOfRange(op.buf(), op.offset(), op.offset() + OpFrame.padded(op.length())));
        doApply(op);
    }

    private void doApply(OpFrame op) throws IOException {
        int id = SubjectIndex.NONE;
        long last = log.lastSequence();
        switch (op.type()) {
            case MESSAGE, LARGE -> id = index.add(op.buf(), op.subjectOffset(), op.subjectLength(), op.seq());
            case DELETE -> ranges(op, this::forget);
            case EVICT -> forget(log.firstSequence(), op.seq() - 1);
            default -> {}
        }
        log.append(op, ++lsn, id);
        switch (op.type()) {
            case DELETE ->
                ranges(op, (from, to) -> {
                    deleted.add(from, to);
                    log.deleted(from, to);
                });
            case EVICT -> {
                deleted.removeBelow(op.seq());
                log.firstIs(op.seq());
            }
            case SKIP -> deleted.add(last + 1, op.seq());
            default -> {}
        }
    }

    private void forget(long from, long to) {
        try {
            for (long seq = from; seq <= to; seq++) {
                int id = log.subjectOf(seq);
                if (id >= 0) {
                    index.remove(id, seq);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens what a crash left, and applies again what came after the last checkpoint. */
    void recover(boolean lost) throws IOException {
        disk = disk.after(lost);
        cache = new ColumnCache(cacheBytes, cacheFiles);
        log = open();
        List<byte[]> again = List.copyOf(redo);
        for (byte[] each : again) {
            doApply(new OpFrame().trusted(each, 0));
        }
    }

    void checkpoint() throws IOException {
        Flushed flushed = log.checkpoint();
        flushed.sync();
        mark = flushed.mark();
        log.checkpointed(flushed.mark());
        redo.clear();
    }

    @Nullable
    String read(long seq) throws IOException {
        StoredMessage message = new StoredMessage();
        return log.read(seq, message) ? text(message) : null;
    }

    static String text(StoredMessage message) {
        return new String(message.subject, message.subjectOffset, message.subjectLength, UTF_8)
                + "|"
                + new String(message.headers, message.headersOffset, message.headersLength, UTF_8)
                + "|"
                + new String(message.payload, message.payloadOffset, message.payloadLength, UTF_8);
    }

    int id(String subject) {
        byte[] name = subject.getBytes(UTF_8);
        return index.find(name, 0, name.length);
    }
}
