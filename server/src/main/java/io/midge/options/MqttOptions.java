package io.midge.options;

/**
 * The {@code mqtt} block (config.md 11).
 *
 * @param host address to listen on
 * @param port TCP port to listen on, -1 for a free one, 0 for none
 * @param advertise host[:port] that others are told; empty: where it listens
 */
public record MqttOptions(String host, int port, String advertise) {}
