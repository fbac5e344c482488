package io.midge.jetstream.config;

/** A stream or consumer that is kept, and not run, and why. */
public record OfflineAsset(String name, String reason) {}
