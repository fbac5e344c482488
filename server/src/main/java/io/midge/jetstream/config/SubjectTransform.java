package io.midge.jetstream.config;

/** Subjects that match {@code source} (empty: all) become {@code destination}. */
public record SubjectTransform(String source, String destination) {}
