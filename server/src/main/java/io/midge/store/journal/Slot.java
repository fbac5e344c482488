package io.midge.store.journal;

import io.midge.raft.GroupLog;

/** A group's listener and which of the lanes is its. */
final class Slot {
    private final GroupLog.Listener listener;
    private final int lane;
    private volatile boolean gone;

    /** The first of its entries that were lost; on the journal lane. */
    long lostFrom;

    Slot(GroupLog.Listener listener, int lane) {
        this.listener = listener;
        this.lane = lane;
    }

    GroupLog.Listener listener() {
        return listener;
    }

    int lane() {
        return lane;
    }

    /** It hears no more. */
    void gone() {
        gone = true;
    }

    boolean isGone() {
        return gone;
    }
}
