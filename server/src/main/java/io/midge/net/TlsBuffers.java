package io.midge.net;

import io.midge.loop.Confined;
import java.nio.ByteBuffer;

/** What the connections of a loop en- and decrypt in: nothing stays here between two calls. */
@Confined("I/O loop")
final class TlsBuffers {
    /** The largest record that JSSE writes, with some room: 16 KiB and what encryption adds. */
    static final int RECORD = 17 * 1024;

    /** The largest record that JSSE may take, which is twice what the standard allows. */
    static final int LARGEST = 34 * 1024;

    /** Encrypted bytes that were read: what was left of a record, and so much from the socket. */
    final ByteBuffer in = ByteBuffer.allocate(LARGEST + 64 * 1024);

    /** A decrypted record that whoever reads has no room for. */
    final ByteBuffer plain = ByteBuffer.allocate(LARGEST);

    /** No bytes: what is encrypted when only the engine has something to say. */
    final ByteBuffer nothing = ByteBuffer.allocate(0);

    /** Encrypted bytes on their way out: some records, so that a chunk does not take a write for each. */
    final ByteBuffer out = ByteBuffer.allocateDirect(4 * RECORD);

    /** What is left in a buffer, in an array of its own. */
    static byte[] rest(ByteBuffer buffer) {
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return rest;
    }
}
