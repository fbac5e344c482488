package io.midge.log;

/** How grave a log line is, by the tag that nats-server prints; from the least to the gravest. */
public enum Level {
    /** Protocol lines. */
    TRC("33"),
    /** What a developer asks for. */
    DBG("36"),
    /** What happens in good order. */
    INF("32"),
    /** What an operator should know. */
    WRN("0;93"),
    /** What went wrong. */
    ERR("31"),
    /** What ends the process. */
    FTL("31");

    private final String plain;
    private final String coloured;

    Level(String colour) {
        plain = "[" + name() + "] ";
        coloured = "[\u001b[" + colour + "m" + name() + "\u001b[0m] ";
    }

    /** What stands before the text of a line, the blank included; in nats-server's colours for a terminal. */
    String label(boolean colours) {
        return colours ? coloured : plain;
    }
}
