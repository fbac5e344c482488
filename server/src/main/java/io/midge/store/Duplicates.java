package io.midge.store;

import io.midge.disk.DiskFull;
import io.midge.loop.Confined;
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

    /** An id counts for so long from now on. Messages are read without their payloads. */
    void set(long windowNs, long nowNs) throws IOException {
        window.setWindow(windowNs);
        long seq = windowNs <= 0 ? MessageLog.NONE : contents.atTime(nowNs - windowNs);
        while (seq != MessageLog.NONE && seq <= contents.last()) {
            if (isReadable(seq)
                    && (scratch.flags & OpFrame.FLAG_MSG_ID) != 0
                    && id.find(scratch.headers, scratch.headersOffset, scratch.headersLength)) {
                window.confirm(scratch.headers, id.offset(), id.length(), scratch.seq, scratch.time);
            }
            seq = contents.deletedSet().nextAbsent(seq + 1);
        }
    }

    // What cannot be read now may be so for ever: its id does not count.
    private boolean isReadable(long seq) throws IOException {
        try {
            return contents.head(seq, scratch);
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                throw e;
            }
            return false;
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
            if (!contents.head(seq, scratch)
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
