package io.midge.options;

/**
 * The {@code jetstream} block (config.md 12).
 *
 * @param enabled whether it is on
 */
public record JetStreamOptions(boolean enabled) {}
