package io.midge.store.log;

/**
 * How far the files of a stream are good, as a checkpoint says it.
 *
 * @param segment the segment that was written; all with lower numbers were sealed
 * @param length how long its file was, in bytes; 0: it did not exist
 * @param lsn the journal's position of the last entry in it
 * @param last the stream's last sequence
 */
public record Mark(long segment, long length, long lsn, long last) {
    /** Of a stream of which no checkpoint knows: all that was done to it is in the journal. */
    public static final Mark NOTHING = new Mark(1, 0, 0, 0);
}
