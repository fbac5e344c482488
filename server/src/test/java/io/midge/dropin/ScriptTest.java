package io.midge.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ScriptTest {
    @TempDir
    Path dir;

    private Script.Setup sh(String text) {
        return new Script.Setup(Map.of("NAME", "midge"), dir, List.of("sh", "-c", text));
    }

    @Test
    void itIsTheRealCommand() {
        try (Script version = Script.start("-v")) {
            assertThat(version.exitCode()).isZero();
            assertThat(version.stdout()).containsExactly("nats-server: v2.15.2");
            assertThat(version.stderr()).isEmpty();
        }
    }

    @Test
    void linesAreAwaitedInTheirOrder() {
        try (Script script =
                sh("echo one 1 >&2; echo two 2 >&2; echo out; exit 3").start()) {
            assertThat(script.awaitLine("one")).isEqualTo("one 1");
            assertThat(script.awaitLine("two (\\d)")).isEqualTo("2");
            assertThatThrownBy(() -> script.awaitLine("one"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("no line holds one")
                    .hasMessageContaining("two 2");
            assertThat(script.awaitAnywhere("one (\\d)")).isEqualTo("1");
            assertThat(script.exitCode()).isEqualTo(3);
            assertThat(script.stdout()).containsExactly("out");
            assertThat(script.stderr()).containsExactly("one 1", "two 2");
        }
    }

    @Test
    void signalsEnvironmentAndDirectoryAreGiven() {
        String text = "trap 'echo trapped >&2; exit 7' USR1; echo $NAME in $PWD >&2; while :; do sleep 0.05; done";
        try (Script script = sh(text).env("NAME", "other").start()) {
            script.awaitLine("^other in .*" + dir.getFileName() + "$");
            assertThat(script.alive()).isTrue();
            script.signal("USR1").awaitLine("trapped");
            assertThat(script.exitCode()).isEqualTo(7);
        }
    }

    @Test
    void whatStillRunsIsKilled() {
        Script script = sh("echo here >&2; exec sleep 1000").start();
        script.awaitLine("here");
        script.close();
        assertThat(script.alive()).isFalse();
        assertThat(script.exitCode()).isEqualTo(128 + 9);
    }
}
