package io.midge.jetstream.config;

/** Which message to delete, and whether it may stay on the disk. */
public record MsgDeleteRequest(long seq, boolean noErase) {}
