package io.midge.proto;

/** Why a connection ended, with the text that monitoring, events and logs give (wire.md 1.8). */
public enum ClosedReason {
    CLIENT_CLOSED("Client Closed"),
    AUTHENTICATION_TIMEOUT("Authentication Timeout"),
    AUTHENTICATION_VIOLATION("Authentication Failure"),
    TLS_HANDSHAKE_FAILURE("TLS Handshake Failure", false),
    SLOW_CONSUMER_PENDING_BYTES("Slow Consumer (Pending Bytes)", false),
    SLOW_CONSUMER_WRITE_DEADLINE("Slow Consumer (Write Deadline)", false),
    WRITE_ERROR("Write Error", false),
    READ_ERROR("Read Error", false),
    PARSE_ERROR("Parse Error"),
    STALE_CONNECTION("Stale Connection"),
    PROTOCOL_VIOLATION("Protocol Violation"),
    BAD_CLIENT_PROTOCOL_VERSION("Bad Client Protocol Version"),
    INCORRECT_PORT("Incorrect Port"),
    MAX_CONNECTIONS_EXCEEDED("Maximum Connections Exceeded"),
    MAX_ACCOUNT_CONNECTIONS_EXCEEDED("Maximum Account Connections Exceeded"),
    MISSING_ACCOUNT("Missing Account"),
    MAX_PAYLOAD_EXCEEDED("Maximum Message Payload Exceeded"),
    MAX_CONTROL_LINE_EXCEEDED("Maximum Control Line Exceeded"),
    KICKED("Kicked"),
    SERVER_SHUTDOWN("Server Shutdown"),
    INTERNAL_ERROR("Internal Client"),
    NO_RESPONDERS_REQUIRES_HEADERS("No Responders Requires Headers");

    private final String text;
    private final boolean flushes;

    ClosedReason(String text) {
        this(text, true);
    }

    ClosedReason(String text, boolean flushes) {
        this.text = text;
        this.flushes = flushes;
    }

    /** Whether what is still queued for the peer is worth sending before the connection goes. */
    public boolean flushes() {
        return flushes;
    }

    /** Whether the server ends the connection for something the peer did, and as a rule tells it so. */
    public boolean hasLastWord() {
        return switch (this) {
            case CLIENT_CLOSED, KICKED, SERVER_SHUTDOWN, INTERNAL_ERROR -> false;
            default -> flushes;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
