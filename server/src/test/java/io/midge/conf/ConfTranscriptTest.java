package io.midge.conf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What nats-server made of some hundred files, done again. */
class ConfTranscriptTest {
    private static final List<String> LINES = lines();

    @TempDir
    static Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private static List<String> lines() {
        try (var in = Objects.requireNonNull(ConfTranscriptTest.class.getResourceAsStream("transcript.txt"))) {
            return new String(in.readAllBytes(), ISO_8859_1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> accepted() {
        return LINES.stream().filter(line -> line.startsWith("ok\t")).toList();
    }

    static List<String> refused() {
        return LINES.stream().filter(line -> line.startsWith("error\t")).toList();
    }

    @BeforeAll
    static void writeFiles() throws IOException {
        for (String line : LINES) {
            if (line.startsWith("file\t")) {
                String[] parts = line.split("\t", -1);
                Path file = directory.resolve(parts[1]);
                Files.createDirectories(file.getParent());
                Files.write(file, bytes(parts[2]));
            }
        }
    }

    ConfTranscriptTest() {
        for (String line : LINES) {
            if (line.startsWith("env\t")) {
                String[] parts = line.split("\t", -1);
                environment.put(parts[1], parts[2]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void hasTheSameDigestAndPlaces(String line) throws Exception {
        String[] parts = line.split("\t", -1);
        Conf.Parsed parsed = Conf.file(write(parts[1]), environment::get);
        assertThat(parsed.digest()).isEqualTo(parts[2]);
        if (!parts[3].equals("-")) {
            var places = new StringBuilder();
            describe(parsed.map(), places);
            assertThat(inside(places.toString())).isEqualTo(ByteText.of(bytes(parts[3]), 0, bytes(parts[3]).length));
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void saysTheSame(String line) throws IOException {
        String[] parts = line.split("\t", -1);
        String file = write(parts[1]);
        String said = new String(bytes(parts[2]), ISO_8859_1);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Conf.file(file, environment::get))
                .satisfies(e -> assertThat(latin(inside(Objects.requireNonNull(e.getMessage()))))
                        .startsWith(said + "\n  ")
                        .matches("(?s).*\n  \\S[^\n]+"));
    }

    /** Bytes as characters, as the transcript has them. */
    private static String latin(String text) {
        return new String(ByteText.bytes(text), ISO_8859_1);
    }

    private static String write(String text) throws IOException {
        Path file = directory.resolve("case.conf");
        Files.write(file, bytes(text));
        return file.toString();
    }

    private static String inside(String text) {
        return text.replace(directory + "/", "").replace(directory.toString(), ".");
    }

    private static void describe(ConfValue value, StringBuilder out) {
        if (value instanceof ConfMap map) {
            out.append('{');
            List<String> keys = new ArrayList<>(map.entries().keySet());
            keys.sort(new ByteText.Order());
            for (String key : keys) {
                ConfValue entry = Objects.requireNonNull(map.entries().get(key));
                out.append(key).append('@').append(entry.at());
                out.append(map.variables().contains(key) ? "*" : "");
                describe(entry, out);
                out.append(',');
            }
            out.append('}');
        } else if (value instanceof ConfValue.Items items) {
            out.append('[');
            for (ConfValue element : items.values()) {
                out.append(element.at());
                describe(element, out);
                out.append(',');
            }
            out.append(']');
        }
    }

    private static byte[] bytes(String escaped) {
        var out = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            c = escaped.charAt(++i);
            switch (c) {
                case 'n' -> out.append('\n');
                case 't' -> out.append('\t');
                case 'r' -> out.append('\r');
                case 'x' -> {
                    out.append((char) Integer.parseInt(escaped, i + 1, i + 3, 16));
                    i += 2;
                }
                default -> out.append(c);
            }
        }
        return out.toString().getBytes(ISO_8859_1);
    }
}
