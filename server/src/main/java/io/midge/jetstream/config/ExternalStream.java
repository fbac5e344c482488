package io.midge.jetstream.config;

/** A stream of another account or domain: where its API is found, and where it delivers to. */
public record ExternalStream(String api, String deliver) {}
