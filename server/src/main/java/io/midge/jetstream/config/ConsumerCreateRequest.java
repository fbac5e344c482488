package io.midge.jetstream.config;

/**
 * What creates or updates a consumer.
 *
 * @param pedantic whether what would be corrected silently is refused
 */
public record ConsumerCreateRequest(String stream, ConsumerConfig config, ConsumerAction action, boolean pedantic) {}
