package io.midge.log;

import java.io.IOException;

/** A connection to a syslog service, on the thread of its sink but for {@link #close}. */
interface SyslogLink extends AutoCloseable {
    /** Sends a line, its newline included, in one piece. May wait for the peer. */
    void send(byte[] line) throws IOException;

    /** Host and port of this end, empty if it has none. */
    String localAddress();

    /** Ends it; from another thread it ends a wait as well, soon if not at once. */
    @Override
    void close();
}
