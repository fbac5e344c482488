package io.midge.store.op;

import java.nio.charset.StandardCharsets;

/** Finds the value of {@code Nats-Msg-Id} among a message's headers, spelled like that, as nats-server does. */
public final class MsgId {
    private static final byte[] NAME = "Nats-Msg-Id:".getBytes(StandardCharsets.US_ASCII);

    private int offset;
    private int length;

    /** Looks for it; true: {@link #offset} and {@link #length} say where its value is. The first one counts. */
    public boolean find(byte[] b, int off, int len) {
        int end = off + len;
        int line = next(b, off, end);
        while (line < end) {
            int stop = next(b, line, end);
            if (isNamed(b, line, stop)) {
                int from = line + NAME.length;
                int to = stop;
                while (from < to && b[from] == ' ') {
                    from++;
                }
                while (to > from && (b[to - 1] == '\n' || b[to - 1] == '\r')) {
                    to--;
                }
                offset = from;
                length = to - from;
                return length > 0;
            }
            line = stop;
        }
        return false;
    }

    /** Where the value begins. */
    public int offset() {
        return offset;
    }

    /** How long it is. */
    public int length() {
        return length;
    }

    private static boolean isNamed(byte[] b, int from, int to) {
        if (to - from < NAME.length) {
            return false;
        }
        for (int i = 0; i < NAME.length; i++) {
            if (b[from + i] != NAME[i]) {
                return false;
            }
        }
        return true;
    }

    private static int next(byte[] b, int from, int end) {
        int at = from;
        while (at < end && b[at] != '\n') {
            at++;
        }
        return Math.min(end, at + 1);
    }
}
