package io.midge.jetstream.config;

/**
 * What the server and the account allow a stream.
 *
 * @param account whose limits these are
 * @param duplicateWindowNs longest time in which duplicates are found; 0: any
 * @param maxBytesRequired whether a stream has to say how large it may become
 * @param memoryMaxStreamBytes how large a stream in memory may become; 0 or less: any size
 * @param fileMaxStreamBytes the same of a stream in files
 */
public record StreamLimits(
        String account,
        long duplicateWindowNs,
        boolean maxBytesRequired,
        long memoryMaxStreamBytes,
        long fileMaxStreamBytes) {
    /** None. */
    public static final StreamLimits NONE = new StreamLimits(0, false, 0, 0);

    /** Those of an account that has no name. */
    StreamLimits(long duplicateWindowNs, boolean maxBytesRequired, long memoryMaxStreamBytes, long fileMaxStreamBytes) {
        this("", duplicateWindowNs, maxBytesRequired, memoryMaxStreamBytes, fileMaxStreamBytes);
    }

    long maxStreamBytes(StorageType storage) {
        return storage == StorageType.MEMORY ? memoryMaxStreamBytes : fileMaxStreamBytes;
    }
}
