package io.midge.store.log;

import io.midge.store.index.SubjectFilter;
import io.midge.store.op.OpFrame;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What a {@link MessageLog} does, in the simplest way: the messages in a sorted map. */
final class NaiveLog implements MessageLog {
    /** A message and the number of its subject. */
    static final class Kept {
        final byte[] frame;
        final int subject;

        Kept(byte[] frame, int subject) {
            this.frame = frame;
            this.subject = subject;
        }

        OpFrame view() {
            return new OpFrame().trusted(frame, 0);
        }
    }

    final TreeMap<Long, Kept> messages = new TreeMap<>();

    @Override
    public void append(OpFrame frame, long lsn, int subject) {
        byte[] copy = new byte[frame.length()];
        System.arraycopy(frame.buf(), frame.offset(), copy, 0, copy.length);
        messages.put(frame.seq(), new Kept(copy, subject));
    }

    @Override
    public boolean read(long seq, StoredMessage into) {
        Kept kept = messages.get(seq);
        if (kept == null) {
            return false;
        }
        OpFrame frame = kept.view();
        into.seq = seq;
        into.time = frame.time();
        into.ttl = frame.ttl();
        into.flags = frame.flags();
        into.subject = frame.buf();
        into.subjectOffset = frame.subjectOffset();
        into.subjectLength = frame.subjectLength();
        into.headers = frame.buf();
        into.headersOffset = frame.headersOffset();
        into.headersLength = frame.headersLength();
        into.payload = frame.buf();
        into.payloadOffset = frame.payloadOffset();
        into.payloadLength = frame.payloadLength();
        return true;
    }

    private static long first(NavigableMap<Long, Kept> in, Predicate<Kept> wanted) {
        for (Map.Entry<Long, Kept> each : in.entrySet()) {
            if (wanted.test(each.getValue())) {
                return each.getKey();
            }
        }
        return NONE;
    }

    private long found(long seq, StoredMessage into) {
        return seq != NONE && read(seq, into) ? seq : NONE;
    }

    @Override
    public long next(long from, SubjectFilter filter, StoredMessage into) {
        return found(first(messages.tailMap(from, true), each -> filter.takes(each.subject)), into);
    }

    @Override
    public long previous(long from, SubjectFilter filter, StoredMessage into) {
        return found(first(messages.headMap(from, true).descendingMap(), each -> filter.takes(each.subject)), into);
    }

    @Override
    public int subjectOf(long seq) {
        Kept kept = messages.get(seq);
        return kept == null ? -1 : kept.subject;
    }

    @Override
    public long nextOf(int subject, long from) {
        return first(messages.tailMap(from, true), each -> each.subject == subject);
    }

    @Override
    public long previousOf(int subject, long from) {
        return first(messages.headMap(from, true).descendingMap(), each -> each.subject == subject);
    }

    @Override
    public long count(long from, SubjectFilter filter) {
        return messages.tailMap(from, true).values().stream()
                .filter(each -> filter.takes(each.subject))
                .count();
    }

    @Override
    public long atTime(long time) {
        return first(messages, each -> each.view().time() >= time);
    }

    @Override
    public void deleted(long fromSeq, long toSeq) {
        messages.subMap(fromSeq, true, toSeq, true).clear();
    }

    @Override
    public void firstIs(long seq) {
        messages.headMap(seq).clear();
    }

    @Override
    public long used() {
        return messages.values().stream().mapToLong(each -> each.frame.length).sum();
    }

    @Override
    public void close() {
        messages.clear();
    }
}
