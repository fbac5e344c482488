package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.store.op.MessageParts;
import java.util.Arrays;

/** A block of headers that is put together or changed; used again and again. */
@Confined("stream lane")
final class HeaderBlock {
    private static final byte[] VERSION = {'N', 'A', 'T', 'S', '/', '1', '.', '0'};
    private static final byte[] CRLF = {'\r', '\n'};
    private static final int KEPT = 1 << 16;

    private byte[] buf = new byte[512];
    private int length;

    /** Begins with the lines of a block that is there, or with none. */
    HeaderBlock begin(byte[] block, int off, int len) {
        if (buf.length > KEPT) {
            buf = new byte[512];
        }
        length = 0;
        if (len > CRLF.length) {
            append(block, off, len - CRLF.length);
        } else {
            append(VERSION, 0, VERSION.length);
            append(CRLF, 0, CRLF.length);
        }
        return this;
    }

    HeaderBlock begin() {
        return begin(CRLF, 0, 0);
    }

    /** One line more. */
    HeaderBlock line(byte[] name, byte[] value) {
        return line(name, value, 0, value.length);
    }

    HeaderBlock line(byte[] name, byte[] value, int off, int len) {
        append(name, 0, name.length);
        room(2);
        buf[length++] = ':';
        buf[length++] = ' ';
        append(value, off, len);
        append(CRLF, 0, CRLF.length);
        return this;
    }

    HeaderBlock line(byte[] name, long number) {
        append(name, 0, name.length);
        room(32);
        buf[length++] = ':';
        buf[length++] = ' ';
        digits(number);
        append(CRLF, 0, CRLF.length);
        return this;
    }

    private void digits(long number) {
        int end = length + 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            end++;
        }
        long rest = number;
        for (int i = end - 1; i >= length; i--) {
            buf[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length = end;
    }

    /** Ends it. */
    HeaderBlock end() {
        append(CRLF, 0, CRLF.length);
        return this;
    }

    /** What it stands in, from the beginning. */
    byte[] bytes() {
        return buf;
    }

    int length() {
        return length;
    }

    byte[] toBytes() {
        return Arrays.copyOf(buf, length);
    }

    private void append(byte[] from, int off, int len) {
        room(len);
        System.arraycopy(from, off, buf, length, len);
        length += len;
    }

    private void room(int more) {
        if (buf.length - length < more) {
            buf = Arrays.copyOf(buf, Math.max(length + more, 2 * buf.length));
        }
    }

    // ---- what must not be stored

    /** Whether a message's headers begin with more than the version. */
    static boolean hasStatus(MessageParts parts) {
        return parts.headersLength > VERSION.length && parts.headers[parts.headersOffset + VERSION.length] != '\r';
    }

    /** Takes out of a message's headers what is for this hop only: a status, and who asked in another account. */
    static void clean(Incoming in, PublishHeaders scan) {
        MessageParts parts = in.parts;
        if (hasStatus(parts)) {
            dropStatus(in);
        }
        dropAll(in, HeaderName.REQUEST_INFO);
        scan.read(parts.headers, parts.headersOffset, parts.headersLength);
    }

    /** Takes out all lines of a name, in one pass: there may be any number. */
    private static void dropAll(Incoming in, HeaderName name) {
        MessageParts parts = in.parts;
        byte[] all = parts.headers;
        int end = parts.headersOffset + parts.headersLength;
        byte[] kept = new byte[parts.headersLength];
        int keptLength = 0;
        int line = behindLine(all, parts.headersOffset, end);
        int from = parts.headersOffset; // what was not copied yet
        while (line >= 0 && line < end) {
            int next = behindLine(all, line, end);
            int colon = line + name.length();
            if (next > colon && all[colon] == ':' && name.is(all, line)) {
                System.arraycopy(all, from, kept, keptLength, line - from);
                keptLength += line - from;
                from = next;
            }
            line = next;
        }
        if (from > parts.headersOffset) {
            System.arraycopy(all, from, kept, keptLength, end - from);
            keptLength += end - from;
            boolean isEmpty = keptLength <= VERSION.length + 2 * CRLF.length;
            in.headers(isEmpty ? new byte[0] : Arrays.copyOf(kept, keptLength));
        }
    }

    /** Where the next line begins; -1 if this one has no end. */
    private static int behindLine(byte[] block, int line, int end) {
        for (int at = line; at + 1 < end; at++) {
            if (block[at] == '\r' && block[at + 1] == '\n') {
                return at + 2;
            }
        }
        return -1;
    }

    private static void dropStatus(Incoming in) {
        MessageParts parts = in.parts;
        int off = parts.headersOffset;
        int end = off + parts.headersLength;
        boolean isVersion = Arrays.equals(parts.headers, off, off + VERSION.length, VERSION, 0, VERSION.length);
        int at = off + VERSION.length;
        while (at < end && parts.headers[at] != '\r') {
            at++;
        }
        if (isVersion && at < end) {
            cut(in, off + VERSION.length, at);
            if (parts.headersLength == VERSION.length + 2 * CRLF.length) {
                parts.headersLength = 0;
            }
        }
    }

    /** Takes out a line; false: it has no end. */
    static boolean drop(Incoming in, PublishHeaders scan, HeaderName name) {
        MessageParts parts = in.parts;
        int end = scan.offset(name) + scan.length(name) + CRLF.length;
        if (end > parts.headersOffset + parts.headersLength) {
            return false;
        }
        cut(in, scan.line(name), end);
        if (parts.headersLength <= VERSION.length + 2 * CRLF.length) {
            parts.headersLength = 0;
        }
        return true;
    }

    private static void cut(Incoming in, int from, int to) {
        MessageParts parts = in.parts;
        int off = parts.headersOffset;
        byte[] less = new byte[parts.headersLength - (to - from)];
        System.arraycopy(parts.headers, off, less, 0, from - off);
        System.arraycopy(parts.headers, to, less, from - off, off + parts.headersLength - to);
        in.headers(less);
    }

    /** Gives a message's headers another value of this name. */
    static void replace(Incoming in, PublishHeaders scan, HeaderName name, byte[] itsName, byte[] value) {
        if (drop(in, scan, name)) {
            MessageParts parts = in.parts;
            in.headers(new HeaderBlock()
                    .begin(parts.headers, parts.headersOffset, parts.headersLength)
                    .line(itsName, value)
                    .end()
                    .toBytes());
        }
    }
}
