package io.midge.store.log;

import io.midge.store.op.OpFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Messages with growing sequences in one piece of memory, or one message in as many as it needs. On the stream's lane.
 *
 * <pre>
 *   heap     row      0      1      2           sequence (less the first one's), position and subject of each message;
 *            subject  17     -1     4            a subject of -1: the message was deleted
 *                     │             └──────────┐
 *   outside  ▼ time u64 · ttl · length of headers · of payload · u16 of subject · u8 flags · 0 · subject headers payload ▼ ...
 * </pre>
 */
final class MemorySlab {
    static final int HEAD = 24;

    private static final int GONE = -1;
    private static final int FIRST_ROWS = 16;

    private final SlabPool.Piece[] pieces;
    private final int capacity;
    private int fill;
    private long first;
    private int rows;
    private int[] deltas = new int[FIRST_ROWS];
    private int[] positions = new int[FIRST_ROWS];
    private int[] subjects = new int[FIRST_ROWS];
    private int live;
    private int liveBytes;
    private long newest;
    private @Nullable Census census;

    MemorySlab(SlabPool.Piece... pieces) {
        this.pieces = pieces;
        int sum = 0;
        for (SlabPool.Piece piece : pieces) {
            sum += piece.memory.capacity();
        }
        capacity = sum;
    }

    /** How much room a message takes. */
    static int room(OpFrame frame) {
        return HEAD + frame.bodyLength();
    }

    boolean fits(int room, long seq) {
        return rows == 0
                ? room <= capacity
                : room <= capacity - fill && pieces.length == 1 && !isSealed() && seq - first <= Integer.MAX_VALUE;
    }

    /** Copies a message that fits and comes after all others. */
    void add(OpFrame frame, int subject) {
        ByteBuffer head = pieces[0].memory;
        int at = fill;
        head.putLong(at, frame.time());
        head.putInt(at + 8, frame.ttl());
        head.putInt(at + 12, frame.headersLength());
        head.putInt(at + 16, frame.payloadLength());
        head.putShort(at + 20, (short) frame.subjectLength());
        head.putShort(at + 22, (short) frame.flags());
        putBytes(at + HEAD, frame.buf(), frame.bodyOffset(), frame.bodyLength());
        row(frame.seq(), at, subject, room(frame), frame.time());
    }

    private void row(long seq, int at, int subject, int room, long time) {
        if (rows == 0) {
            first = seq;
            newest = time;
        }
        if (rows == deltas.length) {
            resize(rows * 2);
        }
        deltas[rows] = (int) (seq - first);
        positions[rows] = at;
        subjects[rows] = subject;
        rows++;
        live++;
        liveBytes += room;
        fill = at + room;
        newest = Math.max(newest, time);
    }

    private void resize(int length) {
        deltas = Arrays.copyOf(deltas, length);
        positions = Arrays.copyOf(positions, length);
        subjects = Arrays.copyOf(subjects, length);
    }

    private void putBytes(int position, byte[] from, int off, int len) {
        for (int done = 0; done < len; ) {
            ByteBuffer memory = pieces[(position + done) / SlabPool.LARGEST].memory;
            int at = (position + done) % SlabPool.LARGEST;
            int n = Math.min(len - done, memory.capacity() - at);
            memory.put(at, from, off + done, n);
            done += n;
        }
    }

    private void getBytes(int position, byte[] to, int len) {
        for (int done = 0; done < len; ) {
            ByteBuffer memory = pieces[(position + done) / SlabPool.LARGEST].memory;
            int at = (position + done) % SlabPool.LARGEST;
            int n = Math.min(len - done, memory.capacity() - at);
            memory.get(at, to, done, n);
            done += n;
        }
    }

    /** Takes no more messages. */
    void seal() {
        if (!isSealed()) {
            resize(rows);
            census = Census.of(subjects, rows);
        }
    }

    private boolean isSealed() {
        return census != null;
    }

    /** Which subjects there are; null while it takes messages. */
    @Nullable
    Census census() {
        return census;
    }

    int capacity() {
        return capacity;
    }

    int live() {
        return live;
    }

    int liveBytes() {
        return liveBytes;
    }

    /** The time of the newest message there was. */
    long newest() {
        return newest;
    }

    int rows() {
        return rows;
    }

    long first() {
        return first;
    }

    /** The sequence of the last message, deleted or not. */
    long last() {
        return first + deltas[rows - 1];
    }

    long seq(int row) {
        return first + deltas[row];
    }

    /** The first row of this sequence or above it; {@link #rows} if there is none. */
    int ceiling(long seq) {
        long delta = seq - first;
        if (delta <= 0) {
            return 0;
        }
        if (delta > deltas[rows - 1]) {
            return rows;
        }
        int guess = (int) Math.min(delta, rows - 1);
        if (deltas[guess] == delta) {
            return guess;
        }
        int found = Arrays.binarySearch(deltas, 0, guess + 1, (int) delta);
        return found >= 0 ? found : -found - 1;
    }

    /** The last row of this sequence or below it; -1 if there is none. */
    int floor(long seq) {
        int row = ceiling(seq);
        return row < rows && seq(row) == seq ? row : row - 1;
    }

    /** The subject of a row's message; below 0 if it was deleted. */
    int subject(int row) {
        return subjects[row];
    }

    long time(int row) {
        return pieces[0].memory.getLong(positions[row]);
    }

    private int room(int row) {
        ByteBuffer head = pieces[0].memory;
        int at = positions[row];
        return HEAD + (head.getShort(at + 20) & 0xffff) + head.getInt(at + 12) + head.getInt(at + 16);
    }

    void read(int row, StoredMessage into) {
        ByteBuffer head = pieces[0].memory;
        int at = positions[row];
        into.seq = seq(row);
        into.time = head.getLong(at);
        into.ttl = head.getInt(at + 8);
        into.headersLength = head.getInt(at + 12);
        into.payloadLength = head.getInt(at + 16);
        into.subjectLength = head.getShort(at + 20) & 0xffff;
        into.flags = head.getShort(at + 22);
        int length = into.subjectLength + into.headersLength + into.payloadLength;
        byte[] own = into.own;
        if (own == null || own.length < length) {
            own = new byte[Math.max(256, length + length / 4)];
            into.own = own;
        }
        getBytes(at + HEAD, own, length);
        into.subject = own;
        into.headers = own;
        into.payload = own;
        into.subjectOffset = 0;
        into.headersOffset = into.subjectLength;
        into.payloadOffset = into.subjectLength + into.headersLength;
    }

    /** Deletes all messages from one sequence to another, both included. One alone is overwritten. */
    void delete(long from, long to) {
        int end = floor(to);
        for (int row = ceiling(from); row <= end; row++) {
            if (subjects[row] >= 0) {
                int room = room(row);
                if (census != null) {
                    census.remove(subjects[row]);
                }
                if (from == to) {
                    wipe(positions[row] + HEAD, room - HEAD);
                }
                subjects[row] = GONE;
                live--;
                liveBytes -= room;
            }
        }
    }

    private void wipe(int position, int len) {
        int end = position + len;
        for (int at = position; at < end; ) {
            ByteBuffer memory = pieces[at / SlabPool.LARGEST].memory;
            int within = at % SlabPool.LARGEST;
            if (end - at >= Long.BYTES && memory.capacity() - within >= Long.BYTES) {
                memory.putLong(within, 0);
                at += Long.BYTES;
            } else {
                memory.put(within, (byte) 0);
                at++;
            }
        }
    }

    /** Overwrites all that it holds. */
    void wipe() {
        wipe(0, fill);
    }

    /** Takes over, behind its own, the messages of another that are there; both lie in one piece, and there is room. */
    void take(MemorySlab other) {
        ByteBuffer to = pieces[0].memory;
        for (int row = 0; row < other.rows; row++) {
            if (other.subjects[row] >= 0) {
                int room = other.room(row);
                to.put(fill, other.pieces[0].memory, other.positions[row], room);
                row(other.seq(row), fill, other.subjects[row], room, other.time(row));
            }
        }
    }

    /** Forgets all messages, none of which is there, and takes new ones. */
    void reset() {
        fill = 0;
        rows = 0;
        census = null;
    }

    /** Gives its memory back. */
    void release(SlabPool pool) {
        for (SlabPool.Piece piece : pieces) {
            pool.give(piece);
        }
    }
}
