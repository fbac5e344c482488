package io.midge.conf.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations that nats-server 2.15.2 was asked about, and its answers: {@code security/corpus.tsv}. */
class SecurityCorpusTest {
    private static final List<String> FILES = List.of(
            "acc.jwt",
            "bad.jwt",
            "both.pem",
            "broken.pem",
            "chain.pem",
            "chain2.pem",
            "ec.key",
            "ec.pem",
            "ec1.key",
            "ec3.key",
            "ec3.pem",
            "ecparam.key",
            "ed.key",
            "ed.pem",
            "empty.txt",
            "enc1.key",
            "op.jwt",
            "opdec.jwt",
            "opnl.jwt",
            "other1.key",
            "rsa.key",
            "rsa.pem",
            "rsa1.key",
            "user.jwt",
            "with space.pem",
            "zero.pem");

    @TempDir
    static Path dir;

    /** A line of the corpus. */
    record Case(String verdict, String core, String text) {
        @Override
        public String toString() {
            return verdict + " " + text;
        }
    }

    @BeforeAll
    static void layOutFiles() throws IOException {
        for (String file : FILES) {
            Files.writeString(dir.resolve(file), resource(file));
        }
        Files.writeString(dir.resolve("crlf.pem"), resource("ec.pem").replace("\n", "\r\n"));
        Files.writeString(dir.resolve("crlf.key"), resource("ec1.key").replace("\n", "\r\n"));
        Files.createDirectories(dir.resolve("adir"));
    }

    @ParameterizedTest
    @MethodSource
    void isAnsweredAsByNatsServer(Case each) throws ConfigException {
        Problems problems = read(each.text());
        String verdict =
                !problems.errors().isEmpty() ? "refused" : problems.warnings().isEmpty() ? "accepted" : "warned";
        assertThat(verdict).as("%s %s", problems.errors(), problems.warnings()).isEqualTo(each.verdict());
        List<String> all = new ArrayList<>(problems.errors());
        all.addAll(problems.warnings());
        if (!all.isEmpty()) {
            assertThat(all).anyMatch(line -> line.contains(each.core()));
            assertThat(all).allMatch(line -> line.matches("(?s)test\\.conf:\\d+:\\d+: .*"));
            assertThat(all).noneMatch(line -> line.contains("hunter2"));
        }
    }

    static Stream<Case> isAnsweredAsByNatsServer() throws IOException {
        Map<String, String> names = names();
        return resource("corpus.tsv")
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("\t", -1))
                .map(parts -> new Case(parts[0], filled(parts[2], names), filled(parts[3].replace("; ", "\n"), names)));
    }

    @Test
    void aDirectoryOfAccountsIsNotMadeByReading() throws ConfigException {
        Path missing = dir.resolve("not").resolve("yet");
        assertThat(read("resolver: {type: full, dir: \"" + missing + "\"}").errors())
                .isEmpty();
        assertThat(missing.getParent()).doesNotExist();
    }

    private static Problems read(String text) throws ConfigException {
        Problems problems = new Problems();
        Block top = new Block(Conf.text(text, "test.conf", name -> null).map(), problems);
        assertThat(SecurityReader.read(top).toString()).doesNotContain("hunter2");
        top.end();
        return problems;
    }

    private static String filled(String text, Map<String, String> names) {
        String out = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            out = out.replace('@' + name.getKey() + '@', name.getValue());
        }
        return out;
    }

    private static Map<String, String> names() throws IOException {
        Map<String, String> names = new HashMap<>();
        resource("keys.txt").lines().forEach(line -> {
            int equals = line.indexOf('=');
            names.put(line.substring(0, equals), line.substring(equals + 1));
        });
        names.put("DIR", dir.toString());
        return names;
    }

    static String resource(String name) throws IOException {
        try (InputStream in = SecurityCorpusTest.class.getResourceAsStream("security/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
