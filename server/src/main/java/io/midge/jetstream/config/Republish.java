package io.midge.jetstream.config;

/** What is stored is published again: subjects that match {@code source} (empty: all) as {@code destination}. */
public record Republish(String source, String destination, boolean headersOnly) {}
