package io.midge.jetstream.config;

/**
 * What to tell of a stream.
 *
 * @param offset how many subjects to leave out; never negative
 * @param subjectsFilter which subjects to count; empty: none
 */
public record StreamInfoRequest(int offset, boolean deletedDetails, String subjectsFilter) {}
