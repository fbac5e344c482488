package io.midge.log;

/** How grave a log line is, by the tag that nats-server prints; from the least to the gravest. */
public enum Level {
    /** Protocol lines. */
    TRC,
    /** What a developer asks for. */
    DBG,
    /** What happens in good order. */
    INF,
    /** What an operator should know. */
    WRN,
    /** What went wrong. */
    ERR,
    /** What ends the process. */
    FTL
}
