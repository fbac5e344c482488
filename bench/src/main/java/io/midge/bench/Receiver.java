package io.midge.bench;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads and checks; says nothing but PONG. */
final class Receiver extends Conn {
    private final FrameCheck check;

    Receiver(int port, String subscription, Frames frames, boolean ordered) throws IOException {
        super(port, subscription);
        check = FrameCheck.messages(frames, ordered, control);
    }

    @Override
    void readable(ByteBuffer shared) throws IOException {
        read(shared);
        check.accept(shared.flip());
        flushControl();
    }

    @Override
    void writable() throws IOException {
        flushControl();
    }

    long received() {
        return check.received();
    }

    long compared() {
        return check.compared();
    }
}
