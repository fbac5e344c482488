package io.midge.subject;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What some asker, which is told apart by identity, last found out about a subject: a small number. One per loop, used by all that
 * is asked there, so that its size does not depend on the number of clients. An answer must be the same for ever: whoever gets
 * other rules asks as somebody else, and nothing has to be told.
 *
 * <p>A subject has two places in a table of {@link #ENTRIES}. Nothing is allocated once the entries in use have room for the
 * subjects they see; who asks for ever new ones costs others no more than looking up again. Subjects that begin with
 * {@code _INBOX.}, which are rarely asked for twice, and long ones are not kept.
 *
 * <p>Confined to the loop that owns it. An entry keeps its asker until another one takes its place.
 */
public final class Verdicts {
    /** There is no answer here. */
    public static final int UNKNOWN = -1;

    static final int ENTRIES = 4096;
    /** Longer subjects are not kept, which bounds the table to some 1.3 MB. */
    static final int LONGEST = 256;

    private static final byte[] NOTHING = {};

    private @Nullable Entry[] entries = new @Nullable Entry[0];
    private @Nullable Entry last;

    private static final class Entry {
        private @Nullable Object asker;
        private byte[] subject = NOTHING;
        private int length;
        private int verdict;

        boolean answers(Object who, byte[] buf, int off, int len) {
            return asker == who && length == len && Arrays.equals(subject, 0, len, buf, off, off + len);
        }

        void fill(Object who, byte[] buf, int off, int len, int answer) {
            if (subject.length < len) {
                subject = new byte[Math.max(16, Integer.highestOneBit(len - 1) * 2)];
            }
            System.arraycopy(buf, off, subject, 0, len);
            length = len;
            verdict = answer;
            asker = who;
        }
    }

    /** The answer that was kept, or {@link #UNKNOWN}. */
    public int find(Object asker, byte[] buf, int off, int len) {
        Entry recent = last;
        if (recent != null && recent.answers(asker, buf, off, len)) {
            return recent.verdict;
        }
        if (entries.length == 0 || !isKept(buf, off, len)) {
            return UNKNOWN;
        }
        int place = place(asker, buf, off, len);
        Entry entry = entries[place];
        if (entry == null || !entry.answers(asker, buf, off, len)) {
            entry = entries[place ^ 1];
            if (entry == null || !entry.answers(asker, buf, off, len)) {
                return UNKNOWN;
            }
        }
        last = entry;
        return entry.verdict;
    }

    /** Keeps an answer that was not found, if its subject is one to be kept. */
    public void keep(Object asker, byte[] buf, int off, int len, int verdict) {
        if (!isKept(buf, off, len)) {
            return;
        }
        if (entries.length == 0) {
            entries = new @Nullable Entry[ENTRIES];
        }
        Entry entry = room(place(asker, buf, off, len));
        entry.fill(asker, buf, off, len, verdict);
        last = entry;
    }

    // The newer of two stands first, the older one beside it; who is beside a place that is free stays where it is.
    private Entry room(int place) {
        Entry old = entries[place];
        Entry entry = old == null ? null : entries[place ^ 1];
        if (entry == null) {
            entry = new Entry();
        }
        if (old != null) {
            entries[place ^ 1] = old;
        }
        entries[place] = entry;
        return entry;
    }

    /** How many answers there are. */
    int size() {
        int size = 0;
        for (Entry entry : entries) {
            size += entry == null ? 0 : 1;
        }
        return size;
    }

    private static boolean isKept(byte[] buf, int off, int len) {
        return len <= LONGEST && !Generations.isInbox(buf, off, off + len);
    }

    private static int place(Object asker, byte[] buf, int off, int len) {
        return Words.hash(buf, off, off + len, System.identityHashCode(asker)) & (ENTRIES - 1);
    }
}
