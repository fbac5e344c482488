package io.midge.store.log;

/**
 * What a log's segments are, all of them sealed and none damaged: whether they are still the same.
 *
 * @param config the number of the segment with the newest configuration; 0: there is none
 */
public record Shape(long segments, long messages, long bytes, long config) {}
