package io.midge.store;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.loop.Lane;
import io.midge.raft.VolatileLog;
import io.midge.store.consumer.Consumers;
import io.midge.store.file.Checkpoint;
import io.midge.store.file.StreamMeta;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectIndex;
import io.midge.store.log.ColumnCache;
import io.midge.store.log.LogOptions;
import io.midge.store.log.Mark;
import io.midge.store.log.MemoryLog;
import io.midge.store.log.MessageLog;
import io.midge.store.log.Parts;
import io.midge.store.log.SegmentLog;
import io.midge.store.log.Shape;
import io.midge.store.log.SlabPool;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.seal.BadBlockException;
import io.midge.store.seal.BlockCodec;
import io.midge.store.seal.BlockCodecs;
import io.midge.store.seal.DataKey;
import io.midge.store.seal.Keys;
import io.midge.store.seal.WrongKeyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes streams' directories, opens what is in them, and removes them. Any thread, one at a time for one stream. */
final class StreamOpener {
    /** No consumer file is longer. */
    private static final long MAX_CONSUMERS = 1L << 30;

    private final StoreParts parts;
    private final Disk disk;
    private final ColumnCache columns;
    private final SlabPool slabs;
    private final VolatileLog memory = new VolatileLog();
    private final List<Lane> lanes;
    private final List<BlockCodecs> codecs; // of each lane

    StreamOpener(StoreParts parts) {
        this.parts = parts;
        this.disk = parts.disk();
        this.columns =
                new ColumnCache(parts.options().columns(), parts.options().openFiles());
        this.slabs = new SlabPool(parts.options().memory());
        this.lanes = parts.lanes().streams();
        this.codecs = lanes.stream()
                .map(lane -> new BlockCodecs(parts.cipher(), parts.chance()))
                .toList();
    }

    /** The log of streams in memory. */
    VolatileLog memory() {
        return memory;
    }

    /** What a new stream is, with a key of its own if the store is encrypted. */
    StreamMeta meta(StreamSpec spec, long group) {
        boolean encrypted = parts.keys().encrypts() && spec.storage() == StreamMeta.Storage.FILE;
        byte[] key = encrypted ? parts.keys().make(owner(group)).newRecord().orElseThrow() : new byte[0];
        return new StreamMeta(
                spec.account(),
                spec.stream(),
                group,
                spec.createdNs(),
                spec.storage(),
                spec.compression(),
                spec.config(),
                key);
    }

    private static String owner(long group) {
        return "stream " + Long.toHexString(group);
    }

    /** Makes a stream's directory, unless it is there. What is in it already is of no account: its making was not known. */
    StreamStore make(StreamMeta meta) throws IOException {
        String directory = StreamFiles.directory(meta.group());
        if (!disk.exists(directory + "/meta")) {
            disk.createDirectories(directory);
            meta.write(disk, directory);
            disk.syncDirectory(StreamFiles.streams());
        } else {
            disk.syncDirectory(directory); // who made it may have ended before its name was durable
        }
        return open(meta, nothing(meta.group()));
    }

