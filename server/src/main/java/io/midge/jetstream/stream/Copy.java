package io.midge.jetstream.stream;

import io.midge.raft.Replicator;

/**
 * A message of another stream that waits to be stored here.
 *
 * @param seq it has to have; 0: the next
 * @param time nanoseconds since 1970; 0: now
 * @param isGap there is no message: sequences up to this one are left out
 */
@SuppressWarnings("ArrayRecordComponent") // waits, and is compared by nobody
record Copy(
        byte[] subject, byte[] headers, byte[] payload, long seq, long time, boolean isGap, Replicator.Proposal end) {
    int length() {
        return subject.length + headers.length + payload.length;
    }
}
