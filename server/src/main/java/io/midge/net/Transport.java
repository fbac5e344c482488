package io.midge.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A way for bytes to come and go without blocking: TCP, or the pipe of a client in the same JVM.
 *
 * <p>Threads: {@link #write} and {@link #close} from any thread, one at a time; the rest on the connection's loop.
 */
interface Transport {
    /** As {@link java.nio.channels.ReadableByteChannel#read}: -1 at the end, 0 when nothing is there. */
    int read(ByteBuffer into) throws IOException;

    /** As {@link java.nio.channels.WritableByteChannel#write}: 0 when the peer takes no more for now. */
    int write(ByteBuffer from) throws IOException;

    /** The same on behalf of a loop, whose buffers it may use meanwhile. */
    default int write(ByteBuffer from, NetLoop by) throws IOException {
        return write(from);
    }

    /** Whether reading would give something although no socket says so. */
    default boolean buffered() {
        return false;
    }

    /** What to be called for: {@link Connection#ready} with reading, writing or both. */
    void interest(boolean read, boolean write);

    /**
     * Ends the output alone: the peer sees the end after what was written, and may still send. False when {@link #close}
     * is all there is.
     */
    boolean endOutput();

    /** Bytes of outbound memory that it holds itself. */
    default int held() {
        return 0;
    }

    /** Ends it at once. What was written before is still sent, unless the peer has sent more than was read. */
    void close();

    /** The peer's IP address as text. */
    String remoteHost();

    /** The peer's port. */
    int remotePort();

    /** Both addresses as logs give them, {@code here->there}; empty without a socket. */
    String path();
}
