package io.midge.proto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The texts of the protocol, which clients compare: none may change by accident. */
class ServerErrorTest {
    @Test
    void textsAreThoseOfTheProtocol() {
        assertThat(Arrays.stream(ServerError.values()).map(ServerError::text))
                .containsExactly(
                        "Unknown Protocol Operation",
                        "Authorization Violation",
                        "Authentication Timeout",
                        "Connection throttling is active. Please try again later.",
                        "maximum connections exceeded",
                        "maximum account active connections exceeded",
                        "maximum subscriptions exceeded",
                        "Maximum Payload Violation",
                        "maximum control line exceeded",
                        "Stale Connection",
                        "Invalid Publish Subject",
                        "Invalid Subject",
                        "invalid client protocol",
                        "no responders requires headers support");
    }

    @Test
    void aLineHasQuotesAndLineEnd() {
        for (ServerError each : ServerError.values()) {
            assertThat(new String(each.line(), UTF_8)).isEqualTo("-ERR '" + each.text() + "'\r\n");
        }
        assertThat(new String(ServerError.line("Permissions Violation for Publish to \"\u20ac\""), UTF_8))
                .isEqualTo("-ERR 'Permissions Violation for Publish to \"\u20ac\"'\r\n");
    }

    @Test
    void reasonsAreThoseOfMonitoring() {
        assertThat(Arrays.stream(ClosedReason.values()).map(ClosedReason::toString))
                .containsExactly(
                        "Client Closed",
                        "Authentication Timeout",
                        "Authentication Failure",
                        "TLS Handshake Failure",
                        "Slow Consumer (Pending Bytes)",
                        "Slow Consumer (Write Deadline)",
                        "Write Error",
                        "Read Error",
                        "Parse Error",
                        "Stale Connection",
                        "Protocol Violation",
                        "Bad Client Protocol Version",
                        "Incorrect Port",
                        "Maximum Connections Exceeded",
                        "Maximum Account Connections Exceeded",
                        "Missing Account",
                        "Maximum Message Payload Exceeded",
                        "Maximum Control Line Exceeded",
                        "Kicked",
                        "Server Shutdown",
                        "Internal Client",
                        "No Responders Requires Headers");
    }

    @Test
    void whoCannotBeWrittenToGetsNoLastWords() {
        assertThat(Arrays.stream(ClosedReason.values()).filter(each -> !each.flushes()))
                .containsExactly(
                        ClosedReason.TLS_HANDSHAKE_FAILURE,
                        ClosedReason.SLOW_CONSUMER_PENDING_BYTES,
                        ClosedReason.SLOW_CONSUMER_WRITE_DEADLINE,
                        ClosedReason.WRITE_ERROR,
                        ClosedReason.READ_ERROR);
    }

    @Test
    void whoDidNothingWrongOrCannotReadGetsNoLastWordEither() {
        assertThat(Arrays.stream(ClosedReason.values())
                        .filter(ClosedReason::flushes)
                        .filter(each -> !each.hasLastWord()))
                .containsExactly(
                        ClosedReason.CLIENT_CLOSED,
                        ClosedReason.KICKED,
                        ClosedReason.SERVER_SHUTDOWN,
                        ClosedReason.INTERNAL_ERROR);
        assertThat(Arrays.stream(ClosedReason.values()).filter(ClosedReason::hasLastWord))
                .allMatch(ClosedReason::flushes);
    }
}
