package io.midge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.log.Log;
import io.midge.net.Loops;
import io.midge.options.SecretText;
import io.midge.proto.Credentials;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditTest {
    private static final SecretText SECRET = SecretText.of("s3cr3t");

    private final Loops time = new Loops(1, 1 << 20, 1 << 20, 1024);
    private final Audit audit = new Audit(new Log(time, true, true), time);

    @AfterEach
    void stop() {
        time.close();
    }

    private void failed(Credentials who) {
        audit.failed("L", "192.0.2.1", who, "why");
    }

    @Test
    void aFailureHasNatsServersLineAndOneThatSaysMore() {
        failed(new Credentials("a\n\"b", SECRET, SECRET, ""));
        failed(new Credentials("", SecretText.NONE, SECRET, ""));
        failed(new Credentials("u", SecretText.NONE, SecretText.NONE, "UX"));
        failed(Credentials.NONE);
        audit.failed("L", "", Credentials.NONE, "why");
        assertThat(time.lines)
                .containsExactly(
                        "ERR L - authentication error - User \"a\\n\\\"b\"",
                        "WRN L - Login refused: User \"a\\n\\\"b\" from 192.0.2.1: why",
                        "ERR L - authentication error - Token \"[REDACTED]\"",
                        "WRN L - Login refused: Token \"[REDACTED]\" from 192.0.2.1: why",
                        "ERR L - authentication error - Nkey \"UX\"",
                        "WRN L - Login refused: Nkey \"UX\", User \"u\" from 192.0.2.1: why",
                        "ERR L - authentication error",
                        "WRN L - Login refused: nobody from 192.0.2.1: why",
                        "ERR L - authentication error",
                        "WRN L - Login refused: nobody: why");
    }

    @Test
    void aNameIsCut() {
        failed(new Credentials("x".repeat(4000), SECRET, SECRET, ""));
        assertThat(time.lines)
                .contains("ERR L - authentication error - User \"" + "x".repeat(256) + "...\"")
                .allMatch(line -> line.length() < 400);
    }

    @Test
    void aFloodDoesNotFillADisk() {
        for (int i = 0; i < 10_000; i++) {
            failed(Credentials.NONE);
        }
        assertThat(time.lines).hasSize(2 * Audit.BURST);
        time.lines.clear();
        time.pass(1, TimeUnit.SECONDS);
        for (int i = 0; i < 100; i++) {
            failed(Credentials.NONE);
        }
        assertThat(time.lines).hasSize(2 * Audit.PER_SECOND + 1);
        assertThat(time.lines.get(0)).isEqualTo("WRN 9900 more authentication errors were not logged");
        time.lines.clear();
        time.pass(1, TimeUnit.HOURS);
        for (int i = 0; i < 10_000; i++) {
            failed(Credentials.NONE);
        }
        assertThat(time.lines).hasSize(2 * Audit.BURST + 1);
    }
}
