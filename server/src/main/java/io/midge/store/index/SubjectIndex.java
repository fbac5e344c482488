package io.midge.store.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The subjects of a stream, each with a number, how many messages it has, and the sequences of its first and last. A subject
 * without messages is forgotten, and its number may be given to another. On the stream's lane.
 *
 * <p>When a subject's first or last message goes, the sequence of the next one is not known here: {@link #first} and {@link #last}
 * are bounds until whoever knows has told ({@link #firstIs}, {@link #lastIs}).
 */
public final class SubjectIndex {
    /** No number. */
    public static final int NONE = -1;

    /** Hears of subjects; returns whether to go on. */
    public interface Visitor {
        boolean subject(int id);
    }

    private static final class Row {
        final byte[] name;
        long count;
        long first;
        long last;
        boolean firstKnown = true;
        boolean lastKnown = true;

        Row(byte[] name) {
            this.name = name;
        }
    }

    private final TreeMap<byte[], Integer> ids = new TreeMap<>(Arrays::compareUnsigned);
    private final ArrayList<Row> rows = new ArrayList<>();
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    /** A message more, with a sequence above all others; the number of its subject. */
    public int add(byte[] buf, int off, int len, long seq) {
        byte[] name = Arrays.copyOfRange(buf, off, off + len);
        Integer id = ids.get(name);
        if (id == null) {
            id = free.isEmpty() ? rows.size() : free.poll();
            ids.put(name, id);
            Row row = new Row(name);
            row.first = seq;
            if (id == rows.size()) {
                rows.add(row);
            } else {
                rows.set(id, row);
            }
        }
        Row row = rows.get(id);
        row.count++;
        row.last = seq;
        row.lastKnown = true;
        return id;
    }

    /** A message less; true: it was the subject's last, and its number is free. */
    public boolean remove(int id, long seq) {
        Row row = rows.get(id);
        if (--row.count == 0) {
            ids.remove(row.name);
            free.add(id);
            return true;
        }
        if (seq == row.first) {
            row.first = seq + 1;
            row.firstKnown = false;
        }
        if (seq == row.last) {
            row.last = seq - 1;
            row.lastKnown = false;
        }
        return false;
    }

    /** The number of a subject, or {@link #NONE}. */
    public int find(byte[] buf, int off, int len) {
        Integer id = ids.get(Arrays.copyOfRange(buf, off, off + len));
        return id == null ? NONE : id;
    }

    /** How many messages it has; 0 for a number that is free. */
    public long count(int id) {
        return rows.get(id).count;
    }

    /** The sequence of its first message, or a bound below it. */
    public long first(int id) {
        return rows.get(id).first;
    }

    /** The sequence of its last message, or a bound above it. */
    public long last(int id) {
        return rows.get(id).last;
    }

    public boolean isFirstKnown(int id) {
        return rows.get(id).firstKnown;
    }

    public boolean isLastKnown(int id) {
        return rows.get(id).lastKnown;
    }

    /** Its first message has this sequence. */
    public void firstIs(int id, long seq) {
        rows.get(id).first = seq;
        rows.get(id).firstKnown = true;
    }

    /** Its last message has this sequence. */
    public void lastIs(int id, long seq) {
        rows.get(id).last = seq;
        rows.get(id).lastKnown = true;
    }

    /** A subject's name. */
    public byte[] name(int id) {
        return rows.get(id).name.clone();
    }

    /** How many subjects there are. */
    public int size() {
        return ids.size();
    }

    /** All numbers are below. */
    public int bound() {
        return rows.size();
    }

    /** Tells of all subjects that a pattern with wildcards takes, in the order of their bytes. */
    public void visit(byte[] pattern, Visitor visitor) {
        for (Map.Entry<byte[], Integer> each : ids.entrySet()) {
            if (SubjectFilter.matches(pattern, each.getKey(), 0, each.getKey().length)
                    && !visitor.subject(each.getValue())) {
                return;
            }
        }
    }

    /** About how many bytes it takes, in and outside of the heap. */
    public long bytes() {
        return 200L * rows.size();
    }
}
