package io.midge.jetstream.consumer;

import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import java.io.IOException;

/**
 * Where a consumer stands in its stream, and how many messages lie ahead of it. They are counted once by the store, and then up and
 * down with what comes and what is taken; when messages ahead were removed they are counted anew.
 */
@Confined("stream lane")
final class Reading {
    private final StreamStore store;
    private final Removals removals;
    private SubjectFilter filter;
    private long position;
    private long[] skips;
    private int skipped;
    private long resume;

    private long ahead;
    private boolean counted;
    private long countedTo;
    private long removed;

    Reading(StreamStore store, Removals removals, SubjectFilter filter, Start start) {
        this.store = store;
        this.removals = removals;
        this.filter = filter;
        this.position = start.position();
        this.skips = start.skips();
        this.resume = start.resume();
    }

    SubjectFilter filter() {
        return filter;
    }

    /** The first sequence that was not looked at yet. */
    long position() {
        return position;
    }

    void filter(SubjectFilter to) {
        filter = to;
        counted = false;
    }

    /** Everything below is not to be delivered any more. */
    void atLeast(long to) {
        if (position < to) {
            position = to;
            counted = false;
        }
    }

    /** Reads the next message; its sequence, or {@link MessageLog#NONE}. It is not taken by that. */
    long peek(StoredMessage into) throws IOException {
        while (skipped < skips.length) {
            long seq = skips[skipped];
            if (seq >= position && store.read(seq, into)) {
                return seq;
            }
            skip();
            counted = false;
        }
        long last = store.lastSeq();
        if (position > last) {
            return MessageLog.NONE;
        }
        long seq = store.next(position, filter, into);
        if (seq == MessageLog.NONE) {
            position = last + 1;
            ahead = 0;
            countedTo = last;
            removed = removals.count();
            counted = true;
            return seq;
        }
        counted =
                counted && isUntouched(); // before messages that are gone are passed over, with those that were counted
        position = seq;
        return seq;
    }

    /** Whether there is a message to be delivered. Where it stands does not change by that. */
    boolean hasNext() throws IOException {
        StoredMessage into = new StoredMessage();
        for (int i = skipped; i < skips.length; i++) {
            if (skips[i] >= position && store.read(skips[i], into)) {
                return true;
            }
        }
        long from = skipped < skips.length ? Math.max(position, resume + 1) : position;
        return from <= store.lastSeq() && store.next(from, filter, into) != MessageLog.NONE;
    }

    /** The last of the skipped ones was the message that went: what follows is read one after the other. */
    private void skip() {
        skipped++;
        if (skipped == skips.length) {
            skips = new long[0];
            skipped = 0;
            position = Math.max(position, resume + 1);
            counted = false;
        }
    }

    /** The message that was read is delivered. */
    void taken(long seq) {
        boolean skipping = skipped < skips.length;
        position = seq + 1;
        ahead--;
        if (skipping) {
            long before = ahead;
            skip();
            ahead = before;
        }
    }

    /** How many messages lie ahead. */
    long ahead() throws IOException {
        if (!holds()) {
            long from = skipped < skips.length ? Math.max(position, resume + 1) : position;
            ahead = (skips.length - skipped) + (from > store.lastSeq() ? 0 : store.numPending(from, filter));
            countedTo = store.lastSeq();
            removed = removals.count();
            counted = true;
        }
        return Math.max(0, ahead);
    }

    private boolean holds() {
        if (!counted) {
            return false;
        }
        if (filter.isAll() && countedTo != store.lastSeq()) {
            return false; // what came is not told to who takes all: that is counted in no time
        }
        return isUntouched();
    }

    /** Whether no message ahead has gone since they were counted. */
    private boolean isUntouched() {
        if (removed != removals.count()) {
            if (removals.highestSince(removed) >= position) {
                return false;
            }
            removed = removals.count();
        }
        return true;
    }

    /** A message came that the filter takes. */
    void stored(long seq) {
        if (counted && seq > countedTo) {
            countedTo = seq;
            if (seq >= position) {
                ahead++;
            }
        }
    }

    /** Counts anew when it is asked the next time. */
    void recount() {
        counted = false;
    }
}
