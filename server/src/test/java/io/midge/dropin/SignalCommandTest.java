package io.midge.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code nats-server --signal}, sent to the real one. */
@DisabledOnOs(OS.WINDOWS)
@Tag("long")
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class SignalCommandTest {
    @TempDir
    Path dir;

    private static void send(String what) {
        try (Script command = Script.start("--signal", what)) {
            assertThat(command.exitCode()).isZero();
            assertThat(command.stderr()).isEmpty();
            assertThat(command.stdout()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ldm, Trapped \"user defined signal 2\" signal, 0",
        "quit, Trapped \"interrupt\" signal, 0",
        "term, Trapped \"terminated\" signal, 0",
        "stop, Server is ready, 137"
    })
    void thoseThatEndAServerExitWithZeroThemselves(String signal, String line, int code) {
        try (Script server = Script.start("-a", "127.0.0.1", "-p", "-1")) {
            server.awaitAnywhere("Server is ready$");
            send(signal + "=" + server.pid());
            server.awaitAnywhere(line + "$");
            assertThat(server.exitCode()).isEqualTo(code);
        }
    }

    @Test
    void reloadAndReopenTakeAProcessIdOrAFileThatHoldsIt() {
        Path pid = dir.resolve("pid");
        try (Script server = Script.start("-a", "127.0.0.1", "-p", "-1", "-P", pid.toString())) {
            server.awaitLine("Server is ready$");
            send("reopen=" + pid);
            server.awaitLine("Trapped \"user defined signal 1\" signal$");
            send("reload=" + server.pid());
            server.awaitLine("Trapped \"hangup\" signal$");
            send("reopen=" + server.pid() + "*"); // the JVM is found among all processes
            server.awaitLine("Trapped \"user defined signal 1\" signal$");
            assertThat(server.alive()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ldm=999999999, nats-server: |signal \"ldm\" 999999999: no such process",
        "foo=999999999, nats-server: unknown signal \"foo\"",
        "ldm=abc, nats-server: invalid pid: abc"
    })
    void whatCannotBeDoneIsSaidAndEndsWithOne(String what, String error) {
        try (Script command = Script.start("-sl", what)) {
            assertThat(command.exitCode()).isEqualTo(1);
            assertThat(command.stderr()).containsExactly(error.split("\\|"));
        }
    }
}
