package io.midge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

/** What a server's monitoring pages say. */
final class Varz {
    private Varz() {}

    static String page(NatsServer server, String path) {
        URI uri = URI.create("http://127.0.0.1:" + server.monitorPort() + path);
        try (InputStream in = uri.toURL().openStream()) {
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One number of {@code /varz}. */
    static long number(NatsServer server, String field) {
        try {
            JsonReader in = JsonReader.of(page(server, "/varz").getBytes(UTF_8));
            if (in.beginObject("varz")) {
                while (in.nextField()) {
                    if (in.name().equals(field)) {
                        return in.int64(-1);
                    }
                    in.skip();
                }
            }
        } catch (JsonException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("/varz has no " + field);
    }
}
