package io.midge.conf.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.ConfValue;
import io.midge.conf.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenTest {
    private static final Position AT = new Position("f.conf", 3, 1);

    private final Problems problems = new Problems();

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "localhost:4222, localhost, 4222",
                ":4222, \"\", 4222",
                "host:-1, host, -1",
                "host:+7, host, 7",
                "[::1]:4222, ::1, 4222",
                "[]:1, \"\", 1",
                "127.0.0.1:99999, 127.0.0.1, 99999",
                "a:9223372036854775807, a, 2147483647",
                "a b:1, a b, 1",
            })
    void hostAndPort(String text, String host, int port) {
        assertThat(Listen.parse(new ConfValue.Text(text, AT), problems)).isEqualTo(new Listen(host, port));
        assertThat(problems.errors()).isEmpty();
    }

    @Test
    void aPortAlone() {
        assertThat(Listen.parse(new ConfValue.Whole(-1, AT), problems)).isEqualTo(new Listen("", -1));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "4222 | could not parse address string \\\"4222\\\"",
                "::1:4222 | could not parse address string \\\"::1:4222\\\"",
                "[::1] | could not parse address string",
                "[::1:4222 | could not parse address string",
                "[::1]]:4222 | could not parse address string",
                "[[::1]:4222 | could not parse address string",
                "a]:4222 | could not parse address string",
                "host: | could not parse port \\\"\\\"",
                "host:http | could not parse port \\\"http\\\"",
                "host:9223372036854775808 | could not parse port",
            })
    void whatNobodyCanListenOn(String text, String error) {
        assertThat(Listen.parse(new ConfValue.Text(text, AT), problems)).isNull();
        assertThat(problems.errors()).singleElement().asString().startsWith("f.conf:3:1: " + error.replace("\\", ""));
    }

    @Test
    void anotherKindOfValue() {
        assertThat(Listen.parse(new ConfValue.Bool(true, AT), problems)).isNull();
        assertThat(problems.errors()).singleElement().asString().contains("expected port or host:port, got bool");
    }
}
