package io.midge.store;

import io.midge.disk.Disk;
import io.midge.disk.DiskFull;
import io.midge.loop.Confined;
import io.midge.store.consumer.Consumers;
import io.midge.store.file.Checkpoint;
import io.midge.store.file.StreamMeta;
import io.midge.store.log.Flushed;
import io.midge.store.log.SegmentLog;
import io.midge.store.log.SlabPool;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a stream has in its directory: what it is, its segments unless it is kept in memory, and its consumers as they were at the
 * last checkpoint.
 */
@Confined("stream lane")
final class StreamFiles {
    private static final String STREAMS = "streams";

    /** Behind the name of a directory that is being removed. */
    static final String GONE = ".gone";

    /** A consumer file may hold so much that no longer counts, whatever its size. */
    private static final int CONSUMERS_SLACK = 64 << 10;

    /** How much of a consumer file counts that this start has found. */
    private static final long NOT_KNOWN = -1;

    private final Disk disk;
    private final int large;
    private final @Nullable SegmentLog segments;
    private final SlabPool slabs;
    private long promised; // bytes of messages that are not applied yet, in memory
    private StreamMeta meta;
    private boolean metaChanged;
    private int consumerFile;
    private long consumerLength;
    private long consumerLive;
    private boolean kept; // there is a log of what the journal no longer has
    private boolean consumersAnew; // the file ends in what a checkpoint that failed has left there

    /** @param segments null: the stream is kept in memory */
    StreamFiles(
            Disk disk,
            StreamMeta meta,
            int large,
            @Nullable SegmentLog segments,
            SlabPool slabs,
            int consumerFile,
            long consumerLength) {
        this.disk = disk;
        this.meta = meta;
        this.large = large;
        this.segments = segments;
        this.slabs = slabs;
        this.consumerFile = consumerFile;
        this.consumerLength = consumerLength;
        this.consumerLive = NOT_KNOWN;
    }

    /** Where a group's files are. */
    static String directory(long group) {
        return STREAMS + '/' + String.format("%016x", group);
    }

    /** The group whose directory this name is below {@link #streams}; 0: none's. */
    static long group(String name) {
        try {
            return name.length() == 16 ? Long.parseUnsignedLong(name, 16) : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    static String streams() {
        return STREAMS;
    }

    StreamMeta meta() {
        return meta;
    }

    long group() {
        return meta.group();
    }

    byte[] config() {
        return meta.config().clone();
    }

    boolean inMemory() {
        return segments == null;
    }

    /**
     * Another configuration was applied. No journal has what a stream in memory is told, so that its configuration goes to the disk at
     * once; where there is no room for it, with the next checkpoint.
     */
    void config(OpFrame frame) throws IOException {
        byte[] config = Arrays.copyOfRange(frame.buf(), frame.bodyOffset(), frame.bodyOffset() + frame.bodyLength());
        meta = meta.with(config, meta.compression());
        metaChanged = true;
        if (inMemory()) {
            try {
                meta.write(disk, directory(group()));
                metaChanged = false;
            } catch (IOException e) {
                if (!DiskFull.is(e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Makes sure that a message of a stream in memory will find room there: what is on its way, of all streams, counts as well, and
     * an eighth of all there is, is kept for what does not fit together.
     */
    void reserve(int length) throws IOException {
        if (segments == null) {
            slabs.promise(length);
            promised += length;
        }
    }

    /** So much of what was promised is used, or will not be. */
    void release(long length) {
        long less = Math.min(promised, length);
        if (less > 0) {
            slabs.promised(less);
            promised -= less;
        }
    }

    /** What {@link Kept} has was applied: a checkpoint that has it removes that. */
    void hasKept() {
        kept = true;
    }

    // ---- large payloads ----

    boolean isLarge(int payload) {
        return segments != null && payload >= large;
    }

    LargeRef putLarge(MessageParts parts) throws IOException {
        return segments().putLarge(parts.payload, parts.payloadOffset, parts.payloadLength);
    }

    /** No entry will refer to the payload of this message. */
    void dropLarge(OpFrame frame) {
        try {
            segments().dropLarge(LargeRef.of(frame));
        } catch (BadFrameException e) {
            throw new IllegalStateException("a frame that was just made", e);
        }
    }

    void syncLarge() throws IOException {
        segments().syncLarge();
    }

    SegmentLog segments() {
        if (segments == null) {
            throw new IllegalStateException(meta + " is kept in memory");
        }
        return segments;
    }

    // ---- checkpoints ----

    /**
     * What of this stream is to be brought to the disk: written as far as that needs no sync.
     *
     * @return what is left to do, on the background lane
     */
    StreamCheckpoint checkpoint(StreamStore stream, Consumers consumers, Contents contents) throws IOException {
        Flushed flushed = segments == null ? null : segments.checkpoint();
        StreamCheckpoint.Tail tail = consumers(consumers);
        StreamMeta changed = metaChanged ? meta : null;
        metaChanged = false;
        Checkpoint.Mark mark = new Checkpoint.Mark(
                group(),
                flushed == null ? 0 : (int) flushed.mark().segment(),
                flushed == null ? 0 : flushed.mark().length(),
                stream.progress().lsn(),
                stream.progress().index(),
                stream.progress().term(),
                contents.floor(),
                contents.last(),
                contents.lastTime(),
                contents.messages(),
                contents.bytes(),
                consumerFile,
                consumerLength);
        return new StreamCheckpoint(stream, mark, flushed, changed, tail, kept);
    }

    /** A checkpoint is through. */
    void checkpointed(StreamCheckpoint done) throws IOException {
        kept &= !done.kept();
        if (segments != null && done.flushed() != null) {
            segments.checkpointed(done.flushed().mark());
        }
    }

    /** A checkpoint was not made: what it was to bring to the disk goes there with the next one. */
    void checkpointFailed(StreamCheckpoint of) {
        if (segments != null) {
            segments.checkpointFailed();
        }
        metaChanged |= of.meta() != null;
        StreamCheckpoint.Tail tail = of.consumers();
        if (tail != null) {
            consumersAnew = true;
            consumerFile -= tail.at() == 0 ? 1 : 0; // the file before is the one that counts, and is still there
        }
    }

    // What has changed goes behind what is there; when the file has become twice as long as what lives, all goes to a
    // new one.
    private StreamCheckpoint.@Nullable Tail consumers(Consumers consumers) throws IOException {
        if (!consumers.isChanged() && !consumersAnew) {
            return null;
        }
        if (consumerLive == NOT_KNOWN) {
            consumerLive = consumers.length();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        boolean anew = consumersAnew || consumerFile == 0 || consumerLength > 2 * consumerLive + CONSUMERS_SLACK;
        consumers.write(anew, 0, bytes::write);
        consumersAnew = false;
        if (anew) {
            consumerFile++;
            consumerLength = 0;
            consumerLive = bytes.size();
        }
        long at = consumerLength;
        consumerLength += bytes.size();
        return new StreamCheckpoint.Tail(consumerFile, at, bytes.toByteArray());
    }

    static String consumerFile(long group, int number) {
        return directory(group) + '/' + String.format("%08x.con", number);
    }

    /** The number of the consumer file of this name; 0: it is none. */
    static int consumerNumber(String name) {
        if (name.length() != 12 || !name.endsWith(".con")) {
            return 0;
        }
        try {
            return Math.max(0, Integer.parseInt(name.substring(0, 8), 16));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
