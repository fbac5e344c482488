package io.midge.net;

import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.loop.Timer;
import io.midge.proto.ClosedReason;
import io.midge.proto.ProxyHeader;
import org.jspecify.annotations.Nullable;

/**
 * Connections that may come through a load balancer, which says in a {@linkplain ProxyHeader header} for whom: the
 * protocol behind is greeted with at once, without an address, and gets what follows the header. One that begins otherwise
 * speaks for itself.
 *
 * <p>Threads: the connection's loop.
 */
public final class ProxyProtocol implements Protocols {
    /** For the first six bytes, and for the rest of the header once more. */
    private static final long PATIENCE_NANOS = 5_000_000_000L;

    private final Protocols behind;
    private final Log log;

    /** {@code behind} makes the protocols that come after the header. */
    public ProxyProtocol(Protocols behind, Log log) {
        this.behind = behind;
        this.log = log;
    }

    @Override
    public Protocol connected(Connection connection) {
        connection.peerIs("", 0);
        return new Header(connection, behind.connected(connection));
    }

    /** Speaks until the header is complete. */
    @Confined("I/O loop")
    private final class Header implements Protocol {
        private final Connection connection;
        private final Protocol next;
        private ProxyHeader.Incomplete state =
                new ProxyHeader.Incomplete(ProxyHeader.PREFIX, 0, "read protocol version");
        private int have;
        private boolean reprieved;
        private @Nullable String trouble;
        private @Nullable Timer timer;

        Header(Connection connection, Protocol next) {
            this.connection = connection;
            this.next = next;
        }

        @Override
        public void onOpen() {
            next.onOpen();
            if (connection.open()) {
                await();
            }
        }

        @Override
        public int onBytes(byte[] b, int off, int end) {
            ProxyHeader header = ProxyHeader.decode(b, off, end);
            if (header instanceof ProxyHeader.Incomplete incomplete) {
                if (have < ProxyHeader.PREFIX && end - off >= ProxyHeader.PREFIX) {
                    await();
                }
                have = end - off;
                state = incomplete;
                return off;
            }
            if (header instanceof ProxyHeader.Malformed malformed) {
                refuse(malformed.text());
                return -1;
            }
            connection.netLoop().loop().cancel(timer);
            connection.peerIs(connection.socketHost(), connection.socketPort());
            int from = off;
            if (header instanceof ProxyHeader.Local local) {
                from += local.length();
            } else if (header instanceof ProxyHeader.Proxied proxied) {
                from += proxied.length();
                connection.peerIs(Addresses.compressed(proxied.address()), proxied.port());
            }
            connection.become(next);
            return next.onIntroduced(b, from, end);
        }

        @Override
        public int need() {
            return state.need();
        }

        @Override
        public void onClosed(ClosedReason reason) {
            connection.netLoop().loop().cancel(timer);
            String text = trouble;
            boolean peerLeft = reason == ClosedReason.CLIENT_CLOSED || reason == ClosedReason.READ_ERROR;
            if (text == null && peerLeft) {
                boolean reset = reason == ClosedReason.READ_ERROR && have >= ProxyHeader.PREFIX;
                text = failed(reset ? socketError("read: connection reset by peer") : end());
            }
            if (text == null) {
                next.onClosed(reason);
                return;
            }
            String from = Addresses.hostPort(connection.socketHost(), connection.socketPort());
            log.warn("Error reading PROXY protocol header from " + from + ": " + text);
            next.onClosed(ClosedReason.PROTOCOL_VIOLATION);
        }

        @Override
        public String label() {
            return next.label();
        }

        private void await() {
            connection.netLoop().loop().cancel(timer);
            timer = connection.netLoop().loop().schedule(PATIENCE_NANOS, this::tooLate);
        }

        // As nats-server, which is patient twice with who has sent some of the first bytes, and calls silence an end.
        private void tooLate() {
            if (have > 0 && have < ProxyHeader.PREFIX && !reprieved) {
                reprieved = true;
                await();
                return;
            }
            refuse(failed(have == 0 ? end() : socketError("i/o timeout")));
        }

        private void refuse(String text) {
            trouble = text;
            connection.closeNow(ClosedReason.PROTOCOL_VIOLATION);
        }

        private String failed(String why) {
            return "failed to " + state.part() + ": " + why;
        }

        private String end() {
            boolean byPieces = state.need() == 0 || state.part().startsWith("discard");
            return have > state.partFrom() && !byPieces ? "unexpected EOF" : "EOF";
        }

        private String socketError(String why) {
            return "read tcp " + connection.path() + ": " + why;
        }
    }
}
