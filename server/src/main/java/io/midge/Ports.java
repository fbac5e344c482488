package io.midge;

import io.midge.json.JsonWriter;
import io.midge.log.Log;
import io.midge.net.Addresses;
import io.midge.options.Options;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code nats-server_PID.ports}, from which those who started the server with free ports learn which they are.
 * It appears whole, and is removed when the server ends. Safe from any thread.
 */
final class Ports {
    private final Supplier<Map<String, List<String>>> urls;
    private final Log log;
    private @Nullable Path file;
    private boolean closed;

    /** {@code urls} are addresses by kind, in the order of the file; kinds without any are left out. */
    Ports(Supplier<Map<String, List<String>>> urls, Log log) {
        this.urls = urls;
        this.log = log;
    }

    /** Writes the file into this directory, unless it is empty. A server that cannot goes on, and says so. */
    synchronized void write(String dir) {
        if (dir.isEmpty() || closed) {
            return;
        }
        long pid = ProcessHandle.current().pid();
        String target = dir + "/nats-server_" + pid + ".ports";
        try {
            Path goal = Path.of(target);
            Path whole = Path.of(dir, ".nats-server_" + pid + ".ports.tmp");
            Files.write(whole, json().getBytes(StandardCharsets.UTF_8));
            Files.move(whole, goal, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            file = goal;
        } catch (NoSuchFileException e) {
            log.error("Error writing ports file (" + target + "): open " + target + ": no such file or directory");
        } catch (IOException | InvalidPathException e) {
            log.error("Error writing ports file (" + target + "): " + e);
        }
    }

    private String json() {
        JsonWriter json = JsonWriter.compact().beginObject();
        urls.get().forEach(json::stringsIfSet);
        return json.endObject().toString();
    }

    /** Removes the file, if there is one. */
    synchronized void remove() {
        Path old = file;
        file = null;
        if (old == null) {
            return;
        }
        try {
            Files.deleteIfExists(old);
        } catch (IOException e) {
            log.error("Error cleaning up ports file " + old + ": " + e.getMessage());
        }
    }

    /** Removes the file, and writes no other: the server ends. */
    synchronized void close() {
        closed = true;
        remove();
    }

    /** Each address at which a listener is reached; none where nothing listens. */
    static List<String> urls(String scheme, String host, int port) {
        if (port == 0) {
            return List.of();
        }
        List<String> hosts;
        try {
            hosts = Addresses.all(host);
        } catch (SocketException e) {
            hosts = List.of(Addresses.reachable(host));
        }
        return hosts.stream()
                .map(each -> scheme + "://" + Addresses.hostPort(each, port))
                .toList();
    }

    /** The addresses that can be connected to, by kind, as the ports file lists them. */
    static Map<String, List<String>> all(
            Options options, String scheme, int clientPort, int monitorPort, Listeners listeners) {
        Map<String, List<String>> urls = new LinkedHashMap<>();
        urls.put("nats", urls(scheme, options.host(), clientPort));
        urls.put("monitoring", urls("http", options.httpHost(), monitorPort));
        for (Listeners.Wanted each : ListenerBlocks.in(options, "")) {
            int port = listeners.port(each.kind());
            switch (each.kind()) {
                case CLUSTER -> urls.put("cluster", urls(each.tls() ? "tls" : "nats", each.host(), port));
                case WEBSOCKET -> urls.put("websocket", urls(each.tls() ? "wss" : "ws", each.host(), port));
                case GATEWAY, LEAFNODES, MQTT -> {}
            }
        }
        return urls;
    }
}
