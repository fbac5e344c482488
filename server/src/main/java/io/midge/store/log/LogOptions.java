package io.midge.store.log;

/**
 * Sizes of a stream's files, in bytes.
 *
 * @param minSegment when the first segment is full; each next one takes twice as much
 * @param maxSegment when any segment is full
 * @param flush how much waits in memory to be written, and how much goes into a block
 * @param largeLimit payloads from here on lie in files of their own kind
 * @param maxLarge when such a file is full
 */
public record LogOptions(int minSegment, int maxSegment, int flush, int largeLimit, long maxLarge) {
    public static LogOptions defaults() {
        return new LogOptions(64 << 10, 8 << 20, 64 << 10, 16 << 10, 256L << 20);
    }
}
