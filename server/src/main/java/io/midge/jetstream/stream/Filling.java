package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.op.MessageParts;
import io.midge.store.op.MsgId;
import io.midge.store.op.OpFrame;
import io.midge.store.time.DedupeWindow;
import io.midge.subject.Subjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Fills batches with the messages that wait: each is decided on, and becomes part of the batch, or its refusal does.
 */
@Confined("stream lane")
final class Filling {
    private static final int MOST = 1024;

    /** What is proposed at one time fits into the smallest of journals; more at once would not be quicker. */
    private static final int MOST_BYTES = 24 << 10;

    /** So many bytes of messages, payloads with files of their own included, are decided on at one time. */
    private static final long MOST_TAKEN = 4 << 20;

    private static final byte[] NONE = {};
    private static final byte[] TTL = "Nats-TTL".getBytes(StandardCharsets.US_ASCII);

    private final StreamStore store;
    private final Proposed proposed;
    private final Assembly assembly;
    private final Admission admission;
    private final DedupeWindow ids;
    private final Ingest ingest;
    private final Copies copies;
    private final Interest interest;
    private final Landing landing;
    private final RollupNote note;
    private final Incoming in = new Incoming();

    // The id of the message that is being decided on.
    private byte[] idBuf = NONE;
    private int idOffset;
    private int idLength;

    private long copiedAs; // the sequence of the message that was copied; 0: it is not stored

    private boolean ended;

    Filling(
            StreamStore store,
            Proposed proposed,
            Assembly assembly,
            Admission admission,
            Ingest ingest,
            Copies copies,
            Interest interest,
            Landing landing,
            RollupNote note) {
        this.store = store;
        this.proposed = proposed;
        this.assembly = assembly;
        this.admission = admission;
        this.ids = store.duplicates();
        this.ingest = ingest;
        this.copies = copies;
        this.interest = interest;
        this.landing = landing;
        this.note = note;
    }

    /** The rollup that the last run of the server did not finish; null: there is none. */
    @Nullable
    Rollup unfinished() {
        RollupNote.Task task = note.last();
        boolean mayGo = assembly.terms().maysRollup && !assembly.terms().config.sealed();
        return task == null || !mayGo ? null : rollup(task);
    }

    /** Whether anything waits to be decided. */
    boolean hasSome() {
        return !ended && (!ingest.isEmpty() || !copies.isEmpty() || (interest.hasSome() && unavailable() == null));
    }

    /** Whether something is to go, and cannot until there is room to say so. */
    boolean waitsForRoom() {
        return !ended
                && interest.hasSome()
                && store.failure().isEmpty()
                && !store.shortage().isEmpty();
    }

    /** A batch was not stored: what follows what it copied must not be, and what it removed is asked for again. */
    void failed(Batch batch, String why) {
        assembly.notes().lost();
        if (!batch.copied.isEmpty()) {
            copies.fail(why);
        }
        if (batch.removes && assembly.terms().keepsNeeded) {
            interest.all(proposed.last());
        }
    }

    boolean isEnded() {
        return ended;
    }

    /** Nothing more is taken. */
    void end() {
        ended = true;
        copies.fail("the stream has ended");
    }

    /** Why nothing can be stored now; null: it can. */
    @Nullable
    ApiError unavailable() {
        if (!store.failure().isEmpty()) {
            return JsError.STREAM_STORE_FAILED.with(store.failure());
        }
        return store.shortage().isEmpty() ? null : JsError.STORAGE_RESOURCES_EXCEEDED.error();
    }

    /** Puts in what waits, as far as there is room in one batch. */
    void fill(Batch batch, long now) {
        ApiError down = unavailable();
        if (down == null) {
            interest.decide(assembly, batch);
        }
        int looked = 0;
        long taken = 0;
        while (looked++ < MOST
                && taken < MOST_TAKEN
                && assembly.decision().length() < MOST_BYTES
                && batch.kills.count() < Assembly.MOST_REMOVED / 2 // a rollup needs room for what it removes
                && !assembly.isSweeping()) {
            boolean copiesFirst = (looked & 1) == 0; // who publishes without a pause holds up no source
            byte[] raw = copiesFirst && !copies.isEmpty() ? null : ingest.poll();
            Copy copy = raw == null ? copies.poll() : null;
            if (raw != null) {
                taken += raw.length;
                published(raw, batch, now, down);
            } else if (copy != null) {
                taken += copy.length();
                copied(copy, batch, now, down);
            } else {
                return;
            }
        }
    }

