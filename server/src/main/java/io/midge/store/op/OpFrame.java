package io.midge.store.op;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * An operation as bytes, little-endian. A frame starts at a multiple of 8 of whatever holds it and is padded with zeros to the
 * next.
 *
 * <pre>
 *    0  u32  length of header and body, without padding
 *    4  u32  CRC32C of bytes 0 to 3 and 8 to 39
 *    8  u8   type ({@link OpType})
 *    9  u8   flags
 *   10  u16  length of the subject
 *   12  u32  length of the headers
 *   16  u32  CRC32C of the body
 *   20  u32  a message: seconds that it lives, 0 as long as the stream lets it, {@link #FOREVER}
 *   24  u64  sequence
 *   32  u64  time, nanoseconds since 1970
 *   40       body; of a message: subject, headers, payload
 * </pre>
 *
 * The length has a checksum apart from the body's, so that a damaged body does not take along what follows it.
 *
 * <p>A view and a writer over one buffer at a time; of one thread.
 */
public final class OpFrame {
    /** How long the header is. */
    public static final int HEADER = 40;

    /** Frames start at multiples of this. */
    public static final int ALIGN = 8;

    /** No frame is longer. */
    public static final int MAX_LENGTH = 1 << 30;

    /** The message has a header {@code Nats-Msg-Id}. */
    public static final int FLAG_MSG_ID = 1;

    /** The message is a schedule. */
    public static final int FLAG_SCHEDULE = 2;

    /** A deletion: what is gone is to be overwritten wherever it lies. */
    public static final int FLAG_ERASE = 4;

    /** A block: compressed. */
    public static final int FLAG_COMPRESSED = 8;

    /** A block: encrypted. */
    public static final int FLAG_ENCRYPTED = 16;

    /** A time to live without end, whatever the stream's limits say. */
    public static final int FOREVER = -1;

    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final CRC32C crc = new CRC32C();
    private byte[] buf = new byte[0];
    private int at;

    /** How many bytes a frame with a body of this length takes, padding included. */
    public static int size(int body) {
        return padded(HEADER + body);
    }

    /** A length with its padding. */
    public static int padded(int length) {
        return length + ALIGN - 1 & -ALIGN;
    }

    /** The length of a frame that a header of this buffer claims, unchecked; at least 4 bytes must be there. */
    public static int claimedLength(byte[] buf, int at) {
        return (int) U32.get(buf, at);
    }

    /**
     * Writes a message; {@code to} has room for {@link #size} of its parts.
     *
     * @return where the frame ends, padding included
     */
    public int putMessage(byte[] to, int where, long seq, long time, int ttl, int flags, MessageParts parts) {
        return putMessage(to, where, OpType.MESSAGE, seq, time, ttl, flags, parts);
    }

    /** As {@link #putMessage}; of a {@link OpType#LARGE} one the payload is its reference. */
    public int putMessage(
            byte[] to, int where, OpType type, long seq, long time, int ttl, int flags, MessageParts parts) {
        int next = where + HEADER;
        System.arraycopy(parts.subject, parts.subjectOffset, to, next, parts.subjectLength);
        next += parts.subjectLength;
        System.arraycopy(parts.headers, parts.headersOffset, to, next, parts.headersLength);
        next += parts.headersLength;
        System.arraycopy(parts.payload, parts.payloadOffset, to, next, parts.payloadLength);
        U16.set(to, where + 10, (short) parts.subjectLength);
        U32.set(to, where + 12, parts.headersLength);
        U32.set(to, where + 20, ttl);
        return seal(to, where, type, flags, seq, time, parts.length());
    }

    /**
     * Writes a message whose payload lies elsewhere; {@code to} has room for {@link #size} of subject, headers and a
     * {@link LargeRef}.
     *
     * @param names subject and headers; the payload is not looked at
     */
    public int putLarge(
            byte[] to, int where, long seq, long time, int ttl, int flags, MessageParts names, LargeRef ref) {
        int next = where + HEADER;
        System.arraycopy(names.subject, names.subjectOffset, to, next, names.subjectLength);
        next += names.subjectLength;
        System.arraycopy(names.headers, names.headersOffset, to, next, names.headersLength);
        next += names.headersLength;
        ref.put(to, next);
        U16.set(to, where + 10, (short) names.subjectLength);
        U32.set(to, where + 12, names.headersLength);
        U32.set(to, where + 20, ttl);
        return seal(
                to, where, OpType.LARGE, flags, seq, time, names.subjectLength + names.headersLength + LargeRef.SIZE);
    }

    /** Writes an operation whose body stands in {@code to} already, {@value #HEADER} bytes behind {@code where}. */
    public int put(byte[] to, int where, OpType type, int flags, long seq, long time, int body) {
        U16.set(to, where + 10, (short) 0);
        U32.set(to, where + 12, 0);
        U32.set(to, where + 20, 0);
        return seal(to, where, type, flags, seq, time, body);
    }

    /** Writes the header, but for what is a message's alone, around a body that is there. */
    int seal(byte[] to, int where, OpType type, int flags, long seq, long time, int body) {
        int length = HEADER + body;
        U32.set(to, where, length);
        to[where + 8] = type.code();
        to[where + 9] = (byte) flags;
        U32.set(to, where + 16, crc(to, where + HEADER, body));
        U64.set(to, where + 24, seq);
        U64.set(to, where + 32, time);
        U32.set(to, where + 4, headerCrc(to, where));
        int end = where + padded(length);
        for (int i = where + length; i < end; i++) {
            to[i] = 0;
        }
        return end;
    }

    /**
     * Looks at the frame at {@code where}; {@code end} is where the buffer's bytes end.
     *
     * @throws BadFrameException the header is not whole, or the frame reaches beyond the end
     */
    public OpFrame header(byte[] from, int where, int end) throws BadFrameException {
        if (end - where < HEADER) {
            throw new BadFrameException("no room for a header");
        }
        int length = (int) U32.get(from, where);
        if ((int) U32.get(from, where + 4) != headerCrc(from, where)) {
            throw new BadFrameException("checksum of a header is wrong");
        }
        OpType.of(from[where + 8]);
        int names = Short.toUnsignedInt((short) U16.get(from, where + 10));
        int headers = (int) U32.get(from, where + 12);
        if (length < HEADER || length > MAX_LENGTH || headers < 0 || names + (long) headers > length - HEADER) {
            throw new BadFrameException("lengths of a header do not fit");
        }
        if (length > end - where) {
            throw new BadFrameException("a frame is cut off");
        }
        buf = from;
        at = where;
        return this;
    }

    /** As {@link #header}, and its body is whole too. */
    public OpFrame read(byte[] from, int where, int end) throws BadFrameException {
        header(from, where, end);
        if (!isWhole()) {
            throw new BadFrameException("checksum of a body is wrong");
        }
        return this;
    }

    /** Looks at a frame that is known to be whole, without checking. */
    public OpFrame trusted(byte[] from, int where) {
        buf = from;
        at = where;
        return this;
    }

    /** Whether the body is what was written. */
    public boolean isWhole() {
        return crc(buf, at + HEADER, bodyLength()) == (int) U32.get(buf, at + 16);
    }

    private int headerCrc(byte[] of, int where) {
        crc.reset();
        crc.update(of, where, 4);
        crc.update(of, where + 8, HEADER - 8);
        return (int) crc.getValue();
    }

    private int crc(byte[] of, int from, int length) {
        crc.reset();
        crc.update(of, from, length);
        return (int) crc.getValue();
    }

    public byte[] buf() {
        return buf;
    }

    /** Where the frame starts. */
    public int offset() {
        return at;
    }

    /** Header and body, without padding. */
    public int length() {
        return (int) U32.get(buf, at);
    }

    public OpType type() {
        try {
            return OpType.of(buf[at + 8]);
        } catch (BadFrameException e) {
            throw new IllegalStateException("a frame that was not checked", e);
        }
    }

    public int flags() {
        return Byte.toUnsignedInt(buf[at + 9]);
    }

    public boolean has(int flag) {
        return (buf[at + 9] & flag) != 0;
    }

    public int subjectLength() {
        return Short.toUnsignedInt((short) U16.get(buf, at + 10));
    }

    public int subjectOffset() {
        return at + HEADER;
    }

    public int headersLength() {
        return (int) U32.get(buf, at + 12);
    }

    public int headersOffset() {
        return subjectOffset() + subjectLength();
    }

    /** Of the payload or, in a {@link OpType#LARGE} frame, of the reference to it. */
    public int payloadOffset() {
        return headersOffset() + headersLength();
    }

    public int payloadLength() {
        return length() - HEADER - subjectLength() - headersLength();
    }

    public int bodyOffset() {
        return at + HEADER;
    }

    public int bodyLength() {
        return length() - HEADER;
    }

    /** Seconds that a message lives; 0, or {@link #FOREVER}. */
    public int ttl() {
        return (int) U32.get(buf, at + 20);
    }

    public long seq() {
        return (long) U64.get(buf, at + 24);
    }

    /** Nanoseconds since 1970. */
    public long time() {
        return (long) U64.get(buf, at + 32);
    }
}
