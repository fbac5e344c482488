package io.midge.store;

import io.midge.disk.DiskFull;
import io.midge.loop.Confined;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectFilter;
import io.midge.store.index.SubjectIndex;
import io.midge.store.log.LoadedMessage;
import io.midge.store.log.Loader;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.LargeRef;
import io.midge.store.op.OpFrame;
import io.midge.store.op.OpType;
import io.midge.store.time.DeadlineWheel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a stream as they are after all that was applied: where they lie, their subjects, what is gone, what they count.
 * Applying is what changes it, and nothing is refused; the rest looks.
 *
 * <p>A message is there if its sequence lies between the first and the last and is not in the set of those deleted. Below the
 * first nothing is remembered.
 */
@Confined("stream lane")
final class Contents implements Loader {
    private static final long SECOND = 1_000_000_000L;

    private final SubjectIndex index;
    private final SequenceSet deleted;
    private final boolean inMemory;
    private final SequenceSet.Ranges losses;
    private final DeadlineWheel deadlines;
    private final StoredMessage scratch = new StoredMessage();
    private final LoadedMessage lost = new LoadedMessage();

    private final List<long[]> erasedBefore = new ArrayList<>(); // anybody wanted to hear of it
    private SequenceSet.Ranges erased = (from, to) -> erasedBefore.add(new long[] {from, to});
    private @Nullable MessageLog log;
    private long oldest; // of those that were loaded
    private long unread; // from here on there may be messages that could not be read; 0: all were
    private int[] locals = new int[0];
    private long messages;
    private long bytes;
    private long first = 1;
    private long last;
    private long lastTime;
    private long firstTimeOf; // the sequence that firstTime belongs to
    private long firstTime;
    private int expiring; // of those that go now, how many would have expired
    private long lostMessages;
    private long lostBytes;

    Contents(SubjectIndex index, SequenceSet deleted, boolean inMemory, SequenceSet.Ranges losses) {
        this.index = index;
        this.deleted = deleted;
        this.deadlines = new DeadlineWheel(this::has);
        this.inMemory = inMemory;
        this.losses = losses;
    }

    /** Where its messages lie from now on. */
    void liesIn(MessageLog where) {
        log = where;
    }

    private MessageLog log() {
        MessageLog where = log;
        if (where == null) {
            throw new IllegalStateException("nothing lies anywhere yet");
        }
        return where;
    }

    // ---- loading: what was applied before, as the files say it; deletions first ----

    /** Index and set are full already; this is the rest. */
    void restored(IndexImage.Read image) {
        restored(image.totals);
        image.expiring(deadlines);
    }

    private void restored(IndexImage.Totals totals) {
        messages = totals.messages();
        bytes = totals.bytes();
        first = totals.first();
        last = totals.last();
        lastTime = totals.lastTime();
        oldest = totals.oldest();
    }

    @Override
    public void anew() {
        index.clear();
        deleted.removeBelow(SequenceSet.LIMIT);
        restored(new IndexImage.Totals(0, 0, 1, 0, 0, 0));
        deadlines.removed(deadlines.size()); // those that are there come again
    }

    /** What an image has to know. */
    IndexImage.Totals totals() {
        return new IndexImage.Totals(messages, bytes, first, last, lastTime, oldest);
    }

    @Override
    public void frame(OpFrame frame) {
        switch (frame.type()) {
            case DELETE -> {
                Deletion.forEachRange(frame, deleted::add);
                if (frame.has(OpFrame.FLAG_ERASE)) {
                    Deletion.forEachRange(frame, erased);
                }
            }
            case EVICT -> {
                first = Math.max(first, frame.seq());
                last = Math.max(last, frame.seq() - 1);
            }
            case SKIP -> last = Math.max(last, frame.seq());
            case MESSAGE, LARGE, CONSUMER, CONFIG, BLOCK, CREATE, DROP, CONSUMERS -> {}
        }
        lastTime = Math.max(lastTime, frame.type() == OpType.SKIP ? frame.time() : 0);
        deleted.removeBelow(first);
    }

    @Override
    public void segment(int subjects) {
        locals = new int[subjects];
        Arrays.fill(locals, SubjectIndex.NONE);
    }

    @Override
    public int message(LoadedMessage message) {
        int id = locals[message.local];
        if (id == SubjectIndex.NONE) {
            id = index.add(message.subject, message.subjectOffset, message.subjectLength, message.seq);
            locals[message.local] = id;
        } else {
            index.add(id, message.seq);
        }
        oldest = messages == 0 ? message.seq : oldest;
        messages++;
        bytes += message.size;
        last = Math.max(last, message.seq);
        lastTime = Math.max(lastTime, message.time);
        if (message.ttl > 0) {
            deadlines.add(message.seq, message.time + message.ttl * SECOND);
        }
        return id;
    }

    @Override
    public void absent(long from, long to) {
        deleted.add(from, to);
        last = Math.max(last, to);
    }

