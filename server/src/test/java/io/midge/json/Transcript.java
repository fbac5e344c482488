package io.midge.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** What Go did, line by line. */
final class Transcript {
    private Transcript() {}

    static List<String> lines(String resource) {
        try (var in = Objects.requireNonNull(Transcript.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
