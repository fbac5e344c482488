package io.midge.jetstream.config;

/**
 * Which streams to list.
 *
 * @param offset how many to leave out; never negative
 * @param subject only streams that take subjects in common with this; empty: all
 */
public record StreamListRequest(int offset, String subject) {}
