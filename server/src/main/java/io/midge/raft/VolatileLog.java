package io.midge.raft;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A log for what need not survive: an entry counts as soon as it is taken. Each group is told in a task of its own lane, behind
 * the one that appended, as a log on a disk would. Any thread may listen and forget; a group appends on its lane.
 */
public final class VolatileLog implements GroupLog {
    /** How many bytes of entries a group may have on their way. */
    private static final int ROOM = 16 << 20;

    private final TreeMap<Long, Group> groups = new TreeMap<>(); // guarded by this

    @Override
    public long append(long group, long index, int term, byte kind, byte[] buf, int off, int len) {
        Group to = of(group);
        if (to == null) {
            return FAILED;
        }
        return to.append(index, term, kind, buf, off, len);
    }

    private synchronized @Nullable Group of(long group) {
        return groups.get(group);
    }

    @Override
    public String failure() {
        return "";
    }

    @Override
    public synchronized void listen(long group, Listener listener) {
        groups.put(group, new Group(listener));
    }

    @Override
    public synchronized void forget(long group) {
        groups.remove(group);
    }

    /** What is on its way to one group: a ring of bytes would do, but entries are few and young. On its lane. */
    private static final class Group implements Runnable {
        private final Listener listener;
        private final ArrayDeque<Entry> entries = new ArrayDeque<>();
        private final ArrayDeque<Entry> spare = new ArrayDeque<>();
        private long position;
        private int bytes;
        private boolean posted;

        Group(Listener listener) {
            this.listener = listener;
        }

        long append(long index, int term, byte kind, byte[] buf, int off, int len) {
            if (bytes > 0 && bytes + len > ROOM) {
                return FULL;
            }
            Entry entry = spare.isEmpty() ? new Entry() : spare.poll();
            byte[] room = entry.buf.length >= len ? entry.buf : Arrays.copyOf(entry.buf, Math.max(256, len));
            System.arraycopy(buf, off, room, 0, len);
            position++;
            entries.add(entry.set(position, index, term, kind, room, 0, len));
            bytes += len;
            if (!posted) {
                posted = true;
                listener.lane().execute(this);
            }
            return position;
        }

        @Override
        public void run() {
            posted = false;
            for (int n = entries.size(); n > 0; n--) {
                Entry entry = entries.remove();
                bytes -= entry.len;
                listener.durable(entry);
                if (entry.buf.length <= 1 << 16 && spare.size() < 1024) {
                    spare.add(entry);
                }
            }
        }
    }
}