    // ---- what somebody published

    private void published(byte[] raw, Batch batch, long now, @Nullable ApiError down) {
        in.read(raw);
        boolean answers = in.replyLength > 0 && !assembly.terms().config.noAck();
        ApiError refused = down;
        if (refused == null) {
            try {
                assembly.transform(in);
                Admission.Verdict verdict = admission.decide(assembly.terms(), in, now, landing.pending());
                refused = act(verdict, batch, now, answers);
            } catch (IOException e) {
                refused = noRoom(e);
            }
        }
        if (refused != null && answers) {
            batch.replies.refused(raw, refused);
        }
    }

    private @Nullable ApiError act(Admission.Verdict verdict, Batch batch, long now, boolean answers)
            throws IOException {
        switch (verdict) {
            case STORE, SKIP -> {
                ApiError refused = verdict == Admission.Verdict.STORE ? store(batch, now, now) : skip(batch, now);
                if (refused == null && answers) {
                    batch.answers().stored(in.raw, proposed.last());
                }
                return refused;
            }
            case DUPLICATE -> {
                if (answers) {
                    batch.replies.duplicate(in.raw, admission.duplicateOf());
                }
            }
            case DUPLICATE_ON_ITS_WAY -> {
                if (answers) {
                    id();
                    batch.replies.onItsWay(in.raw, idBuf, idOffset, idLength);
                }
            }
            case REFUSED -> {
                return admission.refusal();
            }
        }
        return null;
    }

    private @Nullable ApiError store(Batch batch, long time, long now) throws IOException {
        id();
        if (admission.hasId() && !reserve(batch, now)) {
            return JsError.INSUFFICIENT_RESOURCES.error();
        }
        int ttl = ttl();
        try {
            assembly.add(in.parts, time, ttl, admission.flags());
        } catch (IOException e) {
            if (admission.hasId() && !assembly.terms().isMirror) {
                batch.reserved.removeLast();
                ids.release(idBuf, idOffset, idLength);
            }
            throw e;
        }
        proposed.lastId(idBuf, idOffset, idLength);
        if (admission.rollup() != Admission.Rollup.NONE && assembly.terms().maysRollup) {
            rollup(1, batch, now);
        }
        return null;
    }

    /** The id of the message, if it has one: where it stands, or a copy if that would keep a large message. */
    private void id() {
        MsgId id = admission.id();
        boolean has = admission.hasId();
        idBuf = has ? admission.headers().buf() : NONE;
        idOffset = has ? id.offset() : 0;
        idLength = has ? id.length() : 0;
        if (idBuf.length > Incoming.LARGE) {
            idBuf = Arrays.copyOfRange(idBuf, idOffset, idOffset + idLength);
            idOffset = 0;
        }
    }

    /** False: there are too many ids. */
    private boolean reserve(Batch batch, long now) {
        if (assembly.terms().isMirror) {
            return true;
        }
        if (ids.reserve(idBuf, idOffset, idLength, now) == DedupeWindow.FULL) {
            return false;
        }
        batch.reserved.add(new Batch.Reserved(idBuf, idOffset, idLength));
        return true;
    }

    /** How long the message lives: as it says, but no marker that came before it may outlive it. */
    private int ttl() {
        int ttl = (int) admission.ttl();
        int least = assembly.terms().markerTtl;
        if (ttl <= 0 || ttl >= least || assembly.terms().config.maxMsgsPerSubject() == 1) {
            return ttl;
        }
        byte[] text = Integer.toString(least).getBytes(StandardCharsets.US_ASCII);
        HeaderBlock.replace(in, admission.headers(), HeaderName.TTL, TTL, text);
        return least;
    }