    /**
     * All that the files say was told.
     *
     * @param complete the disk has given back all of them: else what is missing may be there the next time, and does not go for good
     */
    void loaded(long firstSeq, long lastSeq, long lastTimeNs, boolean complete) throws IOException {
        locals = new int[0];
        unread = complete ? 0 : Math.max(1, firstSeq);
        last = Math.max(last, lastSeq);
        lastTime = lastTimeNs > 0 ? lastTimeNs : lastTime; // clocks go back
        if (messages > 0) {
            remove(first, Math.min(firstSeq - 1, last)); // if the files have lost that they are gone
            tellDeadlines();
        }
        first = Math.max(first, firstSeq);
        // What is not there was deleted behind the mark, and its room given back: the journal will say so again.
        first = messages == 0 ? last + 1 : Math.min(deleted.nextAbsent(Math.max(first, oldest)), last + 1);
        deleted.removeBelow(first);
        log().firstIs(first);
    }

    // ---- applying ----

    /** A message, whole or with its payload elsewhere. */
    void message(OpFrame frame, long lsn) throws IOException {
        long seq = frame.seq();
        if (seq <= last) {
            return; // known from the files: it is applied a second time
        }
        lost(seq);
        gap(seq);
        int id = index.add(frame.buf(), frame.subjectOffset(), frame.subjectLength(), seq);
        log().append(frame, lsn, id);
        if (messages == 0) {
            first = seq;
        }
        messages++;
        bytes += size(frame);
        last = seq;
        lastTime = frame.time();
        if (frame.ttl() > 0) {
            deadlines.add(seq, frame.time() + frame.ttl() * SECOND);
        }
    }

    private long size(OpFrame frame) {
        return size(frame.subjectLength(), frame.headersLength(), payload(frame));
    }

    private long size(int subject, int headers, long payload) {
        return inMemory
                ? StoredMessage.memorySize(subject, headers, payload)
                : StoredMessage.fileSize(subject, headers, payload);
    }

    private static long payload(OpFrame frame) {
        try {
            return frame.type() == OpType.LARGE ? LargeRef.of(frame).length() : frame.payloadLength();
        } catch (BadFrameException e) {
            throw new IllegalStateException("a frame that was not checked", e);
        }
    }

    /**
     * Ranges of sequences are gone, as far as the stream has them. What is kept of it says no more: it must not count for messages
     * that come later.
     */
    void delete(OpFrame frame, long lsn) throws IOException {
        List<long[]> ranges = Deletion.within(frame, first, last);
        if (ranges.isEmpty()) {
            return;
        }
        for (long[] range : ranges) {
            remove(range[0], range[1]);
        }
        OpFrame kept = Deletion.isUpTo(frame, last) ? frame : Deletion.of(frame, ranges);
        log().append(kept, lsn, SubjectIndex.NONE);
        for (long[] range : ranges) {
            deleted.add(range[0], range[1]);
            log().deleted(range[0], range[1]);
        }
        firstMoves(deleted.nextAbsent(first));
        tellDeadlines();
        if (frame.has(OpFrame.FLAG_ERASE)) { // what the stream had of it: others are yet to come
            ranges.forEach(range -> erased.range(range[0], range[1]));
        }
    }

    /** Who hears of messages that are gone for good. */
    void erased(SequenceSet.Ranges hears) {
        List<long[]> before = erasedBefore;
        before.forEach(range -> hears.range(range[0], range[1]));
        before.clear();
        erased = hears;
    }

    private void tellDeadlines() {
        if (expiring > 0) {
            deadlines.removed(expiring);
            expiring = 0;
        }
    }

    /** All below the frame's sequence are gone. */
    void evict(OpFrame frame, long lsn) throws IOException {
        long to = frame.seq();
        if (to > last) {
            forgetAll();
        } else {
            remove(first, to - 1);
        }
        log().append(frame, lsn, SubjectIndex.NONE);
        if (to > first) {
            last = Math.max(last, to - 1);
            firstMoves(deleted.nextAbsent(to));
        }
        tellDeadlines();
    }

    /** The last sequence moves on without a message. */
    void skip(OpFrame frame, long lsn) throws IOException {
        log().append(frame, lsn, SubjectIndex.NONE);
        gap(frame.seq() + 1);
        last = Math.max(last, frame.seq());
        lastTime = frame.time();
        if (messages == 0) {
            firstMoves(last + 1);
        }
    }

    // A gap is an operation of its own: where there is one that nobody speaks of, operations were lost with the
    // journal.
    private void lost(long seq) {
        if (seq > last + 1 && last + 1 >= first) {
            lostMessages += seq - last - 1;
            losses.range(last + 1, seq - 1);
        }
    }

    /** What lies between the last sequence and this one never was. */
    private void gap(long seq) {
        if (seq > last + 1 && messages > 0) {
            deleted.add(last + 1, seq - 1);
        }
    }

