package io.midge.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A way into a server. Routes, leaf nodes, WebSocket and MQTT are doors as well. */
interface Door {
    /** Somebody connects: the two directions of a connection that was not greeted yet. */
    Way open() throws IOException;

    /** What is sent, what is heard, and what ends both. */
    record Way(InputStream in, OutputStream out, AutoCloseable end) {}
}
