package io.midge.store.consumer;

import io.midge.loop.Confined;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.op.PackedIn;
import io.midge.store.op.PackedOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All consumers of a stream, as far as what they did is applied. Their states are written to the stream's consumer file in
 * CONSUMERS frames: those that changed behind what is there, or all of them to a new file. Reading frame after frame, what comes
 * later counts.
 *
 * <pre>
 *   body of a CONSUMERS frame: version, the next consumer's number, then
 *     1 number name created config state      a consumer
 *     2 number                                one that is no more
 * </pre>
 */
@Confined("stream lane")
public final class Consumers {
    /** Takes frames, one at a time; the bytes are valid during the call. */
    public interface Frames {
        void frame(byte[] buf, int off, int length) throws IOException;
    }

    /** Hears of consumers. */
    public interface Each {
        void consumer(StoredConsumer consumer);
    }

    private static final int VERSION = 1;
    private static final int STATE = 1;
    private static final int GONE = 2;

    /** A frame is closed when it has become so long. */
    private static final int FRAME = 64 << 10;

    /** By number, which is the order in which they were made. */
    private final List<StoredConsumer> byNumber = new ArrayList<>();

    private final TreeMap<String, StoredConsumer> byName = new TreeMap<>();
    private final TreeSet<Long> gone = new TreeSet<>(); // since the last time that all was written
    private long nextNumber = 1;

    public int size() {
        return byNumber.size();
    }

    /** What the next consumer is to be called in operations: it was never given before. */
    public long nextNumber() {
        return nextNumber;
    }

    /** The consumer of this number, or null. */
    public @Nullable StoredConsumer find(long number) {
        int at = place(number);
        return at < byNumber.size() && byNumber.get(at).number() == number ? byNumber.get(at) : null;
    }

    /** The consumer of this name, or null. */
    public @Nullable StoredConsumer find(String name) {
        return byName.get(name);
    }

    /** Tells of all, in the order in which they were made. */
    public void forEach(Each hears) {
        byNumber.forEach(hears::consumer);
    }

