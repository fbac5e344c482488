package io.midge.store.log;

import io.midge.disk.DiskFile;
import io.midge.disk.Zeros;
import io.midge.store.op.LargeRef;
import io.midge.store.op.OpFrame;
import io.midge.store.seal.BadBlockException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The files that hold payloads too large for the journal: they are written and synced before the journal knows of them. A file
 * has no structure of its own, each {@link LargeRef} has a checksum. On the stream's lane.
 *
 * <p>Numbers of files only grow, and the last file stays, so that a reference never leads to what another one meant.
 */
final class LargeFiles {
    /** From here on a payload is written from where it is; below, a copy costs less than a second write. */
    private static final int DIRECT = 128 << 10;

    /** Sets the contexts of blocks here apart from those in segments. */
    private static final long CONTEXT = Long.MIN_VALUE;

    /** What stands before each payload: what was done to it, as the flags of a frame, and zeros. */
    private static final int PREFIX = 8;

    static final class LargeFile {
        final int number;
        final Handles.Handle handle;
        long size;
        /** Bytes that no frame refers to yet, but one may. */
        long pending;
        /** The checkpoint before which nothing referred to it any more; 0: something does. */
        long unneeded;
        /** It could not be removed. */
        boolean stuck;

        LargeFile(int number, String name, long size) {
            this.number = number;
            this.handle = new Handles.Handle(name);
            this.size = size;
        }
    }

    private final Parts parts;
    private final Handles handles;
    private final TreeMap<Integer, LargeFile> files = new TreeMap<>();
    private final List<DiskFile> dirty = new ArrayList<>();
    private boolean newNames;
    private @Nullable DiskFile out;
    private long changes;
    /** Somebody waits for what was put to be durable, and why it never will be; null: nothing has failed. */
    private boolean awaited;

    private @Nullable IOException lost;

    LargeFiles(Parts parts, Handles handles) {
        this.parts = parts;
        this.handles = handles;
    }

    /** A file that is there already. */
    void found(int number, long size) {
        files.put(number, new LargeFile(number, name(number), size));
        newNames = true; // whoever made it may have ended before the name was durable
    }

    String name(int number) {
        return parts.directory() + "/" + Integer.toUnsignedString(number) + ".big";
    }

