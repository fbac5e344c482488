package io.midge.store;

/**
 * What a stream holds, as clients see it. The sizes are those of nats-server's accounting.
 *
 * @param messages how many there are
 * @param bytes what they count
 * @param firstSeq the sequence of the first; of an empty stream the one behind the last
 * @param firstTime when the first came, in nanoseconds since 1970; 0 if there is none
 * @param lastSeq the sequence given last
 * @param lastTime when that came; 0 if none ever did
 * @param deleted how many sequences between the first and the last have no message
 * @param subjects how many subjects there are
 * @param lostMessages how many were found damaged
 * @param lostBytes what those counted, as far as known
 */
public record StreamState(
        long messages,
        long bytes,
        long firstSeq,
        long firstTime,
        long lastSeq,
        long lastTime,
        long deleted,
        int subjects,
        long lostMessages,
        long lostBytes) {}
