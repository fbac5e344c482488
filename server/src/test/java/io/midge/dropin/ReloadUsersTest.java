package io.midge.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Users that come and go by HUP, with the lines and the ends that nats-server 2.15.2 has for them. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class ReloadUsersTest {
    private static final String USERS = "authorization { users: [ {user: a, password: b}, {user: c, password: d} ] }\n";

    @TempDir
    Path dir;

    private Path write(String text) throws IOException {
        return Files.writeString(dir.resolve("c"), "host: 127.0.0.1\nport: -1\ndebug: true\n" + text);
    }

    private Script start(String text) throws IOException {
        Script script = Script.start("-c", write(text).toString());
        script.awaitLine("Server is ready$");
        return script;
    }

    private String reload(Script server, String text) throws IOException {
        write(text);
        server.signal("HUP");
        return server.awaitLine("(?:Reloaded|Failed to reload) server configuration.*");
    }

    private static Probe login(Script server, String user, String password) throws IOException {
        Probe probe = new Probe(server.port());
        probe.say("CONNECT {\"verbose\":false,\"user\":\"" + user + "\",\"pass\":\"" + password + "\"}\r\nPING\r\n");
        assertThat(probe.to("")).isEqualTo("PONG");
        return probe;
    }

    @Test
    void whoIsStillThereStaysAndOthersGo() throws IOException {
        try (Script server = start(USERS);
                Probe stays = login(server, "a", "b");
                Probe goes = login(server, "c", "d")) {
            assertThat(server.stderr())
                    .anyMatch(line -> line.endsWith("[WRN] Plaintext passwords detected, use nkeys or bcrypt"));
            reload(server, "authorization { users: [ {user: a, password: b} ], timeout: 3 }\n");
            assertThat(goes.line()).as("the end, without a word").isEmpty();
            assertThat(stays.say("PING\r\n").line()).isEqualTo("PONG");
            assertThat(server.stderr()).anyMatch(line -> line.endsWith("[INF] Reloaded: authorization timeout = 3"));
            reload(server, "authorization { users: [ {user: a, password: z} ] }\n");
            assertThat(stays.line()).isEqualTo("-ERR 'Authorization Violation'");
            assertThat(server.awaitAnywhere("\"\\$G/user:a\" - authentication error - User \"a\"$"))
                    .isNotEmpty();
            login(server, "a", "z").close();
        }
    }

    @Test
    void noAuthUserOnlyGoesTogetherWithItsUser() throws IOException {
        try (Script server = start(USERS + "no_auth_user: c\n");
                Probe silent = Probe.connected(server.port())) {
            assertThat(reload(server, USERS)).endsWith("config reload not supported for NoAuthUser: old=c, new=");
            assertThat(reload(server, USERS + "no_auth_user: a\n"))
                    .endsWith("config reload not supported for NoAuthUser: old=c, new=a");
            assertThat(silent.say("PING\r\n").line()).isEqualTo("PONG");
            assertThat(reload(server, "authorization { users: [ {user: a, password: b} ] }\n"))
                    .contains("Reloaded server configuration");
            assertThat(silent.line()).isEmpty();
        }
    }
}
