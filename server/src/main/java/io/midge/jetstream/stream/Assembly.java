package io.midge.jetstream.stream;

import io.midge.jetstream.config.DiscardPolicy;
import io.midge.jetstream.config.StreamConfig;
import io.midge.loop.Confined;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectFilter;
import io.midge.store.op.MessageParts;
import io.midge.subject.SubjectBuffer;
import io.midge.subject.Subjects;
import io.midge.subject.Transform;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is being decided: messages, gaps and removals that become true together. What is put in is part of what is
 * {@link Proposed} at once; what goes is said at the end, in as few operations as will do.
 */
@Confined("stream lane")
final class Assembly {
    /** So many messages one batch removes for the limits' sake; what is left over has its turn later. */
    static final int MOST_REMOVED = 1024;

    private final StreamStore store;
    private final Proposed proposed;
    private final SourceNotes notes;
    private final IntUnaryOperator chance;
    private final Decision decision = new Decision();
    private final SubjectBuffer into = new SubjectBuffer();

    private Terms terms;
    private @Nullable Batch batch;
    private long skipped; // the last sequence of a gap that was not written yet
    private boolean sweeping;
    private boolean leavesOver;

    Assembly(StreamStore store, Proposed proposed, Terms terms, SourceNotes notes, IntUnaryOperator chance) {
        this.store = store;
        this.notes = notes;
        this.proposed = proposed;
        this.terms = terms;
        this.chance = chance;
    }

    /** From now on these are in force. */
    void terms(Terms now) {
        terms = now;
    }

    Terms terms() {
        return terms;
    }

    SourceNotes notes() {
        return notes;
    }

    /** Begins a batch. */
    void begin(Batch of) {
        batch = of;
        proposed.mark();
        decision.clear();
        skipped = 0;
        sweeping = false;
        leavesOver = false;
    }

    Batch batch() {
        Batch of = batch;
        if (of == null) {
            throw new IllegalStateException("nothing was begun");
        }
        return of;
    }

    Decision decision() {
        return decision;
    }

    /** Whether so much was removed at one go that nothing can be decided until it is applied. */
    boolean isSweeping() {
        return sweeping;
    }

    /** Whether limits are not kept yet, as there was too much to remove. */
    boolean leavesOver() {
        return leavesOver;
    }

    // ---- messages

    /**
     * A message is stored behind the last one.
     *
     * @throws IOException it cannot be; nothing has changed
     */
    long add(MessageParts parts, long time, int ttl, int flags) throws IOException {
        writeSkip(time);
        long seq = proposed.last() + 1;
        long before = terms.republish == null ? 0 : last(parts);
        store.message(decision, seq, time, ttl, flags, parts);
        Touched of = proposed.add(seq, parts);
        batch().added++;
        batch().grows += proposed.size(parts);
        if (terms.republish != null) {
            again(parts, seq, time, before);
        }
        keepPerSubject(of);
        keepLimits();
        return seq;
    }

    private long last(MessageParts parts) throws IOException {
        Touched of = proposed.find(parts.subject, parts.subjectOffset, parts.subjectLength);
        return proposed.last(parts.subject, parts.subjectOffset, parts.subjectLength, of);
    }

    private void again(MessageParts parts, long seq, long time, long before) {
        byte[] headers =
                Arrays.copyOfRange(parts.headers, parts.headersOffset, parts.headersOffset + parts.headersLength);
        byte[] payload =
                Arrays.copyOfRange(parts.payload, parts.payloadOffset, parts.payloadOffset + parts.payloadLength);
        byte[] subject =
                Arrays.copyOfRange(parts.subject, parts.subjectOffset, parts.subjectOffset + parts.subjectLength);
        batch().again.add(new Batch.Again(seq, time, before, subject, headers, payload));
    }

    /** No message has a sequence up to this one that was not given yet. */
    void skip(long last) {
        skipped = last;
        proposed.totals(last, proposed.messages(), proposed.bytes());
    }

    private void writeSkip(long time) {
        if (skipped > 0) {
            decision.skip(skipped, time);
            skipped = 0;
        }
    }

    /** Gives a message the subject that the stream's transform makes of its own. */
    void transform(Incoming in) {
        Transform with = terms.transform;
        MessageParts parts = in.parts;
        if (with != null
                && with.source().matches(parts.subject, parts.subjectOffset, parts.subjectLength)
                && with.apply(parts.subject, parts.subjectOffset, parts.subjectLength, chance, into)
                && into.length() > 0) {
            in.subject(into.bytes(), into.length());
        }
    }

    /** Where a subject is published again; null: nowhere. */
    byte @Nullable [] republished(byte[] subject) {
        Transform with = terms.republish;
        if (with == null || !with.source().matches(subject, 0, subject.length)) {
            return null;
        }
        byte[] to = with.apply(subject, chance);
        return to.length > 0 && Subjects.isValidLiteral(to, 0, to.length) ? to : null;
    }

