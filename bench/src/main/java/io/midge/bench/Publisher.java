package io.midge.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Writes the block of messages again and again, as fast as the socket and the window allow. */
final class Publisher extends Conn {
    private static final int BLOCKS_PER_PASS = 8;

    private final Frames frames;
    private final FrameCheck check = FrameCheck.none(control);
    private final ByteBuffer out;
    private long blocks;

    Publisher(int port, Frames frames) throws IOException {
        super(port, "");
        this.frames = frames;
        out = frames.newPubs();
        out.position(out.limit());
    }

    /** Messages begun, which become messages sent once {@link #idle}. */
    long published() {
        return blocks * frames.count();
    }

    /** No block is half written. */
    boolean idle() {
        return !out.hasRemaining();
    }

    /**
     * Goes on writing; begins a new block only when {@code room} more messages may be under way. True when it stopped
     * although it could go on, to let others read.
     */
    boolean pump(long room) throws IOException {
        long left = room;
        for (int i = 0; i < BLOCKS_PER_PASS; i++) {
            if (!out.hasRemaining()) {
                if (!flushControl()) {
                    return false;
                }
                if (left < frames.count()) {
                    wantWrite(false);
                    return false;
                }
                left -= frames.count();
                frames.stamp(blocks++);
                out.rewind();
            }
            if (!write(out)) {
                return false;
            }
        }
        return true;
    }

    @Override
    void readable(ByteBuffer shared) throws IOException {
        read(shared);
        check.accept(shared.flip());
    }
}
