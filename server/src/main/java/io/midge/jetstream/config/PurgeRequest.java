package io.midge.jetstream.config;

/**
 * What to purge.
 *
 * @param seq only messages below this; 0: any
 * @param filter only messages of these subjects; empty: any
 * @param keep the last so many stay
 */
public record PurgeRequest(long seq, String filter, long keep) {
    /** Whether it is refused as a bad request. */
    public boolean isBad() {
        return seq != 0 && keep != 0;
    }
}
