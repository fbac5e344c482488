package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/** What a server says between messages: counts PING and PONG, ignores INFO, refuses everything else. */
final class ControlLines {
    private static final int MAX_LINE = 8192;

    private final byte[] line = new byte[MAX_LINE];
    private int length;
    private int pings;
    private long pongs;

    /** Whether a line has begun and not ended. */
    boolean open() {
        return length > 0;
    }

    /** Takes bytes up to the end of the line or of the buffer; answers the index of the first byte not taken. */
    int take(ByteBuffer in, int from, int end) {
        for (int at = from; at < end; at++) {
            byte b = in.get(at);
            if (length == MAX_LINE) {
                throw new BadStreamException("a line of more than " + MAX_LINE + " bytes: " + text(60));
            }
            line[length++] = b;
            if (b == '\n') {
                close();
                return at + 1;
            }
        }
        return end;
    }

    private void close() {
        if (starts("PING\r\n")) {
            pings++;
        } else if (starts("PONG\r\n")) {
            pongs++;
        } else if (!starts("INFO {")) {
            throw new BadStreamException("unexpected: " + text(200));
        }
        length = 0;
    }

    private boolean starts(String prefix) {
        if (length < prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (line[i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private String text(int max) {
        return new String(line, 0, Math.min(length, max), ISO_8859_1).strip();
    }

    /** PINGs since the last call, each to be answered. */
    int takePings() {
        int owed = pings;
        pings = 0;
        return owed;
    }

    long pongs() {
        return pongs;
    }
}
