package io.midge.net;

import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.proto.ClosedReason;
import io.midge.proto.ServerError;

/**
 * Tells whoever connects that this server does not speak what is expected of this port, and ends the connection: a peer
 * that reads a reason is better off than one that finds the port closed, or waits for a greeting.
 */
public final class NotSupportedYet implements Protocols {
    private final String kind;
    private final byte[] line;
    private final Log log;

    /** {@code kind} is the name of the block in the configuration: {@code cluster}, {@code mqtt}. */
    public NotSupportedYet(String kind, Log log) {
        this.kind = kind;
        this.line = ServerError.line(kind + " not supported yet");
        this.log = log;
    }

    @Override
    public Protocol connected(Connection connection) {
        return new Refusal(connection);
    }

    @Confined("I/O loop")
    private final class Refusal implements Protocol {
        private final Connection connection;

        Refusal(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void onOpen() {
            if (log.isDebug()) {
                log.debug(label() + " - Connection refused: " + kind + " not supported yet");
            }
            connection.outbound().stage(connection.netLoop()).line(line);
            connection.closeNow(ClosedReason.INCORRECT_PORT);
        }

        @Override
        public int onBytes(byte[] b, int off, int end) {
            return -1;
        }

        @Override
        public int need() {
            return 0;
        }

        @Override
        public void onClosed(ClosedReason reason) {}

        @Override
        public String label() {
            return Addresses.hostPort(connection.socketHost(), connection.socketPort());
        }
    }
}
