package io.midge.proto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Any bytes behind CONNECT are either understood or refused with one line of text. Runs over the seeds in the resources
 * as a plain test; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
class ConnectOptionsFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreUnderstoodOrRefused(byte[] data) {
        ConnectOptions options;
        try {
            options = ConnectOptions.parse(data, 0, data.length, ConnectOptions.DEFAULTS);
        } catch (ConnectOptions.MalformedException e) {
            assertThat(e.getMessage())
                    .matches(
                            "(?s)invalid character .*|unexpected end of JSON input|exceeded max depth|json: cannot .*");
            return;
        }
        assertThat(options.protocol()).isBetween(-1, 1);
        assertThat(options.description()).doesNotContain("\n", "\r", "\0");
        assertCredentialsAreShownInOneBoundedLine(options.credentials());
        assertSaidTwice(data, options);
        assertSameInTheMiddleOfABuffer(data, options);
    }

    private static void assertCredentialsAreShownInOneBoundedLine(Credentials credentials) {
        assertThat(credentials.who()).doesNotContain("\n", "\r", "\0").hasSizeLessThan(4096);
        assertThat(credentials.label()).hasSizeLessThan(300);
        String shown = credentials.who() + credentials.label();
        boolean told = !credentials.nkey().isEmpty() || !credentials.user().isEmpty();
        assertThat(told || shown.isEmpty() || shown.equals("Token \"[REDACTED]\"token"))
                .isTrue();
    }

    private static void assertSaidTwice(byte[] data, ConnectOptions options) {
        try {
            assertThat(ConnectOptions.parse(data, 0, data.length, options))
                    .as("said twice")
                    .isEqualTo(options);
        } catch (ConnectOptions.MalformedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertSameInTheMiddleOfABuffer(byte[] data, ConnectOptions options) {
        byte[] before = "{\"name\":\"".getBytes(UTF_8);
        byte[] all = new byte[before.length + data.length + before.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(data, 0, all, before.length, data.length);
        System.arraycopy(before, 0, all, before.length + data.length, before.length);
        try {
            assertThat(ConnectOptions.parse(all, before.length, data.length, ConnectOptions.DEFAULTS))
                    .isEqualTo(options);
        } catch (ConnectOptions.MalformedException e) {
            throw new AssertionError(e);
        }
    }
}
