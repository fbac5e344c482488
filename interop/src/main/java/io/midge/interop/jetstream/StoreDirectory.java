package io.midge.interop.jetstream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a server stores: a directory that goes in the end. */
record StoreDirectory(Path path) implements AutoCloseable {
    static StoreDirectory create() throws IOException {
        return new StoreDirectory(Files.createTempDirectory("midge-jetstream-"));
    }

    List<String> arguments() {
        return List.of("-js", "-sd", path.toString());
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (UncheckedIOException | NoSuchFileException e) {
            // The server was still at it: a directory of its own is left to the system.
        }
    }
}
