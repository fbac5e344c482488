package io.midge.jetstream.stream;

import io.midge.account.Account;
import io.midge.account.Internal;
import io.midge.account.Postbox;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.source.Target;
import io.midge.log.Log;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.raft.Replicator;
import io.midge.store.StreamStore;
import java.util.random.RandomGenerator;

/** A stream as what it copies from sees it. */
@Confined("stream lane")
final class CopyTarget implements Target {
    private static final byte[] NONE = {};

    private final Stream stream;
    private final StreamParts parts;
    private final Proposed proposed;
    private final Filling filling;
    private final Copies copies;
    private final SourceNotes notes;
    private final Runnable wake;

    CopyTarget(
            Stream stream,
            StreamParts parts,
            Proposed proposed,
            Filling filling,
            Copies copies,
            SourceNotes notes,
            Runnable wake) {
        this.stream = stream;
        this.parts = parts;
        this.proposed = proposed;
        this.filling = filling;
        this.copies = copies;
        this.notes = notes;
        this.wake = wake;
    }

    @Override
    public String name() {
        return store().name();
    }

    @Override
    public Account account() {
        return parts.account();
    }

    @Override
    public String domain() {
        return parts.domain();
    }

    @Override
    public StreamConfig config() {
        return stream.config();
    }

    @Override
    public StreamStore store() {
        return stream.store();
    }

    @Override
    public Lane lane() {
        return store().lane();
    }

    @Override
    public Postbox postbox() {
        return parts.postbox();
    }

    @Override
    public Internal internal() {
        return parts.internal();
    }

    @Override
    public RandomGenerator random() {
        return parts.random();
    }

    @Override
    public Log log() {
        return parts.log();
    }

    @Override
    public long decidedLast() {
        return Math.max(proposed.last(), copies.lastSeq());
    }

    @Override
    public boolean store(
            byte[] subject, byte[] headers, byte[] payload, long seq, long timeNs, Replicator.Proposal end) {
        return offer(new Copy(subject, headers, payload, seq, timeNs, false, end));
    }

    @Override
    public boolean skip(long seq, Replicator.Proposal end) {
        return offer(new Copy(NONE, NONE, NONE, seq, 0, true, end));
    }

    private boolean offer(Copy copy) {
        if (filling.isEnded() || filling.unavailable() != null || !copies.offer(copy)) {
            return false;
        }
        wake.run();
        return true;
    }

    @Override
    public byte[] noted() {
        return notes.last();
    }

    @Override
    public void caughtUp() {
        stream.caughtUp();
    }
}
