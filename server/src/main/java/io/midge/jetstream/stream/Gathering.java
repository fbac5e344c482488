package io.midge.jetstream.stream;

import java.io.IOException;

/** An answer of several messages, which goes out one by one. */
interface Gathering {
    /** Sends the next; false: that was all. */
    boolean next() throws IOException;

    byte[] reply();
}
