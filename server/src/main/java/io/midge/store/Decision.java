package io.midge.store;

import io.midge.loop.Confined;
import io.midge.store.op.LargeRef;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a stream decided to do at one time: a few operations that become true together, or not at all. It is filled, handed to
 * {@link StreamStore#propose}, which copies it, and cleared to be filled again.
 */
@Confined("stream lane")
public final class Decision {
    /** So many ranges of sequences fit one deletion. */
    public static final int MAX_RANGES = 4096;

    static final int RANGE = 16;

    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int KEPT = 1 << 20;

    private final OpFrame frame = new OpFrame();
    private byte[] buf = new byte[1024];
    private int length;

    /** Forgets what was decided. */
    public Decision clear() {
        length = 0;
        if (buf.length > KEPT) {
            buf = new byte[1024];
        }
        return this;
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return length == 0;
    }

    /** How many bytes it takes in a log. */
    public int length() {
        return length;
    }

    byte[] buf() {
        return buf;
    }

    /**
     * A message gets a sequence.
     *
     * @param time nanoseconds since 1970
     * @param ttl seconds that it lives, 0 as long as the stream lets it, or {@link OpFrame#FOREVER}
     * @param flags of {@link OpFrame}
     */
    public Decision message(long seq, long time, int ttl, int flags, MessageParts parts) {
        room(OpFrame.size(parts.length()));
        length = frame.putMessage(buf, length, seq, time, ttl, flags, parts);
        return this;
    }

    /** As {@link #message}, whose payload lies somewhere else already. */
    Decision large(long seq, long time, int ttl, int flags, MessageParts parts, LargeRef ref) {
        room(OpFrame.size(parts.subjectLength + parts.headersLength + LargeRef.SIZE));
        length = frame.putLarge(buf, length, seq, time, ttl, flags, parts, ref);
        return this;
    }

    /** All from one to the other, both included, are gone. */
    public Decision delete(long from, long to, long time) {
        return delete(new long[] {from, to}, 1, time, false);
    }

    /**
     * Ranges of sequences are gone: pairs of first and last, both included, in order, {@link #MAX_RANGES} at most.
     *
     * @param erase what they hold is to be overwritten
     */
    public Decision delete(long[] pairs, int ranges, long time, boolean erase) {
        if (ranges < 1 || ranges > MAX_RANGES) {
            throw new IllegalArgumentException(ranges + " ranges in one deletion");
        }
        room(OpFrame.size(ranges * RANGE));
        int at = length + OpFrame.HEADER;
        for (int i = 0; i < 2 * ranges; i++) {
            LONG.set(buf, at + 8 * i, pairs[i]);
        }
        int flags = erase ? OpFrame.FLAG_ERASE : 0;
        length = frame.put(buf, length, OpType.DELETE, flags, pairs[0], time, ranges * RANGE);
        return this;
    }

    /** All below are gone. */
    public Decision evict(long first, long time) {
        return put(OpType.EVICT, first, time);
    }

    /** No message has a sequence from the last up to this one, which is the last now. */
    public Decision skip(long last, long time) {
        return put(OpType.SKIP, last, time);
    }

    /** The stream's configuration is this. */
    public Decision config(byte[] config, long time) {
        return body(OpType.CONFIG, 0, time, config, config.length);
    }

    /** A consumer did something. */
    public Decision consumer(long number, long time, byte[] op, int len) {
        return body(OpType.CONSUMER, number, time, op, len);
    }

    /** Any operation whose body is bytes to the engine. */
    Decision body(OpType type, long seq, long time, byte[] body, int len) {
        room(OpFrame.size(len));
        System.arraycopy(body, 0, buf, length + OpFrame.HEADER, len);
        length = frame.put(buf, length, type, 0, seq, time, len);
        return this;
    }

    private Decision put(OpType type, long seq, long time) {
        room(OpFrame.size(0));
        length = frame.put(buf, length, type, 0, seq, time, 0);
        return this;
    }

    private void room(int more) {
        if (buf.length - length < more) {
            buf = Arrays.copyOf(buf, Math.max(length + more, 2 * buf.length));
        }
    }
}
