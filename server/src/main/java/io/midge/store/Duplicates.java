package io.midge.store;

import io.midge.loop.Confined;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.MsgId;
import io.midge.store.op.OpFrame;
import io.midge.store.time.DedupeWindow;
import java.io.IOException;
import java.util.Arrays;

/**
 * Which ids a stream's messages have had of late. It holds nothing until the stream's owner says how long an id counts; then it is
 * filled from the messages of that time, and kept up with each that is applied.
 */
@Confined("stream lane")
final class Duplicates {
    /** So many ids at most, of one stream. */
    private static final long MOST = 10_000_000;

    private final Contents contents;
    private final DedupeWindow window;
    private final MsgId id = new MsgId();
    private final MsgId other = new MsgId();
    private final StoredMessage scratch = new StoredMessage();

    Duplicates(Contents contents, long k0, long k1) {
        this.contents = contents;
        this.window = new DedupeWindow(0, MOST, k0, k1, this::match);
    }

    DedupeWindow window() {
        return window;
    }

    /** An id counts for so long from now on. */
    void set(long windowNs, long nowNs, SubjectFilter all) throws IOException {
        window.setWindow(windowNs);
        long from = windowNs <= 0 ? MessageLog.NONE : contents.atTime(nowNs - windowNs);
        while (from != MessageLog.NONE) {
            from = contents.next(from, all, scratch);
            if (from != MessageLog.NONE) {
                if ((scratch.flags & OpFrame.FLAG_MSG_ID) != 0
                        && id.find(scratch.headers, scratch.headersOffset, scratch.headersLength)) {
                    window.confirm(scratch.headers, id.offset(), id.length(), scratch.seq, scratch.time);
                }
                from++;
            }
        }
    }

    /** A message was applied. */
    void applied(OpFrame frame) {
        if (frame.has(OpFrame.FLAG_MSG_ID) && id.find(frame.buf(), frame.headersOffset(), frame.headersLength())) {
            window.confirm(frame.buf(), id.offset(), id.length(), frame.seq(), frame.time());
        }
    }

    private DedupeWindow.Match match(long seq, byte[] of, int off, int length) {
        try {
            if (!contents.read(seq, scratch)
                    || !other.find(scratch.headers, scratch.headersOffset, scratch.headersLength)) {
                return DedupeWindow.Match.GONE;
            }
        } catch (IOException e) {
            return DedupeWindow.Match.GONE; // the hash decides
        }
        boolean same =
                Arrays.equals(scratch.headers, other.offset(), other.offset() + other.length(), of, off, off + length);
        return same ? DedupeWindow.Match.SAME : DedupeWindow.Match.OTHER;
    }
}
