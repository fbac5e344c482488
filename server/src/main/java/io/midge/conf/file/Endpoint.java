package io.midge.conf.file;

import io.midge.conf.ConfValue;

/**
 * Where a block listens. Where {@code listen} is said together with {@code host} or {@code port}, the latter count;
 * nats-server takes whichever of them it happens to see last.
 *
 * @param host the address, empty if none is said
 * @param port the port, 0 if none is said
 */
record Endpoint(String host, int port) {
    static Endpoint read(Block block) {
        String host = "";
        int port = 0;
        ConfValue listen = block.value("listen");
        if (listen != null) {
            Listen parsed = Listen.parse(listen, block.problems());
            host = parsed == null ? "" : parsed.host();
            port = parsed == null ? 0 : parsed.port();
        }
        return new Endpoint(
                block.has("host", "net") ? block.text("host", "net") : host,
                block.has("port") ? Fields.integer(block, port, "port") : port);
    }
}
