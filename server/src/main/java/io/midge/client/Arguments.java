package io.midge.client;

import io.midge.json.JsonException;
import io.midge.proto.PeerInfo;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The arguments of SUB and UNSUB: few and short, each copied out of the read buffer because subscriptions keep them. */
final class Arguments {
    /** One more than any operation has: enough to see that there are too many. */
    private static final int MOST = 4;

    private Arguments() {}

    /** What stands between blanks, CR and LF. */
    static byte[][] split(byte[] b, int off, int len) {
        byte[][] found = new byte[MOST][];
        int count = 0;
        int end = off + len;
        int p = off;
        while (count < MOST) {
            while (p < end && separates(b[p])) {
                p++;
            }
            if (p == end) {
                break;
            }
            int from = p;
            while (p < end && !separates(b[p])) {
                p++;
            }
            found[count++] = Arrays.copyOfRange(b, from, p);
        }
        return Arrays.copyOf(found, count);
    }

    private static boolean separates(byte c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    /** What is wrong with the JSON of an INFO, null if nothing. */
    static @Nullable String wrongInfo(byte[] b, int off, int len) {
        try {
            PeerInfo.check(b, off, len);
            return null;
        } catch (JsonException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
