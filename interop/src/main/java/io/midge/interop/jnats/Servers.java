package io.midge.interop.jnats;

import io.midge.interop.PeerServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The servers of {@code interop/servers}: one for each file, started by the first test that wants it. Any thread. */
final class Servers implements AutoCloseable {
    private final String command;
    private final Map<String, PeerServer> served = new HashMap<>();

    Servers(String command) {
        this.command = command;
    }

    synchronized PeerServer serve(String name) throws IOException {
        PeerServer server = served.get(name);
        if (server == null) {
            server = own(name, -1);
            served.put(name, server);
        }
        return server;
    }

    /** A server that one test may end. */
    PeerServer own(String name, int port) throws IOException {
        return PeerServer.start(
                command, port, List.of("-c", file(name + ".conf").toString()));
    }

    /** One of the files of {@code interop/servers}. */
    static Path file(String name) {
        return directory("MIDGE_SERVERS").resolve(name);
    }

    static Path certificate(String name) {
        return directory("MIDGE_CERTS").resolve(name + ".pem");
    }

    private static Path directory(String variable) {
        String value = System.getenv(variable);
        if (value == null) {
            throw new IllegalStateException("no " + variable + ": started by interop/run");
        }
        return Path.of(value);
    }

    @Override
    public synchronized void close() {
        served.values().forEach(PeerServer::close);
    }
}
