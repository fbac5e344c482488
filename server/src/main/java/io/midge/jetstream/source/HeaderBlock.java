package io.midge.jetstream.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes lines out of a block of headers, and puts one in. Names are compared as they are spelled. */
final class HeaderBlock {
    private static final byte[] VERSION = "NATS/1.0\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NONE = {};

    private HeaderBlock() {}

    /** The block without the lines that begin with one of these; empty if nothing is left; itself if none does. */
    static byte[] without(byte[] block, byte[]... beginnings) {
        byte[] kept = NONE;
        int length = 0;
        int done = 0;
        int line = next(block, 0);
        while (line < block.length) {
            int end = next(block, line);
            if (beginsWithAny(block, line, beginnings)) {
                end = behindLine(block, line);
                kept = kept.length == 0 ? new byte[block.length] : kept;
                System.arraycopy(block, done, kept, length, line - done);
                length += line - done;
                done = end;
            }
            line = end;
        }
        if (done == 0) {
            return block;
        }
        System.arraycopy(block, done, kept, length, block.length - done);
        length += block.length - done;
        return length <= VERSION.length + 2 ? NONE : Arrays.copyOf(kept, length);
    }

    /** The block with one more line at its end. */
    static byte[] with(byte[] block, byte[] name, byte[] value) {
        int kept = block.length > 2 ? block.length - 2 : 0;
        int start = kept > 0 ? kept : VERSION.length;
        byte[] all = new byte[start + name.length + 2 + value.length + 4];
        System.arraycopy(kept > 0 ? block : VERSION, 0, all, 0, start);
        System.arraycopy(name, 0, all, start, name.length);
        int at = start + name.length;
        all[at++] = ':';
        all[at++] = ' ';
        System.arraycopy(value, 0, all, at, value.length);
        at += value.length;
        all[at++] = '\r';
        all[at++] = '\n';
        all[at++] = '\r';
        all[at] = '\n';
        return all;
    }

    /** The first value of a header; empty if there is none. */
    static byte[] value(byte[] b, int off, int length, byte[] name) {
        int end = off + length;
        int line = next(b, off, end);
        while (line < end) {
            int colon = line + name.length;
            if (colon < end && b[colon] == ':' && Arrays.equals(b, line, colon, name, 0, name.length)) {
                int from = colon + 1;
                while (from < end && b[from] == ' ') {
                    from++;
                }
                int to = from;
                while (to < end && b[to] != '\r') {
                    to++;
                }
                return Arrays.copyOfRange(b, from, to);
            }
            line = next(b, line, end);
        }
        return NONE;
    }

    /** The first value of a header. */
    static byte[] value(byte[] block, byte[] name) {
        return value(block, 0, block.length, name);
    }

    private static boolean beginsWithAny(byte[] b, int line, byte[][] beginnings) {
        for (byte[] each : beginnings) {
            int to = line + each.length;
            if (to <= b.length && Arrays.equals(b, line, to, each, 0, each.length)) {
                return true;
            }
        }
        return false;
    }

    // A value may hold a line feed alone, which does not end it.
    private static int behindLine(byte[] b, int from) {
        for (int i = from; i + 1 < b.length; i++) {
            if (b[i] == '\r' && b[i + 1] == '\n') {
                return i + 2;
            }
        }
        return b.length;
    }

    private static int next(byte[] b, int from) {
        return next(b, from, b.length);
    }

    private static int next(byte[] b, int from, int end) {
        int at = from;
        while (at < end && b[at] != '\n') {
            at++;
        }
        return Math.min(end, at + 1);
    }
}
