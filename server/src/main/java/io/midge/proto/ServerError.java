package io.midge.proto;

import java.nio.charset.StandardCharsets;

/** The {@code -ERR} texts a client may receive, exactly as the protocol has them (wire.md 1.7). */
public enum ServerError {
    UNKNOWN_PROTOCOL_OPERATION("Unknown Protocol Operation"),
    AUTHORIZATION_VIOLATION("Authorization Violation"),
    AUTHENTICATION_TIMEOUT("Authentication Timeout"),
    CONNECTION_THROTTLING("Connection throttling is active. Please try again later."),
    MAX_CONNECTIONS_EXCEEDED("maximum connections exceeded"),
    MAX_ACCOUNT_CONNECTIONS_EXCEEDED("maximum account active connections exceeded"),
    MAX_SUBSCRIPTIONS_EXCEEDED("maximum subscriptions exceeded"),
    MAX_PAYLOAD_VIOLATION("Maximum Payload Violation"),
    MAX_CONTROL_LINE_EXCEEDED("maximum control line exceeded"),
    STALE_CONNECTION("Stale Connection"),
    INVALID_PUBLISH_SUBJECT("Invalid Publish Subject"),
    INVALID_SUBJECT("Invalid Subject"),
    INVALID_CLIENT_PROTOCOL("invalid client protocol"),
    NO_RESPONDERS_REQUIRES_HEADERS("no responders requires headers support");

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // written nowhere
    private final byte[] line;

    ServerError(String text) {
        this.text = text;
        this.line = line(text);
    }

    /** The text between the quotes. */
    public String text() {
        return text;
    }

    /** The whole line with its CRLF; shared, not to be changed. */
    public byte[] line() {
        return line;
    }

    /** A line for an error whose text is made when it happens. */
    public static byte[] line(String text) {
        return ("-ERR '" + text + "'\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
