package io.midge.jetstream.consumer;

/** Why a stream or a consumer ends. */
public enum Ending {
    /** Somebody deleted it, or its stream: those who wait are told so. */
    DELETED,
    /** The server, or JetStream, stops: those who wait are told so. */
    SHUTDOWN
}
