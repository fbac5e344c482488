package io.midge.sim;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.loop.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A log of numbered records in a few small files, right and in several ways wrong: what a {@link SimDisk} must tell apart. On
 * one lane.
 *
 * <pre>
 *   file    magic u32 · crc u32 of the rest · number of the first record u64 · records
 *   record  length u32 · crc u32 of the payload · payload
 * </pre>
 */
final class ToyWal {
    /** What is wrong with it. */
    enum Bug {
        NONE,
        /** Says that a record is durable before it is. */
        ACKS_EARLY,
        /** Syncs a new file, not its name. */
        FORGETS_NAMES,
        /** Reads a record that was torn. */
        TRUSTS_BYTES,
        /** Takes a second sync for an answer. */
        SYNCS_AGAIN,
        /** Takes what the cache holds after a restart for what the disk holds. */
        TRUSTS_CACHE
    }

    static final String DIRECTORY = "wal";
    private static final int MAGIC = 0x4C415731;
    private static final int HEADER = 16;
    private static final int FILE_SIZE = 16_384;
    private static final int FILES = 3;

    private static final class Waiting {
        final byte[] payload;
        final LongConsumer acknowledged;

        Waiting(byte[] payload, LongConsumer acknowledged) {
            this.payload = payload;
            this.acknowledged = acknowledged;
        }
    }

    private final Disk disk;
    private final Lane lane;
    private final Bug bug;
    /** Told, before anything is deleted, below which number records go. */
    private final LongConsumer trimmed;

    private final TreeMap<Long, byte[]> records = new TreeMap<>();
    /** Number of the first record of each file, by the file's name. */
    private final TreeMap<String, Long> files = new TreeMap<>();

    private final List<Waiting> waiting = new ArrayList<>();
    private @Nullable DiskFile file;
    private long position;
    private long nextFile = 1;
    private long next = 1;
    private boolean failed;

    ToyWal(Disk disk, Lane lane, Bug bug, LongConsumer trimmed) {
        this.disk = disk;
        this.lane = lane;
        this.bug = bug;
        this.trimmed = trimmed;
    }

    /** What survived, by number. */
    SortedMap<Long, byte[]> recover() throws IOException {
        disk.createDirectories(DIRECTORY);
        disk.syncDirectory("");
        for (Disk.Entry entry : disk.list(DIRECTORY)) {
            String name = DIRECTORY + "/" + entry.name();
            if (name.endsWith(".new")) {
                disk.delete(name);
                continue;
            }
            nextFile = Long.parseLong(entry.name(), 16) + 1;
            try (DiskFile each = disk.open(name)) {
                ByteBuffer bytes = read(name, each);
                if (bug != Bug.TRUSTS_CACHE) {
                    // Written again: a sync that failed in an earlier process left pages that no sync writes any more.
                    each.write(bytes.rewind(), 0);
                    each.sync();
                }
            }
        }
        if (bug != Bug.TRUSTS_CACHE) {
            disk.syncDirectory(DIRECTORY);
        }
        next = records.isEmpty() ? next : records.lastKey() + 1;
        return records;
    }

    private ByteBuffer read(String name, DiskFile from) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) from.size());
        from.read(bytes, 0);
        bytes.flip();
        if (bytes.remaining() < HEADER || bytes.getInt() != MAGIC || bytes.getInt() != crc(bytes.array(), 8, 8)) {
            throw new IllegalStateException(name + " has no header");
        }
        long number = bytes.getLong();
        files.put(name, number);
        if (!records.isEmpty() && number > records.lastKey() + 1) {
            throw new IllegalStateException(name + " leaves a gap before record " + number);
        }
        // A file begins where the one before was given up.
        records.tailMap(number, true).clear();
        next = number;
        while (bytes.remaining() >= 8) {
            int length = bytes.getInt();
            int crc = bytes.getInt();
            if (length <= 0 || length > bytes.remaining()) {
                break;
            }
            byte[] payload = new byte[length];
            bytes.get(payload);
            if (bug != Bug.TRUSTS_BYTES && crc != crc(payload, 0, length)) {
                break;
            }
            records.put(number++, payload);
        }
        return bytes;
    }

    /** Takes a record. When it is durable, its number is told. */
    void append(byte[] payload, LongConsumer acknowledged) {
        waiting.add(new Waiting(payload, acknowledged));
        if (waiting.size() == 1) {
            lane.execute(this::flush);
        }
    }

    /** The number that the next record will have. */
    long upcoming() {
        return next + waiting.size();
    }

    /** Whether it has given up. */
    boolean isFailed() {
        return failed;
    }

    private void flush() {
        List<Waiting> batch = List.copyOf(waiting);
        waiting.clear();
        if (failed) {
            return;
        }
        try {
            write(batch);
        } catch (IOException first) {
            file = null;
            try {
                write(batch);
            } catch (IOException second) {
                failed = true;
                return;
            }
        }
        if (bug != Bug.ACKS_EARLY) {
            acknowledge(batch);
        }
        next += batch.size();
    }

    private void acknowledge(List<Waiting> batch) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).acknowledged.accept(next + i);
        }
    }

    private void write(List<Waiting> batch) throws IOException {
        DiskFile to = file == null || position > FILE_SIZE ? begin() : file;
        int length = batch.stream().mapToInt(each -> 8 + each.payload.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (Waiting each : batch) {
            bytes.putInt(each.payload.length).putInt(crc(each.payload, 0, each.payload.length));
            bytes.put(each.payload);
        }
        to.write(bytes.flip(), position);
        if (bug == Bug.ACKS_EARLY) {
            acknowledge(batch);
        }
        try {
            to.sync();
        } catch (IOException e) {
            if (bug != Bug.SYNCS_AGAIN) {
                throw e;
            }
            to.sync();
        }
        position += length;
    }

    private DiskFile begin() throws IOException {
        String name = DIRECTORY + "/" + String.format("%08x", nextFile++);
        DiskFile to = disk.create(name + ".new");
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        header.putInt(0, MAGIC).putLong(8, next).putInt(4, crc(header.array(), 8, 8));
        to.write(header, 0);
        to.sync();
        disk.rename(name + ".new", name);
        if (bug != Bug.FORGETS_NAMES) {
            disk.syncDirectory(DIRECTORY);
        }
        files.put(name, next);
        while (files.size() > FILES) {
            String oldest = files.firstKey();
            files.remove(oldest);
            trimmed.accept(files.firstEntry().getValue());
            disk.delete(oldest);
            // Or else a later file could be gone and this one be back.
            disk.syncDirectory(DIRECTORY);
        }
        file = to;
        position = HEADER;
        return to;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }
}
