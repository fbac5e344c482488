package io.midge;

import io.midge.json.JsonWriter;
import io.midge.log.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/**
 * The file {@code nats-server_PID.ports}, from which those who started the server with free ports learn which they are.
 * It appears whole, and is removed when the server ends. Safe from any thread, one at a time.
 */
final class PortsFile {
    private final Path file;

    private PortsFile(Path file) {
        this.file = file;
    }

    /**
     * Writes it.
     *
     * @param urls addresses by kind, in the order of the file; kinds without any are left out
     * @throws IOException when it cannot be written
     */
    static PortsFile write(String dir, long pid, Map<String, List<String>> urls) throws IOException {
        JsonWriter json = JsonWriter.compact().beginObject();
        urls.forEach((kind, all) -> {
            if (!all.isEmpty()) {
                json.beginArray(kind);
                all.forEach(json::value);
                json.endArray();
            }
        });
        json.endObject();
        Path file = Path.of(dir, "nats-server_" + pid + ".ports");
        Path whole = Path.of(dir, ".nats-server_" + pid + ".ports.tmp");
        try {
            Files.write(whole, json.toString().getBytes(StandardCharsets.UTF_8));
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(whole);
        }
        return new PortsFile(file);
    }

    /** Removes it. */
    void remove(Log log) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.error("Error cleaning up ports file " + file + ": " + e.getMessage());
        }
    }
}