    // ---- removals

    /** The message that was found in what is proposed goes. */
    void removeFound() {
        batch().grows -= proposed.foundBytes();
        proposed.remove(batch().kills);
    }

    private void keepPerSubject(Touched of) {
        long most = terms.config.maxMsgsPerSubject();
        if (most <= 0) {
            return;
        }
        long many = proposed.count(of.name, 0, of.length, of) - most;
        try {
            while (many > 0 && batch().kills.count() < MOST_REMOVED && proposed.first(of) > 0) {
                removeFound();
                many--;
            }
        } catch (IOException e) {
            leavesOver = true; // the message itself is stored, whatever can be read of others
        }
        leavesOver |= many > 0;
    }

    /** Removes all messages that a subject takes but for the last one, or for none; false: they are left, or some of them. */
    boolean rollup(byte[] name, int keep) {
        if (Subjects.hasWildcard(name)) {
            return rollupAllOf(name, keep);
        }
        Touched of = proposed.find(name, 0, name.length);
        long many = proposed.count(name, 0, name.length, of) - keep;
        if (many > MOST_REMOVED - batch().kills.count()) {
            return false;
        }
        try {
            while (many > 0 && (of == null ? proposed.first(name, 0, name.length) : proposed.first(of)) > 0) {
                removeFound();
                of = proposed.find(name, 0, name.length);
                many--;
            }
        } catch (IOException e) {
            return false; // the message itself is stored, whatever can be read of others
        }
        return many <= 0;
    }

    // A subject with wildcards is stored as any other, but takes all those that it matches with it.
    private boolean rollupAllOf(byte[] pattern, int keep) {
        SubjectFilter only = store.filter(List.of(pattern));
        long last = proposed.last() - keep;
        try {
            long seq = proposed.next(1, only);
            while (seq > 0 && seq <= last) {
                if (batch().kills.count() >= MOST_REMOVED) {
                    return false;
                }
                removeFound();
                seq = proposed.next(seq + 1, only);
            }
        } catch (IOException e) {
            return false; // the message itself is stored, whatever can be read of others
        }
        return true;
    }

    /** All below a sequence are gone, at one go: nothing more is decided until that is applied. */
    void sweep(long below, long messagesLeft, long bytesLeft) {
        batch().grows += bytesLeft - proposed.bytes();
        batch().kills.evict(proposed.head(), below);
        proposed.totals(Math.max(proposed.last(), below - 1), messagesLeft, bytesLeft);
        proposed.headIs(below);
        sweeping = true;
    }

    /** Nothing more is decided until what was put in is applied. */
    void holdUp() {
        sweeping = true;
    }

    /** All below the last message are gone. */
    void rollupAll(MessageParts parts) {
        sweep(proposed.last(), 1, proposed.size(parts));
    }

    /** Removes the oldest until limits are kept: after each message, as the next one may expect what is left. */
    void keepLimits() {
        if (sweeping || !isOver()) {
            return;
        }
        long from = proposed.head();
        try {
            long seq = proposed.next(from);
            while (seq > 0) {
                removeFound();
                proposed.headIs(seq + 1);
                seq = isOver() && batch().kills.count() < MOST_REMOVED ? proposed.next(seq + 1) : 0;
            }
        } catch (IOException e) {
            leavesOver = true; // the message itself is stored, whatever can be read of others
        }
        batch().kills.evict(from, proposed.head());
        leavesOver |= isOver() && batch().kills.count() >= MOST_REMOVED;
    }

    /** Whether the oldest have to go. */
    boolean isOver() {
        StreamConfig config = terms.config;
        if (config.discard() != DiscardPolicy.OLD) {
            return false;
        }
        return (config.maxMsgs() > 0 && proposed.messages() > config.maxMsgs())
                || (config.maxBytes() > 0 && proposed.bytes() > config.maxBytes());
    }

    /** All was put in. */
    void finish(long time) {
        writeSkip(time);
        keepLimits();
        if (!batch().kills.isEmpty()) {
            batch().kills.decide(decision, time);
            notes.removing(batch(), decision, time);
        }
    }

    /** It is not to be proposed: all is as it was before. */
    void undo() {
        Batch of = batch();
        store.drop(decision);
        proposed.undo(of.added, of.kills);
        for (int i = 0; i < of.reserved.size(); i++) {
            Batch.Reserved each = of.reserved.get(i);
            store.duplicates().release(each.headers(), each.off(), each.length());
        }
        of.added = 0;
        of.grows = 0;
        of.kills.clear();
        of.again.clear();
        of.skipped.clear();
        of.reserved.clear();
        decision.clear();
        sweeping = false;
    }
}