    /** The mark of a stream none of whose files are good. */
    static Checkpoint.Mark nothing(long group) {
        return new Checkpoint.Mark(group, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Opens a stream as its files say it.
     *
     * @param mark how far they are good; null: nobody knows, and all that makes sense is taken
     */
    StreamStore open(StreamMeta meta, Checkpoint.@Nullable Mark mark) throws IOException {
        boolean inMemory = meta.storage() == StreamMeta.Storage.MEMORY;
        BlockCodecs of = codecs(meta.group());
        Opened opened = inMemory ? new Opened(meta, null) : key(meta);
        DataKey key = opened.key;
        IndexImage.Read image = inMemory || mark == null ? null : image(meta, mark, of, key);
        SubjectIndex index = image == null ? new SubjectIndex() : image.index;
        SequenceSet deleted = image == null ? new SequenceSet() : image.deleted;
        Contents contents = new Contents(index, deleted, inMemory, (from, to) -> lost(meta.group(), from, to));
        if (image != null) {
            contents.restored(image);
        }
        Shape shape = image == null ? null : image.shape;
        Consumers consumers = new Consumers();
        SegmentLog segments = inMemory ? null : segments(meta, mark, index, deleted, contents, of, key, shape);
        MessageLog log = segments == null ? new MemoryLog(slabs) : segments;
        contents.liesIn(log);
        ConsumerFile from = inMemory
                ? ConsumerFile.NONE
                : mark == null ? newest(meta.group()) : new ConsumerFile(mark.consumerFile(), mark.consumerLength());
        if (segments != null && mark != null) {
            contents.loaded(mark.firstSeq(), mark.lastSeq(), mark.lastTimeNs(), segments.isReadable());
        } else {
            contents.loaded(1, 0, 0, true);
        }
        readConsumers(consumers, meta.group(), from, contents.last());
        int large = parts.options().large();
        StreamFiles files = new StreamFiles(disk, opened.meta, large, segments, slabs, from.number, from.length);
        Duplicates duplicates = new Duplicates(
                contents, parts.chance().nextLong(), parts.chance().nextLong());
        StreamStore stream = new StreamStore(
                files, contents, consumers, duplicates, log, parts.lanes().of(meta.group()));
        stream.room().verifiesIn(parts.options().verifyNanos());
        if (mark != null && !inMemory) {
            stream.progress()
                    .startsAt(
                            mark, image != null && segments != null && shape != null && shape.equals(segments.shape()));
        }
        return stream;
    }

    private IndexImage.@Nullable Read image(
            StreamMeta meta, Checkpoint.Mark mark, BlockCodecs codecs, @Nullable DataKey key) {
        String directory = StreamFiles.directory(meta.group());
        IndexImage image = new IndexImage(disk, directory, BlockCodec.NONE, mark);
        try {
            return image.read(flags -> codecs.codec(flags, key));
        } catch (BadFrameException | IOException e) {
            parts.listener()
                    .warning(disk.where() + '/' + directory + '/' + IndexImage.NAME + " cannot be used: "
                            + e.getMessage() + "; what it has is read from the segments instead");
            return null;
        }
    }

    /** Keeps what a stream's index is for the next start, if that is worth it. On its lane; nothing changes any more. */
    void keepImage(StreamStore stream) throws IOException {
        Checkpoint.Mark mark =
                stream.isInMemory() ? null : stream.imageDue(parts.options().minSegment());
        Shape shape = mark == null ? null : stream.files().segments().shape();
        if (mark == null || shape == null) {
            return;
        }
        StreamMeta meta = stream.files().meta();
        BlockCodec codec = codec(meta, codecs(meta.group()), key(meta).key);
        new IndexImage(disk, StreamFiles.directory(meta.group()), codec, mark).write(stream.contents(), shape);
    }

    private static BlockCodec codec(StreamMeta meta, BlockCodecs codecs, @Nullable DataKey key) {
        boolean compressed = meta.compression() == StreamMeta.Compression.S2;
        return key == null ? codecs.codec(compressed) : codecs.codec(compressed, key);
    }

    private SegmentLog segments(
            StreamMeta meta,
            Checkpoint.@Nullable Mark mark,
            SubjectIndex index,
            SequenceSet deleted,
            Contents contents,
            BlockCodecs codecs,
            @Nullable DataKey key,
            @Nullable Shape shape)
            throws IOException {
        StoreOptions options = parts.options();
        BlockCodec codec = codec(meta, codecs, key);
        Parts.Opener opener = flags -> codecs.codec(flags, key);
        Parts of = new Parts(
                disk,
                StreamFiles.directory(meta.group()),
                meta.group(),
                new LogOptions(
                        options.minSegment(), options.maxSegment(), options.flush(), options.large(), 256L << 20),
                codec,
                opener,
                columns,
                index,
                deleted,
                Deletion::forEachRange,
                damage -> parts.listener()
                        .damage(new StoreListener.Damage(
                                meta.group(),
                                damage.file(),
                                damage.position(),
                                damage.fromSeq(),
                                damage.toSeq(),
                                damage.what())));
        Mark good = mark == null ? null : new Mark(mark.segment(), mark.length(), mark.lsn(), mark.lastSeq());
        return SegmentLog.open(of, good, contents, shape);
    }

    private BlockCodecs codecs(long group) {
        return codecs.get(lanes.indexOf(parts.lanes().of(group)));
    }

    /** What a stream is, with its key under the server's key of today; null: it is not encrypted. */
    private record Opened(StreamMeta meta, @Nullable DataKey key) {}

    private Opened key(StreamMeta meta) throws IOException {
        if (meta.wrappedKey().length == 0) {
            return new Opened(meta, null);
        }
        String directory = StreamFiles.directory(meta.group());
        try {
            Keys.Held opened =
                    parts.keys().open(meta.wrappedKey(), owner(meta.group()), disk.where() + '/' + directory + "/meta");
            StreamMeta now = meta;
            if (opened.newRecord().isPresent()) {
                now = meta.rewrapped(opened.newRecord().get());
                now.write(disk, directory);
            }
            return new Opened(now, opened.key());
        } catch (WrongKeyException e) {
            throw new StoreException(e.getMessage(), e);
        } catch (BadBlockException e) {
            throw new StoreException(e.getMessage(), e);
        }
    }

    private void lost(long group, long from, long to) {
        String what = "these messages were in a part of the journal that cannot be read";
        parts.listener().damage(new StoreListener.Damage(group, Opening.JOURNAL, -1, from, to, what));
    }

    /** A file with consumers' states, and how much of it counts. */
    private record ConsumerFile(int number, long length) {
        static final ConsumerFile NONE = new ConsumerFile(0, 0);
    }

    /** The last consumer file of a stream of which no mark is known. */
    private ConsumerFile newest(long group) throws IOException {
        ConsumerFile newest = ConsumerFile.NONE;
        for (Disk.Entry each : disk.list(StreamFiles.directory(group))) {
            int number = StreamFiles.consumerNumber(each.name());
            newest = number > newest.number ? new ConsumerFile(number, each.size()) : newest;
        }
        return newest;
    }

    private void readConsumers(Consumers into, long group, ConsumerFile from, long last) throws IOException {
        if (from.number == 0 || from.length == 0) {
            return;
        }
        String name = StreamFiles.consumerFile(group, from.number);
        byte[] bytes = new byte[0];
        try (DiskFile file = disk.openToRead(name)) {
            long length = Math.min(Math.min(from.length, file.size()), MAX_CONSUMERS);
            bytes = new byte[(int) length];
            int got = file.read(ByteBuffer.wrap(bytes), 0);
            bytes = got == bytes.length ? bytes : Arrays.copyOf(bytes, got);
        } catch (IOException e) {
            damagedConsumers(group, name, 0, "the file cannot be read: " + e.getMessage());
            return;
        }
        if (bytes.length < from.length) {
            damagedConsumers(group, name, bytes.length, "the file is cut off");
        }
        OpFrame frame = new OpFrame();
        int at = 0;
        while (at < bytes.length) {
            try {
                frame.read(bytes, at, bytes.length);
                if (frame.type() != OpType.CONSUMERS) {
                    throw new BadFrameException("an operation of type " + frame.type());
                }
                into.read(bytes, frame.bodyOffset(), frame.bodyLength());
                at += OpFrame.padded(frame.length());
            } catch (BadFrameException e) {
                int next = next(bytes, at + OpFrame.ALIGN);
                damagedConsumers(group, name, at, String.valueOf(e.getMessage()));
                at = next;
            }
        }
        into.forEach(each -> each.state()
                .repair(
                        last,
                        line -> parts.listener()
                                .warning("Consumer '" + each.name() + "' of " + name + " was repaired: " + line)));
    }

    private void damagedConsumers(long group, String name, long at, String why) {
        String what = "state of consumers: " + why;
        parts.listener().damage(new StoreListener.Damage(group, name, at, 0, 0, what));
    }

    // Where the next frame begins that is whole.
    private static int next(byte[] bytes, int from) {
        OpFrame frame = new OpFrame();
        int at = from;
        while (at < bytes.length && !isFrame(frame, bytes, at)) {
            at += OpFrame.ALIGN;
        }
        return Math.min(at, bytes.length);
    }

    private static boolean isFrame(OpFrame frame, byte[] bytes, int at) {
        try {
            frame.read(bytes, at, bytes.length);
            return true;
        } catch (BadFrameException e) {
            return false;
        }
    }

    /** Removes a stream's directory. It has another name first, so that half of it is never taken for a stream. */
    void remove(long group) throws IOException {
        retire(group);
        clear(group);
    }

    /** A stream's directory is none any more, for good: nothing else has to say that the stream is gone. */
    void retire(long group) throws IOException {
        String directory = StreamFiles.directory(group);
        if (disk.exists(directory)) {
            disk.rename(directory, directory + StreamFiles.GONE);
        }
        disk.syncDirectory(StreamFiles.streams());
    }

    /** Removes what {@link #retire} has left. */
    void clear(long group) throws IOException {
        delete(StreamFiles.directory(group) + StreamFiles.GONE);
    }

    private void delete(String directory) throws IOException {
        for (Disk.Entry each : disk.list(directory)) {
            String name = directory + '/' + each.name();
            if (each.isDirectory()) {
                delete(name);
            } else {
                disk.delete(name);
            }
        }
        disk.delete(directory);
    }
}