    /** The sequence is given, and nothing stored: nobody wants it. */
    private @Nullable ApiError skip(Batch batch, long now) throws IOException {
        id();
        if (admission.hasId() && !reserve(batch, now)) {
            return JsError.INSUFFICIENT_RESOURCES.error();
        }
        long seq = proposed.last() + 1;
        assembly.skip(seq);
        proposed.lastId(idBuf, idOffset, idLength);
        if (admission.hasId()) {
            batch.skipped.add(new Batch.Skipped(idBuf, idOffset, idLength, seq, now));
        }
        if (admission.rollup() != Admission.Rollup.NONE && assembly.terms().maysRollup) {
            rollup(0, batch, now);
        }
        return null;
    }

    private void rollup(int keep, Batch batch, long now) {
        MessageParts parts = in.parts;
        if (admission.rollup() == Admission.Rollup.ALL) {
            if (keep == 0) {
                assembly.sweep(proposed.last() + 1, 0, 0);
            } else {
                assembly.rollupAll(parts);
            }
            batch.rolled.add(NONE);
            return;
        }
        byte[] subject =
                Arrays.copyOfRange(parts.subject, parts.subjectOffset, parts.subjectOffset + parts.subjectLength);
        if (assembly.rollup(subject, keep)) {
            batch.rolled.add(subject);
            if (Subjects.hasWildcard(subject)) {
                assembly.holdUp(); // the next one would have to step over all that this one removes
            }
            return;
        }
        RollupNote.Task task = new RollupNote.Task(subject, proposed.last() + 1 - keep);
        note.begun(task, assembly.decision(), now);
        batch.rest(rollup(task));
        assembly.holdUp();
    }

    private Rollup rollup(RollupNote.Task task) {
        return new Rollup(Purge.upTo(store, proposed, task.subject(), task.below()), task, note, landing);
    }

    /** Why a message cannot be stored that could be otherwise. */
    private ApiError noRoom(IOException e) {
        ApiError down = unavailable();
        if (down != null) {
            return down;
        }
        if (store.isInMemory()) {
            return JsError.MEMORY_RESOURCES_EXCEEDED.error();
        }
        return JsError.STREAM_STORE_FAILED.with(e.getMessage() == null ? e.toString() : e.getMessage());
    }

    // ---- what was copied from other streams

    private void copied(Copy copy, Batch batch, long now, @Nullable ApiError down) {
        ApiError refused = down;
        if (refused == null) {
            try {
                refused = copied(copy, batch, now);
            } catch (IOException e) {
                refused = noRoom(e);
            }
        }
        batch.copied.add(new Batch.Copied(copy.end(), refused, refused == null ? copiedAs : 0));
        if (copiedAs == 0 && !batch.after.contains(assembly.notes())) {
            batch.after.add(assembly.notes()); // no message says that it came
        }
        // Those behind it would be stored past it: they are to be fetched again, from it on.
        for (Copy next = refused == null ? null : copies.poll(); next != null; next = copies.poll()) {
            batch.copied.add(new Batch.Copied(next.end(), refused, 0));
        }
    }

    private @Nullable ApiError copied(Copy copy, Batch batch, long now) throws IOException {
        copiedAs = 0;
        if (copy.seq() > 0 && copy.seq() <= proposed.last()) {
            return null; // it is there already
        }
        if (copy.isGap()) {
            assembly.skip(copy.seq());
            return null;
        }
        in.read(copy.subject(), copy.headers(), copy.payload());
        assembly.transform(in);
        Admission.Verdict verdict = admission.decideCopied(assembly.terms(), in, now, landing.pending());
        boolean counts = verdict == Admission.Verdict.STORE || verdict == Admission.Verdict.SKIP;
        if (counts && copy.seq() > proposed.last() + 1) {
            assembly.skip(copy.seq() - 1);
        }
        if (verdict == Admission.Verdict.STORE) {
            copiedAs = proposed.last() + 1;
            return store(batch, copy.time() > 0 ? copy.time() : now, now);
        }
        if (verdict == Admission.Verdict.SKIP) {
            return skip(batch, now);
        }
        return verdict == Admission.Verdict.REFUSED ? admission.refusal() : null;
    }

    /** Puts in a message that the stream makes of its own, in place of one that goes. */
    void marker(byte[] subject, byte[] headers, long now) throws IOException {
        in.read(subject, headers, new byte[0]);
        int ttl = assembly.terms().markerTtl;
        assembly.add(in.parts, now, ttl == 0 ? OpFrame.FOREVER : ttl, 0);
        proposed.lastId(headers, 0, 0);
    }
}
