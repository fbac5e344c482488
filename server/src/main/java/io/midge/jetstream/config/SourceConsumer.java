package io.midge.jetstream.config;

/** A durable consumer of the origin that is used instead of one of our own. */
public record SourceConsumer(String name, String deliverSubject) {}
