package io.midge;

import java.io.InputStream;
import java.io.OutputStream;

/**
 * A client connection inside the server's own JVM, without a socket: the client protocol over two streams. Made by
 * {@link NatsServer#connectInProcess}.
 *
 * <p>Each stream may be used by one thread; {@link #close} by any.
 */
public interface InProcessConnection extends AutoCloseable {
    /** What the server says. Reading waits; -1 at the end of the connection. */
    InputStream inputStream();

    /** What is said to the server. Writing waits while the server does not read. */
    OutputStream outputStream();

    /** Ends the connection. */
    @Override
    void close();
}
