package io.midge.jetstream.consumer;

/** Why a stream or a consumer ends. */
public enum Ending {
    /** Somebody deleted it: those who wait are told so. */
    DELETED,
    /** Its stream was deleted. */
    STREAM_DELETED,
    /** The server, or JetStream, stops: those who wait are told so. */
    SHUTDOWN
}
