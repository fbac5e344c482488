package io.midge.net;

import io.midge.proto.ClosedReason;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What a connection has before it is opened: nothing comes, nothing goes. */
enum NoTransport implements Transport, Protocol {
    INSTANCE;

    @Override
    public int read(ByteBuffer into) {
        return 0;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        throw new IOException("connection is not open");
    }

    @Override
    public void interest(boolean read, boolean write) {}

    @Override
    public boolean endOutput() {
        return false;
    }

    @Override
    public void close() {}

    @Override
    public String remoteHost() {
        return "";
    }

    @Override
    public int remotePort() {
        return 0;
    }

    @Override
    public String path() {
        return "";
    }

    @Override
    public void onOpen() {}

    @Override
    public int onBytes(byte[] b, int off, int end) {
        return end;
    }

    @Override
    public int need() {
        return 0;
    }

    @Override
    public void onClosed(ClosedReason reason) {}

    @Override
    public String label() {
        return "";
    }
}
