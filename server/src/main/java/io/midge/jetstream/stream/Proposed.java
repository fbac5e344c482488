package io.midge.jetstream.stream;

import io.midge.loop.Confined;
import io.midge.store.StreamState;
import io.midge.store.StreamStore;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.MessageParts;
import io.midge.subject.Subjects;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream as it will be when all that was decided is applied: what is applied, and what is on its way. Deciding looks
 * here, so that nobody has to wait for one message to be durable before the next is decided on.
 *
 * <pre>
 *   applied (StreamStore)     on its way
 *   1 2 . 4 5 6               7 8 9        flying: stored soon
 *     ×     ×                   ×          dying: gone soon, wherever they are
 * </pre>
 */
@Confined("stream lane")
final class Proposed {
    /** Whatever somebody asks for, sequences begin here at the latest: so they never come to their end. */
    static final long MOST = 1L << 62;

    private final StreamStore store;
    private final SubjectFilter all;
    private final TouchedSubjects touched;
    private final Flying flying = new Flying();
    private final Dying dying = new Dying();
    private final StoredMessage found = new StoredMessage();
    private final StoredMessage scratch = new StoredMessage();

    private int foundAt; // in flying; -1: it is applied, and in found
    private long last;
    private long messages;
    private long bytes;
    private long head; // nothing below stays

    // The id of the last message: where it stands; nothing if it has none.
    private byte[] lastId = new byte[0];
    private int lastIdOff;
    private int lastIdLength;

    // As all was when the last batch was begun.
    private final long[] mark = new long[6];
    private byte[] markedId = new byte[0];

    Proposed(StreamStore store, long seed) {
        this.store = store;
        this.all = store.filter(List.of());
        this.touched = new TouchedSubjects(seed);
    }

    /** Nothing is on its way: it is what is applied. */
    void settle() throws IOException {
        if (flying.size() > 0 || !dying.isEmpty()) {
            throw new IllegalStateException("something is on its way");
        }
        StreamState state = store.state();
        last = state.lastSeq();
        messages = state.messages();
        bytes = state.bytes();
        head = state.firstSeq();
    }

