package io.midge.jetstream.config;

/**
 * What creates or updates a stream.
 *
 * @param pedantic whether what would be corrected silently is refused
 */
public record StreamConfigRequest(StreamConfig config, boolean pedantic) {}
