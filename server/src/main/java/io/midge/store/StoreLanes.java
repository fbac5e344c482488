package io.midge.store;

import io.midge.loop.Lane;
import java.util.List;

/**
 * Where a store's work is done.
 *
 * @param journal writes and syncs the journal, and nothing else
 * @param control makes and drops streams, and keeps the books of checkpoints
 * @param background syncs the files of streams, prepares those of the journal, scrubs
 * @param streams each stream lives on one of them
 */
public record StoreLanes(Lane journal, Lane control, Lane background, List<Lane> streams) {
    public StoreLanes {
        streams = List.copyOf(streams);
    }

    /** Where the stream of a group lives. */
    Lane of(long group) {
        return streams.get((int) Long.remainderUnsigned(group, streams.size()));
    }
}