    long last() {
        return last;
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** Nothing below stays. */
    long head() {
        return head;
    }

    void headIs(long seq) {
        head = seq;
    }

    /** All but what these say is gone, at one go; how they got there is somebody else's to know. */
    void totals(long lastSeq, long itsMessages, long itsBytes) {
        last = lastSeq;
        messages = itsMessages;
        bytes = itsBytes;
    }

    /** Remembers how all is, but for what is on its way. */
    void mark() {
        mark[0] = last;
        mark[1] = messages;
        mark[2] = bytes;
        mark[3] = head;
        mark[4] = lastIdOff;
        mark[5] = lastIdLength;
        markedId = lastId;
    }

    private void reset() {
        last = mark[0];
        messages = mark[1];
        bytes = mark[2];
        head = mark[3];
        lastIdOff = (int) mark[4];
        lastIdLength = (int) mark[5];
        lastId = markedId;
    }

    // ---- the id of the last message

    void lastId(byte[] buf, int off, int length) {
        lastId = buf;
        lastIdOff = off;
        lastIdLength = length;
    }

    boolean isLastId(byte[] buf, int off, int length) {
        return Arrays.equals(lastId, lastIdOff, lastIdOff + lastIdLength, buf, off, off + length);
    }

    byte[] lastId() {
        return Arrays.copyOfRange(lastId, lastIdOff, lastIdOff + lastIdLength);
    }

    // ---- subjects

    /** The subject, if something of it is on its way. */
    @Nullable
    Touched find(byte[] subject, int off, int length) {
        return touched.find(subject, off, length);
    }

    /** How many messages of a subject stay. */
    long count(byte[] subject, int off, int length, @Nullable Touched its) {
        long applied = store.count(subject, off, length);
        return its == null ? applied : applied + its.added - its.removed;
    }

    /** The last message of a subject that stays; 0 if none does. */
    long last(byte[] subject, int off, int length, @Nullable Touched its) throws IOException {
        long seq = its == null || its.added == 0 ? 0 : its.lastAdded;
        int at = seq == 0 ? -1 : flying.find(seq);
        while (at >= 0) {
            if (!dying.contains(seq)) {
                return seq;
            }
            seq = flying.before(at);
            at = seq == 0 ? -1 : flying.find(seq);
        }
        seq = store.lastSeq(subject, off, length);
        if (its != null && its.removed > 0 && dying.contains(seq)) {
            SubjectFilter only = store.filter(List.of(Arrays.copyOfRange(subject, off, off + length)));
            seq = previous(seq, only);
        }
        return Math.max(0, seq);
    }

    private long previous(long from, SubjectFilter filter) throws IOException {
        long seq = from;
        while (seq != MessageLog.NONE && dying.contains(seq)) {
            seq = seq == 1 ? MessageLog.NONE : store.previous(seq - 1, filter, scratch);
        }
        return seq;
    }

    /** The last message that stays of the subjects that a pattern with or without wildcards takes; 0 if none does. */
    long lastOf(byte[] pattern) throws IOException {
        if (!Subjects.hasWildcard(pattern)) {
            return last(pattern, 0, pattern.length, find(pattern, 0, pattern.length));
        }
        for (int i = flying.size() - 1; i >= 0; i--) {
            Touched of = flying.subject(i);
            if (!dying.contains(flying.seq(i)) && SubjectFilter.matches(pattern, of.name, 0, of.length)) {
                return flying.seq(i);
            }
        }
        SubjectFilter filter = store.filter(List.of(pattern));
        return Math.max(0, previous(store.previous(store.lastSeq(), filter, scratch), filter));
    }

    /** The first message of a subject that stays is found; 0 if there is none. */
    long first(Touched its) throws IOException {
        long seq = store.firstSeq(its.name, 0, its.length);
        if (seq != MessageLog.NONE && its.from <= seq) {
            if (findApplied(seq)) {
                return seq;
            }
            its.from = seq + 1;
        }
        if (seq != MessageLog.NONE && store.lastSeq(its.name, 0, its.length) >= its.from) {
            SubjectFilter only = store.filter(List.of(Arrays.copyOf(its.name, its.length)));
            seq = nextApplied(its.from, only);
            its.from = seq == MessageLog.NONE ? store.lastSeq() + 1 : seq;
            if (seq != MessageLog.NONE) {
                return seq;
            }
        }
        return firstFlying(its);
    }

    // Of one subject the oldest go first: those that stay are the last ones.
    private long firstFlying(Touched its) {
        long first = 0;
        long seq = its.added == 0 ? 0 : its.lastAdded;
        int at = seq == 0 ? -1 : flying.find(seq);
        while (at >= 0 && !dying.contains(seq)) {
            first = seq;
            foundAt = at;
            seq = flying.before(at);
            at = seq == 0 ? -1 : flying.find(seq);
        }
        return first;
    }

    /** As {@link #first(Touched)}, of a subject of which nothing needs to be on its way. */
    long first(byte[] subject, int off, int length) throws IOException {
        Touched its = find(subject, off, length);
        if (its != null) {
            return first(its);
        }
        long seq = store.firstSeq(subject, off, length);
        return seq != MessageLog.NONE && findApplied(seq) ? seq : 0;
    }

    // ---- messages

    /** The first message from a sequence on that stays is found; 0 if there is none. */
    long next(long from) throws IOException {
        return next(from, all);
    }

    /** As {@link #next(long)}, of those that a filter takes. */
    long next(long from, SubjectFilter filter) throws IOException {
        long seq = nextApplied(from, filter);
        if (seq != MessageLog.NONE) {
            return seq;
        }
        for (int i = flying.from(from); i < flying.size(); i++) {
            Touched of = flying.subject(i);
            if (!dying.contains(flying.seq(i)) && filter.takes(of.name, 0, of.length)) {
                foundAt = i;
                return flying.seq(i);
            }
        }
        return 0;
    }

    private long nextApplied(long from, SubjectFilter filter) throws IOException {
        foundAt = -1;
        long seq = from > store.lastSeq() ? MessageLog.NONE : store.next(from, filter, found);
        while (seq != MessageLog.NONE && dying.contains(seq)) {
            seq = store.next(seq + 1, filter, found);
        }
        return seq;
    }

    /** A message that stays is found, if it is applied; false: it is not. */
    boolean findApplied(long seq) throws IOException {
        foundAt = -1;
        return !dying.contains(seq) && store.read(seq, found);
    }

    /** The message that was found, if it is applied; else null. */
    @Nullable
    StoredMessage found() {
        return foundAt < 0 ? found : null;
    }

    /** What the message that was found counts. */
    long foundBytes() {
        return foundAt >= 0
                ? flying.bytes(foundAt)
                : size(found.subjectLength, found.headersLength, found.payloadLength);
    }

    /** What a message counts. */
    long size(MessageParts parts) {
        return size(parts.subjectLength, parts.headersLength, parts.payloadLength);
    }

    private long size(int subject, int headers, int payload) {
        return store.isInMemory()
                ? StoredMessage.memorySize(subject, headers, payload)
                : StoredMessage.fileSize(subject, headers, payload);
    }

    // ---- deciding

    /** A message will be stored. */
    Touched add(long seq, MessageParts parts) {
        Touched of = touched.touch(parts.subject, parts.subjectOffset, parts.subjectLength);
        long size = size(parts);
        flying.add(seq, size, of.added > 0 ? of.lastAdded : 0, of);
        of.added++;
        of.lastAdded = seq;
        last = seq;
        messages++;
        bytes += size;
        return of;
    }

    /** The message that was found will go. */
    void remove(Kills kills) {
        long seq;
        Touched of;
        if (foundAt >= 0) {
            seq = flying.seq(foundAt);
            of = flying.subject(foundAt);
        } else {
            seq = found.seq;
            of = touched.touch(found.subject, found.subjectOffset, found.subjectLength);
        }
        dying.add(seq);
        of.removed++;
        messages--;
        bytes -= foundBytes();
        kills.add(seq, of);
    }

    /** Whether a message of this sequence will be stored soon. */
    boolean isFlying(long seq) {
        return flying.size() > 0 && flying.find(seq) >= 0;
    }

    // ---- applying

    /** The first of those that are stored soon, which is applied now. */
    long flyingSeq() {
        return flying.seq(0);
    }

    Touched flyingSubject() {
        return flying.subject(0);
    }

    /** It is applied. */
    void landed() {
        Touched of = flying.subject(0);
        flying.removeFirst();
        of.added--;
        touched.settle(of);
    }

    /** Messages are gone. */
    void gone(Kills kills) {
        for (int i = 0; i < kills.count(); i++) {
            dying.remove(kills.seq(i));
            Touched of = kills.subject(i);
            of.removed--;
            touched.settle(of);
        }
    }

    /** What was decided since the mark is not to be proposed after all. */
    void undo(int added, Kills kills) {
        reset();
        for (int i = 0; i < kills.count(); i++) {
            kills.subject(i).from = 0;
        }
        gone(kills);
        for (int i = 0; i < added; i++) {
            int at = flying.size() - 1;
            Touched of = flying.subject(at);
            of.added--;
            of.lastAdded = flying.before(at);
            flying.removeLast();
            touched.settle(of);
        }
    }
}
