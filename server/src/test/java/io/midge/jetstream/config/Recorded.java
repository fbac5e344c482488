package io.midge.jetstream.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A request to nats-server 2.15.2, and what it answered. They were recorded one after the other, beginning without any
 * stream, so that earlier ones matter.
 *
 * @param subject behind {@code $JS.API.}
 */
record Recorded(String subject, String body, String answer) {
    /**
     * Those of a resource: three lines each, in the second of which backslashes stand before backslashes and for line
     * ends.
     */
    static List<Recorded> of(String resource) {
        String text;
        try (InputStream in = Objects.requireNonNull(Recorded.class.getResourceAsStream(resource))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String[] lines = text.split("\n", -1);
        List<Recorded> out = new ArrayList<>();
        for (int i = 0; i + 2 < lines.length; i += 3) {
            out.add(new Recorded(lines[i], unescaped(lines[i + 1]), lines[i + 2]));
        }
        return out;
    }

    private static String unescaped(String line) {
        return line.replace("\\\\", "\u0000").replace("\\n", "\n").replace('\u0000', '\\');
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    boolean failed() {
        return answer.contains("\"error\":{");
    }

    /** What stands behind the last dots, up to so many tokens. */
    String token(int index) {
        return subject.split("\\.", -1)[index];
    }

    @Override
    public String toString() {
        return subject + ' ' + (body.length() > 300 ? body.substring(0, 300) + '…' : body);
    }
}
