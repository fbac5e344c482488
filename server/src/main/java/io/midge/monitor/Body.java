package io.midge.monitor;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** JSON that comes in pieces as the body of an answer: one piece goes with its length, several go in chunks. */
final class Body implements Connz.Sink {
    private final HttpExchange exchange;
    private byte @Nullable [] first;
    private @Nullable OutputStream out;

    Body(HttpExchange exchange) {
        this.exchange = exchange;
    }

    @Override
    public void write(byte[] piece) throws IOException {
        byte[] before = first;
        if (before == null) {
            first = piece;
            return;
        }
        OutputStream to = out;
        if (to == null) {
            to = begin();
            out = to;
            to.write(before);
        }
        to.write(piece);
    }

    private OutputStream begin() throws IOException {
        Monitor.jsonHeaders(exchange);
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return OutputStream.nullOutputStream();
        }
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    /** That was all. */
    void end() throws IOException {
        byte[] only = first;
        if (out == null && only != null) {
            Monitor.json(exchange, only);
        }
    }
}
