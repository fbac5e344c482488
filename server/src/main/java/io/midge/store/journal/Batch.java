package io.midge.store.journal;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A batch in memory: a header's room and entries, as they will lie in the file. It passes from hand to hand and belongs to one
 * at a time:
 *
 * <pre>
 *  free ─▸ filled under the lock of {@link Intake} ─▸ written on the journal lane ─▸ read on the lanes of its groups ─▸ free
 * </pre>
 */
final class Batch {
    private static final int FIRST = 64 << 10;

    private final AtomicInteger users = new AtomicInteger();
    private final int keep;

    byte[] buf = new byte[0];
    /** Over {@link #buf}. */
    ByteBuffer bytes = ByteBuffer.wrap(buf);

    /** Where it begins. */
    long lsn;
    /** How much is filled, header included. */
    int length;

    int entries;
    /** How many bytes it takes in the file; known when it is closed. */
    int room;

    private int limit;
    /** It has an entry of group 0. */
    boolean prompt;

    private Share[] shares = new Share[0];

    /** One that keeps at most so many bytes when it is not in use. */
    Batch(int keep) {
        this.keep = keep;
    }

    /** Begins anew, with so many bytes at most. */
    Batch open(long at, int most) {
        lsn = at;
        length = BatchHeader.SIZE;
        entries = 0;
        room = 0;
        prompt = false;
        limit = most;
        return this;
    }

    /** Whether so many bytes more are within its limit. */
    boolean takes(int size) {
        return size <= limit - length;
    }

    /**
     * Writes an entry behind the others, but for its checksums; its payload is the two parts one after the other.
     *
     * @return its LSN
     */
    long put(
            long group,
            long index,
            int term,
            byte kind,
            byte[] head,
            int headOff,
            int headLen,
            byte[] body,
            int bodyOff,
            int bodyLen) {
        int at = length;
        int payload = headLen + bodyLen;
        int end = at + Envelope.size(payload);
        ensure(end);
        Envelope.put(buf, at, payload, group, index, term, kind);
        System.arraycopy(head, headOff, buf, at + Envelope.SIZE, headLen);
        System.arraycopy(body, bodyOff, buf, at + Envelope.SIZE + headLen, bodyLen);
        length = end;
        entries++;
        prompt |= group == 0;
        return lsn + at;
    }

    /** Writes a copy of an entry that stands elsewhere. */
    void putCopy(byte[] from, int at) {
        int size = Envelope.size(Envelope.length(from, at));
        ensure(length + size);
        System.arraycopy(from, at, buf, length, size);
        length += size;
        entries++;
    }

    /** Makes room for so many bytes in all, in whole pages. */
    void ensure(int size) {
        if (size > buf.length) {
            int twice = (int) Math.min(2L * buf.length, Math.max(size, keep));
            buf = Arrays.copyOf(buf, Layout.paged(Math.max(size, Math.max(FIRST, twice))));
            bytes = ByteBuffer.wrap(buf);
        }
    }

    /** The part of it for one lane. On the journal lane. */
    Share share(int lane) {
        if (lane >= shares.length) {
            int had = shares.length;
            shares = Arrays.copyOf(shares, lane + 1);
            for (int i = had; i < shares.length; i++) {
                shares[i] = new Share(this);
            }
        }
        return shares[lane];
    }

    int shares() {
        return shares.length;
    }

    void hold() {
        users.incrementAndGet();
    }

    /** Whether nobody holds it any more. */
    boolean drop() {
        return users.decrementAndGet() == 0;
    }

    /** Gives back what is more than it keeps. */
    void trim() {
        if (buf.length > keep + 2 * Layout.PAGE) {
            buf = new byte[0];
            bytes = ByteBuffer.wrap(buf);
        }
    }
}
