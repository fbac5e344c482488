package io.midge.client;

import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.net.Connection;
import io.midge.net.NetLoop;
import io.midge.net.Stage;
import io.midge.proto.ServerError;
import java.nio.charset.StandardCharsets;

/** What a client is told besides messages and INFO, a line each. */
@Confined("I/O loop of the client")
final class Replies {
    private static final byte[] PONG = "PONG\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "+OK\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Client client;
    private final Connection connection;
    private final NetLoop loop;
    private final Log log;

    Replies(Client client, Connection connection, NetLoop loop, Log log) {
        this.client = client;
        this.connection = connection;
        this.loop = loop;
        this.log = log;
    }

    void ok() {
        trace("OK");
        stage().line(OK);
    }

    void ping() {
        trace("PING");
        stage().line(PING);
    }

    /** Says that others have what was published before the PING, after seeing to it. */
    void pong() {
        trace("PONG");
        loop.flushOthers(stage());
        stage().line(PONG);
    }

    void error(ServerError error) {
        error(error.text(), error.line());
    }

    /** An error whose text was made when it happened, alone and as the line that is sent. */
    void error(String text, byte[] line) {
        if (log.isTrace()) {
            trace("-ERR " + text);
        }
        stage().line(line);
    }

    private Stage stage() {
        return connection.outbound().stage(loop);
    }

    private void trace(String line) {
        if (log.isTrace()) {
            log.trace(client.label() + " - ->> [" + line + "]");
        }
    }
}