    // Each one is read for what it counts; they lie next to each other as a rule.
    private void remove(long from, long to) throws IOException {
        for (long seq = deleted.nextAbsent(from); seq <= to; seq = deleted.nextAbsent(seq + 1)) {
            int id;
            if (isReadable(seq)) {
                id = index.find(scratch.subject, scratch.subjectOffset, scratch.subjectLength);
                bytes -= size(scratch.subjectLength, scratch.headersLength, scratch.payloadLength);
                expiring += scratch.ttl > 0 ? 1 : 0;
            } else {
                id = log().subjectOf(seq);
                if (log().known(seq, lost)) {
                    bytes -= lost.size;
                    expiring += lost.ttl > 0 ? 1 : 0;
                }
            }
            messages--;
            if (id != SubjectIndex.NONE) {
                index.remove(id, seq);
            }
        }
    }

    // Its head is enough. What cannot be read now may be so for ever, and goes nevertheless.
    private boolean isReadable(long seq) throws IOException {
        try {
            return log().head(seq, scratch);
        } catch (IOException e) {
            if (DiskFull.is(e)) {
                throw e;
            }
            return false;
        }
    }

    private void forgetAll() {
        index.clear();
        expiring = deadlines.size();
        messages = 0;
        bytes = 0;
    }

    private void firstMoves(long to) throws IOException {
        long next = Math.min(to, last + 1);
        if (next > first) {
            first = next;
            deleted.removeBelow(first);
            log().firstIs(first);
        }
    }

    /** Up to here sequences were given, though their messages are lost. */
    void lostUpTo(long seq) {
        if (seq > last) {
            lost(seq + 1);
            gap(seq + 1);
            last = seq;
            first = messages == 0 ? last + 1 : first;
        }
    }

    // ---- looking ----

    StreamState state() throws IOException {
        return new StreamState(
                messages,
                bytes,
                first,
                firstTime(),
                last,
                lastTime,
                messages == 0 ? 0 : last - first + 1 - messages,
                index.size(),
                lostMessages,
                lostBytes);
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    long first() {
        return first;
    }

    /** Below this no start needs to look: what could not be read this time may be there the next time. */
    long floor() {
        return unread > 0 ? Math.min(unread, first) : first;
    }

    long last() {
        return last;
    }

    long firstTime() throws IOException {
        if (messages == 0) {
            return 0;
        }
        if (firstTimeOf != first && log().read(first, scratch)) {
            firstTimeOf = first;
            firstTime = scratch.time;
        }
        return firstTimeOf == first ? firstTime : 0;
    }

    long lastTime() {
        return lastTime;
    }

    boolean has(long seq) {
        return seq >= first && seq <= last && messages > 0 && !deleted.contains(seq);
    }

    boolean read(long seq, StoredMessage into) throws IOException {
        return has(seq) && log().read(seq, into);
    }

    /** As {@link #read}, but the payload may be missing. */
    boolean head(long seq, StoredMessage into) throws IOException {
        return has(seq) && log().head(seq, into);
    }

    long next(long from, SubjectFilter filter, StoredMessage into) throws IOException {
        return messages == 0 || from > last ? MessageLog.NONE : log().next(Math.max(from, first), filter, into);
    }

    long previous(long from, SubjectFilter filter, StoredMessage into) throws IOException {
        return messages == 0 || from < first ? MessageLog.NONE : log().previous(Math.min(from, last), filter, into);
    }

    /** The sequence of the first message of a subject that has one. */
    long firstOf(int id) throws IOException {
        if (!index.isFirstKnown(id)) {
            index.firstIs(id, log().nextOf(id, Math.max(first, index.first(id))));
        }
        return index.first(id);
    }

    /** The sequence of the last message of a subject that has one. */
    long lastOf(int id) throws IOException {
        if (!index.isLastKnown(id)) {
            index.lastIs(id, log().previousOf(id, Math.min(last, index.last(id))));
        }
        return index.last(id);
    }

    /** How many messages from a sequence on a filter takes. */
    long count(long from, SubjectFilter filter) throws IOException {
        if (messages == 0 || from > last) {
            return 0;
        }
        if (filter.isAll()) {
            return from <= first ? messages : last - from + 1 - deleted.count(from, last);
        }
        if (from > first) {
            return log().count(from, filter);
        }
        long[] sum = new long[1];
        for (byte[] pattern : filter.patterns()) {
            index.visit(pattern, id -> {
                sum[0] += index.count(id);
                return true;
            });
        }
        return sum[0];
    }

    /** The first sequence from a time on; {@link MessageLog#NONE} if there is none. */
    long atTime(long time) throws IOException {
        if (messages == 0) {
            return MessageLog.NONE;
        }
        long seq = log().atTime(time);
        return seq == MessageLog.NONE ? seq : Math.max(seq, first);
    }

    /** When messages expire. */
    DeadlineWheel deadlines() {
        return deadlines;
    }

    SubjectIndex index() {
        return index;
    }

    SequenceSet deletedSet() {
        return deleted;
    }
}
