package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.raft.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Copies of what could not be judged ({@link Tail}). Whoever erases looks into them as well: then of a copy that may hold something of
 * it only those entries stay that are whole and others. What else is in it may be a part of anything, of a former use of the file too.
 * Of one thread at a time.
 */
final class Quarantine {
    private static final String PREFIX = "journal-";
    private static final int HEX = 16;

    private final Disk disk;
    private final JournalOptions options;

    Quarantine(Disk disk, JournalOptions options) {
        this.disk = disk;
        this.options = options;
    }

    /** Leaves a copy of what stands at this LSN; its name. */
    String put(long lsn, int epoch, ByteBuffer bytes) throws IOException {
        String path = options.quarantine() + "/" + PREFIX + Layout.name(lsn).replace(Layout.SUFFIX, "") + "-" + epoch;
        disk.createDirectories(options.quarantine());
        disk.delete(path);
        try (DiskFile copy = disk.create(path)) {
            copy.write(bytes, 0);
            copy.sync();
        }
        disk.syncDirectory(options.quarantine());
        return path;
    }

    /** The LSN that a copy of this name begins with; -1: it is none. */
    private static long lsn(String name) {
        int end = PREFIX.length() + HEX;
        boolean is = name.startsWith(PREFIX) && name.length() > end && name.charAt(end) == '-';
        return is ? Layout.first(name.substring(PREFIX.length(), end) + Layout.SUFFIX) : -1;
    }

    /** Copies that may hold something that was written from this LSN on. */
    ArrayDeque<String> mayHold(long from) throws IOException {
        ArrayDeque<String> found = new ArrayDeque<>();
        for (Disk.Entry each : disk.list(options.quarantine())) {
            long lsn = each.isDirectory() ? -1 : lsn(each.name());
            if (lsn >= 0 && from < lsn + each.size()) {
                found.add(each.name());
            }
        }
        return found;
    }

    /** Overwrites what may be of chosen entries of a group in a copy, or of nobody knows what; whether there was anything. */
    boolean erase(String name, long group, Predicate<Entry> chosen) throws IOException {
        try (DiskFile copy = disk.open(options.quarantine() + "/" + name)) {
            byte[] buf = new byte[(int) Math.min(copy.size(), Layout.MAX_FILE)];
            copy.read(ByteBuffer.wrap(buf), 0);
            byte[] after = kept(buf, lsn(name), group, chosen);
            if (Arrays.equals(buf, after)) {
                return false;
            }
            copy.write(ByteBuffer.wrap(after), 0);
            copy.sync();
            return true;
        }
    }

    private byte[] kept(byte[] buf, long lsn, long group, Predicate<Entry> chosen) {
        byte[] after = new byte[buf.length];
        if (buf.length >= BatchHeader.SIZE && new BatchHeader(options.id()).read(buf, 0)) {
            System.arraycopy(buf, 0, after, 0, BatchHeader.SIZE);
        }
        Envelope envelope = new Envelope(options.id());
        Scan scan = new Scan(envelope).run(buf, 0, buf.length, lsn);
        Entry entry = new Entry();
        for (int i = 0; i < scan.count(); i++) {
            int at = scan.at(i);
            if (scan.isWhole(i)) {
                System.arraycopy(buf, at, after, at, Envelope.size(Envelope.length(buf, at)));
                boolean its = Envelope.group(buf, at) == group && !Envelope.isErased(buf, at);
                if (its && chosen.test(Envelope.view(entry, buf, at, lsn + at))) {
                    envelope.erase(after, at, lsn + at);
                }
            }
        }
        return after;
    }
}
