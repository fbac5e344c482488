package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.flags.CommandLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts are nats-server's. No process has an id above 2^22, which is the kernel's limit. */
@DisabledOnOs(OS.WINDOWS)
class SignalCommandTest {
    private static final long NOBODY = 999_999_999;

    @TempDir
    Path dir;

    private static String send(String command, String pid, Long... running) {
        return SignalCommand.send(new CommandLine.SendSignal(command, pid), () -> List.of(running));
    }

    @Test
    void aMissingProcessIsNamed() {
        assertThat(send("ldm", "999999999")).isEqualTo("\nsignal \"ldm\" 999999999: no such process");
    }

    @Test
    void theIdMayStandInAFile() throws IOException {
        Path file = Files.writeString(dir.resolve("pid"), Long.toString(NOBODY));
        assertThat(send("quit", file.toString())).isEqualTo("\nsignal \"quit\" 999999999: no such process");
        Files.writeString(file, "nonsense");
        assertThat(send("quit", file.toString())).isEqualTo("invalid pid: nonsense");
    }

    @ParameterizedTest
    @CsvSource({"stop", "quit", "term", "reopen", "reload", "ldm"})
    void theOnlyOneIsFoundByItself(String command) {
        assertThat(send(command, "", NOBODY)).isEqualTo("\nsignal \"" + command + "\" 999999999: no such process");
    }

    @Test
    void severalAreListedUnlessAPatternChooses() {
        assertThat(send("ldm", "", NOBODY, NOBODY - 1))
                .isEqualTo("multiple nats-server processes running:\n999999999\n999999998");
        assertThat(send("ldm", "*", NOBODY, NOBODY - 1))
                .isEqualTo("\nsignal \"ldm\" 999999999: no such process\nsignal \"ldm\" 999999998: no such process");
        assertThat(send("ldm", "999999998*", NOBODY, NOBODY - 1))
                .isEqualTo("\nsignal \"ldm\" 999999998: no such process");
        assertThat(send("ldm", "1*", NOBODY)).as("none is meant").isEmpty();
    }

    @Test
    void noneAndNonsenseAreSaid() {
        assertThat(send("ldm", "")).isEqualTo("no nats-server processes running");
        assertThat(send("ldm", "*")).isEqualTo("no nats-server processes running");
        assertThat(send("foo", "999999999")).isEqualTo("unknown signal \"foo\"");
        assertThat(send("", "999999999")).isEqualTo("unknown signal \"\"");
        assertThat(send("ldm", "12x")).isEqualTo("invalid pid: 12x");
        assertThat(send("ldm", "12x*")).isEqualTo("invalid pid: 12x");
    }

    @Test
    void aServerIsKnownByItsNameOrByWhatTheJvmRuns() {
        assertThat(SignalCommand.isServer("nats-server\n", List.of("nats-server")))
                .isTrue();
        assertThat(SignalCommand.isServer(
                        "java", List.of("java", "-cp", "/a/midge-server.jar:/b.jar", "io.midge.Main")))
                .isTrue();
        assertThat(SignalCommand.isServer("java", List.of("java", "-cp", "/a/other.jar", "io.midge.Main")))
                .isFalse();
        assertThat(SignalCommand.isServer("vi", List.of("vi", "midge-server.jar")))
                .isFalse();
        assertThat(SignalCommand.isServer("sh", List.of("io.midge.Main"))).isFalse();
    }
}
