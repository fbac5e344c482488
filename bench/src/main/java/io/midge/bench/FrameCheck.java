package io.midge.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the messages in a byte stream and proves, cheaply, that they are the right ones.
 *
 * <p>All messages have one length, so the reader steps from frame to frame and looks at one byte of each: a stream
 * that is off by one byte is caught at the next step. One whole frame per read is compared byte by byte with what it
 * must be; when there is one publisher and no queue group ({@code ordered}), the position in the stream says which one,
 * so that loss, duplication and reordering show as well.
 */
final class FrameCheck {
    private final @Nullable Frames frames;
    private final boolean ordered;
    private final int length;
    private final ControlLines control;
    private long received;
    private long compared;
    private int rest;

    private FrameCheck(@Nullable Frames frames, boolean ordered, ControlLines control) {
        this.frames = frames;
        this.ordered = ordered;
        this.control = control;
        length = frames == null ? 0 : frames.msgLength();
    }

    static FrameCheck messages(Frames frames, boolean ordered, ControlLines control) {
        return new FrameCheck(frames, ordered, control);
    }

    /** For a connection that subscribed to nothing. */
    static FrameCheck none(ControlLines control) {
        return new FrameCheck(null, false, control);
    }

    /** Messages that arrived completely. */
    long received() {
        return received;
    }

    /** How many of them were compared byte by byte. */
    long compared() {
        return compared;
    }

    /** Takes everything between position and limit. */
    void accept(ByteBuffer in) {
        int at = in.position();
        int end = in.limit();
        boolean sampled = false;
        while (at < end) {
            if (rest > 0) {
                int step = Math.min(rest, end - at);
                rest -= step;
                at += step;
                received += rest == 0 ? 1 : 0;
            } else if (control.open() || in.get(at) != 'M') {
                at = control.take(in, at, end);
            } else {
                if (!sampled && end - at >= length) {
                    compare(in, at);
                    sampled = true;
                }
                at = wholeFrames(in, at, end);
                if (at < end && in.get(at) == 'M') {
                    rest = length;
                }
            }
        }
        in.position(end);
    }

    private int wholeFrames(ByteBuffer in, int from, int end) {
        if (frames == null) {
            throw new BadStreamException("a message for a connection without subscription");
        }
        int at = from;
        while (end - at >= length && in.get(at) == 'M') {
            at += length;
            received++;
        }
        return at;
    }

    private void compare(ByteBuffer in, int at) {
        if (frames == null) {
            throw new BadStreamException("a message for a connection without subscription");
        }
        long index = ordered ? received : frames.slot(in, at);
        if (index < 0) {
            throw new BadStreamException("message " + received + " has no slot: " + show(in, at));
        }
        ByteBuffer expected = frames.expected(index);
        int position = in.position();
        int limit = in.limit();
        in.limit(at + length).position(at);
        int wrong = in.mismatch(expected);
        in.limit(limit).position(position);
        if (wrong >= 0) {
            throw new BadStreamException("message " + received + " is wrong at byte " + wrong + ": " + show(in, at));
        }
        compared++;
    }

    private static String show(ByteBuffer in, int at) {
        byte[] head = new byte[Math.min(80, in.limit() - at)];
        in.get(at, head);
        return new String(head, ISO_8859_1).replace("\r\n", "\\r\\n");
    }
}