    /** Where a number stands or would. */
    private int place(long number) {
        int low = 0;
        int high = byNumber.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byNumber.get(middle).number() < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Applies the operation in a CONSUMER frame. One of a consumer that is not there does nothing. */
    public void apply(OpFrame frame) throws BadFrameException {
        apply(frame.seq(), ConsumerOp.decode(frame.buf(), frame.bodyOffset(), frame.bodyLength()));
    }

    /** Applies an operation of the consumer of this number. */
    public void apply(long number, ConsumerOp op) {
        StoredConsumer consumer = find(number);
        switch (op) {
            case ConsumerOp.Create create
            when consumer == null && number > 0 ->
                put(new StoredConsumer(
                        number,
                        create.name(),
                        create.createdNs(),
                        create.config(),
                        new ConsumerState(create.policy(), create.startSeq())));
            case ConsumerOp.Create create -> {} // again
            case ConsumerOp.Delete delete when consumer != null -> remove(consumer);
            case ConsumerOp.Delete delete -> {}
            case ConsumerOp.Config config when consumer != null -> consumer.setConfig(config.config());
            case ConsumerOp.Config config -> {}
            case ConsumerOp.OnState change when consumer != null -> consumer.apply(change);
            case ConsumerOp.OnState change -> {}
        }
    }

    private void put(StoredConsumer consumer) {
        StoredConsumer same = byName.put(consumer.name(), consumer);
        if (same != null && same.number() != consumer.number()) {
            byNumber.remove(place(same.number()));
            gone.add(same.number());
        }
        int at = place(consumer.number());
        if (at < byNumber.size() && byNumber.get(at).number() == consumer.number()) {
            byNumber.set(at, consumer);
        } else {
            byNumber.add(at, consumer);
        }
        gone.remove(consumer.number());
        nextNumber = Math.max(nextNumber, consumer.number() + 1);
    }

    private void remove(StoredConsumer consumer) {
        byNumber.remove(place(consumer.number()));
        byName.remove(consumer.name());
        gone.add(consumer.number());
    }

    /**
     * Takes back what the stream, which ends at this sequence, cannot have had: to be called once when it is opened, after all was
     * read and applied.
     *
     * @param reports hears of each consumer that was ahead of its stream, in one line
     */
    public void repair(long streamLast, Consumer<String> reports) {
        for (StoredConsumer consumer : byNumber) {
            if (consumer.state().repair(streamLast, what -> reports.accept(consumer.name() + ": " + what))) {
                consumer.setChanged(true);
            }
        }
    }

    /** Whether anything has changed since it was last written. */
    public boolean isChanged() {
        return !gone.isEmpty() || byNumber.stream().anyMatch(StoredConsumer::changed);
    }

    /**
     * Writes what has changed since the last time, or everything; nothing counts as changed after it.
     *
     * @return how many bytes that was
     */
    public long write(boolean everything, long timeNs, Frames frames) throws IOException {
        long bytes = encode(everything, timeNs, frames);
        gone.clear();
        byNumber.forEach(consumer -> consumer.setChanged(false));
        return bytes;
    }

    /** How many bytes everything takes. */
    public long length() throws IOException {
        return encode(true, 0, (buf, off, length) -> {});
    }

    private long encode(boolean everything, long timeNs, Frames frames) throws IOException {
        Writer writer = new Writer(timeNs, frames);
        if (!everything) {
            for (long number : gone) {
                writer.out.out().u8(GONE).number(number);
                writer.next();
            }
        }
        for (StoredConsumer consumer : byNumber) {
            if (everything || consumer.changed()) {
                consumer.state().trim();
                PackedOut out = writer.out.out();
                out.u8(STATE)
                        .number(consumer.number())
                        .text(consumer.name())
                        .signed(consumer.createdNs())
                        .bytes(consumer.config().bytes());
                StateCode.put(consumer.state(), out);
                writer.next();
            }
        }
        writer.finish();
        return writer.bytes;
    }

    /** Cuts what is written into frames. */
    private final class Writer {
        private final ConsumerFrames out = new ConsumerFrames();
        private final long timeNs;
        private final Frames frames;
        private long bytes;

        Writer(long timeNs, Frames frames) {
            this.timeNs = timeNs;
            this.frames = frames;
            begin();
        }

        private void begin() {
            out.clear().begin();
            out.out().number(VERSION).number(nextNumber);
        }

        void next() throws IOException {
            if (out.length() >= FRAME) {
                finish();
                begin();
            }
        }

        void finish() throws IOException {
            out.end(0, OpType.CONSUMERS, nextNumber, timeNs);
            frames.frame(out.buf(), 0, out.length());
            bytes += out.length();
        }
    }

    /** Takes over the body of a CONSUMERS frame; what it says counts more than what was read before. */
    public void read(byte[] buf, int off, int length) throws BadFrameException {
        PackedIn in = new PackedIn(buf, off, length);
        long version = in.number();
        if (version != VERSION) {
            throw new BadFrameException(
                    "consumers of version " + Long.toUnsignedString(version) + ", only " + VERSION + " is known");
        }
        long next = in.positive();
        while (in.left() > 0) {
            int tag = in.u8();
            long number = in.positive();
            if (number < 1 || number >= next) {
                throw new BadFrameException("a consumer's number that was never given");
            }
            StoredConsumer known = find(number);
            if (tag == STATE) {
                StoredConsumer read = consumer(number, in);
                if (known != null && !known.name().equals(read.name())) {
                    throw new BadFrameException("a consumer of two names");
                }
                put(read);
                read.setChanged(false);
            } else if (tag == GONE) {
                if (known != null) {
                    remove(known);
                }
                gone.remove(number);
            } else {
                throw new BadFrameException("neither a consumer nor the end of one: " + tag);
            }
        }
        nextNumber = Math.max(nextNumber, next);
    }

    private static StoredConsumer consumer(long number, PackedIn in) throws BadFrameException {
        String name = in.text(ConsumerOp.MAX_NAME);
        long createdNs = in.signed();
        Blob config = new Blob(in.bytes(ConsumerOp.MAX_CONFIG));
        return new StoredConsumer(number, name, createdNs, config, StateCode.get(in));
    }
}