    /** Changes whenever there may be another file to be removed or emptied. */
    long changes() {
        return changes;
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    /** Writes a payload for somebody who is going to wait until it is durable. */
    LargeRef putAwaited(byte[] buf, int off, int length) throws IOException {
        LargeRef ref = put(buf, off, length);
        awaited = true;
        return ref;
    }

    /** Returns when all that somebody waits for is durable. What a sync of others has lost is told here, once. */
    void syncAwaited() throws IOException {
        IOException before = lost;
        if (before != null) {
            lost = null;
            awaited = false;
            throw new IOException("a payload may be lost: " + before.getMessage(), before);
        }
        sync();
        awaited = false;
    }

    /** Writes a payload. It is durable when {@link #sync} has returned. */
    LargeRef put(byte[] buf, int off, int length) throws IOException {
        if (length > SegmentHeader.MAX_OPENED) {
            throw new IOException("a payload of " + length + " bytes; none is longer than " + SegmentHeader.MAX_OPENED);
        }
        int flags = parts.codec().flags();
        int bound = Math.addExact(PREFIX, flags == 0 ? length : parts.codec().bound(length));
        LargeFile file = current(bound);
        DiskFile to = out(file);
        long at = file.size + OpFrame.ALIGN - 1 & -OpFrame.ALIGN;
        CRC32C crc = new CRC32C();
        boolean asItIs = flags == 0 && length >= DIRECT;
        byte[] bytes = new byte[asItIs ? PREFIX : bound];
        Le.u32(bytes, 0, flags);
        int stored = PREFIX + length;
        if (asItIs) {
            write(to, at, bytes, 0, PREFIX, crc);
            write(to, at + PREFIX, buf, off, length, crc);
        } else {
            if (flags == 0) {
                System.arraycopy(buf, off, bytes, PREFIX, length);
            } else {
                stored = PREFIX + parts.codec().seal(buf, off, length, bytes, PREFIX, context(file.number, at));
            }
            write(to, at, bytes, 0, stored, crc);
        }
        file.size = at + stored;
        file.pending += stored;
        changes++;
        if (!dirty.contains(to)) {
            dirty.add(to);
        }
        return new LargeRef(file.number, at, length, stored, (int) crc.getValue());
    }

    private static void write(DiskFile to, long at, byte[] buf, int off, int length, CRC32C crc) throws IOException {
        to.write(ByteBuffer.wrap(buf, off, length), at);
        crc.update(buf, off, length);
    }

    private static long context(int file, long at) {
        return CONTEXT | (long) file << 32 | at >>> 3;
    }

    private LargeFile current(int more) throws IOException {
        LargeFile last = files.isEmpty() ? null : files.lastEntry().getValue();
        if (last != null
                && (last.size == 0 || last.size + more <= parts.options().maxLarge())) {
            return last;
        }
        retire();
        int number = last == null ? 1 : Math.addExact(last.number, 1);
        LargeFile next = new LargeFile(number, name(number), 0);
        out = parts.disk().create(next.handle.name);
        files.put(number, next);
        newNames = true;
        return next;
    }

    private DiskFile out(LargeFile last) throws IOException {
        DiskFile open = out;
        if (open == null) {
            open = parts.disk().open(last.handle.name);
            out = open;
        }
        return open;
    }

    /** The file that was written takes no more; it is closed as soon as it is durable. */
    private void retire() throws IOException {
        DiskFile open = out;
        out = null;
        if (open != null && !dirty.contains(open)) {
            open.close();
        }
    }

    /** Returns when all that was put is durable. If that fails, the file is not written any more. */
    void sync() throws IOException {
        try {
            for (DiskFile each : dirty) {
                each.sync();
            }
            if (newNames) {
                parts.disk().syncDirectory(parts.directory());
                newNames = false;
            }
        } catch (IOException e) {
            fail(e);
            throw e;
        }
        for (DiskFile each : dirty) {
            if (each != out) {
                each.close();
            }
        }
        dirty.clear();
    }

    /** What was put since the last sync may be lost: nothing more goes to a file that holds some of it. */
    private void fail(IOException why) {
        lost = awaited ? why : lost;
        changes++;
        for (DiskFile each : dirty) {
            closeQuietly(each);
        }
        dirty.clear();
        out = null;
        LargeFile last = files.lastEntry().getValue();
        last.size = Math.max(last.size, parts.options().maxLarge() + 1);
    }

    private static void closeQuietly(DiskFile file) {
        try {
            file.close();
        } catch (IOException e) {
            // It failed before, which was told.
            return;
        }
    }

    /** A frame refers to a payload, or none ever will. */
    void settled(LargeRef ref) {
        LargeFile file = files.get(ref.file());
        if (file != null) {
            file.pending = Math.max(0, file.pending - ref.stored());
            changes++;
        }
    }

    /** Whether a payload can be where it is said to be. */
    boolean has(LargeRef ref) {
        LargeFile file = files.get(ref.file());
        return file != null && ref.stored() >= PREFIX && ref.stored() <= file.size - ref.position();
    }

    /** Reads a payload; false: it is damaged. */
    boolean read(LargeRef ref, byte[] to, int at) throws IOException {
        LargeFile file = files.get(ref.file());
        if (file == null || !has(ref)) {
            return false;
        }
        try {
            DiskFile from = handles.open(file.handle);
            byte[] prefix = new byte[PREFIX];
            CRC32C crc = new CRC32C();
            if (!take(from, ref.position(), prefix, 0, PREFIX, crc)) {
                return false;
            }
            int flags = Le.u32(prefix, 0);
            int stored = ref.stored() - PREFIX;
            if (flags == 0) {
                return parts.admits(0)
                        && stored == ref.length()
                        && take(from, ref.position() + PREFIX, to, at, stored, crc)
                        && (int) crc.getValue() == ref.crc();
            }
            byte[] sealed = new byte[stored];
            if (!take(from, ref.position() + PREFIX, sealed, 0, stored, crc) || (int) crc.getValue() != ref.crc()) {
                return false;
            }
            parts.open(flags, sealed, 0, stored, to, at, ref.length(), context(ref.file(), ref.position()));
            return true;
        } catch (NoSuchFileException | BadBlockException e) {
            return false;
        }
    }

    private static boolean take(DiskFile from, long position, byte[] to, int at, int length, CRC32C crc)
            throws IOException {
        if (from.read(ByteBuffer.wrap(to, at, length), position) != length) {
            return false;
        }
        crc.update(to, at, length);
        return true;
    }

    /** All files, by number. */
    Iterable<LargeFile> all() {
        return files.values();
    }

    /** Whether a file may still grow. */
    boolean isLast(LargeFile file) {
        return files.lastKey() == file.number;
    }

    /** Removes a file that nothing refers to. */
    void remove(LargeFile file) throws IOException {
        handles.close(file.handle);
        parts.disk().delete(file.handle.name);
        files.remove(file.number);
        changes++;
    }

    /** Tells that a file could not be removed; there is no more to it. */
    void fail(LargeFile file, IOException why) {
        changes++;
        parts.damage().damaged(new Damage(file.handle.name, 0, 0, -1, "it cannot be removed: " + why.getMessage()));
    }

    /** Makes a part of a payload unreadable, durably. */
    void wipe(LargeRef ref, long from, int length) throws IOException {
        LargeFile file = files.get(ref.file());
        if (file == null || !has(ref)) {
            return;
        }
        try (DiskFile to = parts.disk().open(file.handle.name)) {
            Zeros.fill(to, ref.position() + from, ref.position() + from + length);
            to.sync();
        }
    }

    long size() {
        long size = 0;
        for (LargeFile each : files.values()) {
            size += each.size;
        }
        return size;
    }

    void close() throws IOException {
        DiskFile open = out;
        out = null;
        for (DiskFile each : dirty) {
            if (each != open) {
                each.close();
            }
        }
        dirty.clear();
        if (open != null) {
            open.close();
        }
    }
}
