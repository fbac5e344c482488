package io.midge.store.file;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.disk.DiskFull;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A small file that is written as a whole and holds its content twice, so that damage to one copy costs nothing.
 *
 * <pre>
 *   each copy, from a multiple of 4096 on, filled up with zeros to the next:
 *    0  u64  magic
 *    8  u32  format, 1
 *   12  u32  length of the content
 *   16  u64  how often the file was written
 *   24  u32  CRC32C of the content
 *   28  u32  CRC32C of bytes 0 to 27
 *   32       content
 * </pre>
 *
 * The second copy starts in the middle of the file. Writing makes {@code <name>.new}, syncs it, gives it the name and syncs the
 * directory: after a loss of power the file is the old one or the new one. On a disk that has no room for it each copy is overwritten
 * where it is, and synced before the other one is. Of two whole copies that differ, which is what an old
 * sector that came back leaves, the one that was written later counts.
 */
public final class TwinFile {
    static final long MAGIC = 0x89_4D_69_54_77_69_6E_0AL; // not the beginning of any text
    static final int FORMAT = 1;
    static final int HEADER = 32;
    static final int BLOCK = 4096;

    private static final String FRESH = ".new";

    private final Disk disk;
    private final String name;
    private final int limit;
    private final String remedy;
    private long written = -1; // as far as is known

    /** What was found where a copy should be; {@code content} is there if it is whole. */
    private static final class Copy {
        final byte @Nullable [] content;
        final long written;
        final String fault;

        Copy(byte @Nullable [] content, long written, String fault) {
            this.content = content;
            this.written = written;
            this.fault = fault;
        }

        static Copy bad(String fault) {
            return new Copy(null, -1, fault);
        }
    }

    /**
     * @param name relative to the disk
     * @param limit no content is longer
     * @param remedy what an operator can do when both copies are damaged: a sentence's end, behind a colon
     */
    public TwinFile(Disk disk, String name, int limit, String remedy) {
        this.disk = disk;
        this.name = name;
        this.limit = limit;
        this.remedy = remedy;
    }

    public boolean exists() throws IOException {
        return disk.exists(name);
    }

    /**
     * The content. Damage that did not cost it is reported, in one line, and mended by writing the file again.
     *
     * @throws java.nio.file.NoSuchFileException there is no such file
     * @throws DamagedFileException neither copy is whole
     */
    public byte[] read(Consumer<String> reports) throws IOException {
        byte[] raw;
        long size;
        try (DiskFile file = disk.openToRead(name)) {
            size = file.size();
            raw = new byte[(int) Math.min(size, 2L * area(limit))];
            ByteBuffer into = ByteBuffer.wrap(raw);
            int got = file.read(into, 0);
            raw = got == raw.length ? raw : Arrays.copyOf(raw, got);
        }
        Copy first = copy(raw, 0);
        Copy second = copy(raw, raw.length / 2 / BLOCK * BLOCK);
        Copy best = second.written > first.written ? second : first;
        byte[] content = best.content;
        if (content == null) {
            throw new DamagedFileException(where() + " is damaged beyond use (first copy: " + first.fault
                    + "; second copy: " + second.fault + "): " + remedy);
        }
        written = best.written;
        if (size != raw.length || !Arrays.equals(raw, image(content, best.written))) {
            mend(content, first, second, reports);
        }
        return content;
    }

    private void mend(byte[] content, Copy first, Copy second, Consumer<String> reports) {
        String what = first.content == null
                ? "first copy: " + first.fault
                : second.content == null
                        ? "second copy: " + second.fault
                        : first.written != second.written ? "one copy is out of date" : "bytes between the copies";
        String outcome;
        try {
            write(content);
            outcome = "mended";
        } catch (IOException e) {
            outcome = "not mended: " + e.getMessage();
        }
        reports.accept(where() + " was damaged (" + what + "), nothing is lost, " + outcome);
    }

    /** Puts this in place of what the file holds. When it returns, it survives a loss of power. */
    public void write(byte[] content) throws IOException {
        if (content.length > limit) {
            throw new IllegalArgumentException(where() + " cannot hold " + content.length + " bytes");
        }
        if (written < 0) {
            written = lastWritten();
        }
        byte[] image = image(content, written + 1);
        try {
            replace(image);
        } catch (IOException e) {
            disk.delete(name + FRESH);
            written++; // whatever is left of it
            if (!DiskFull.is(e) || !overwrite(image)) {
                throw e;
            }
            return;
        }
        written++;
    }

    private void replace(byte[] image) throws IOException {
        String fresh = name + FRESH;
        disk.delete(fresh);
        try (DiskFile file = disk.create(fresh)) {
            file.write(ByteBuffer.wrap(image), 0);
            file.sync();
        }
        disk.rename(fresh, name);
        disk.syncDirectory(parent());
    }

    /** Writes one copy after the other to where they are, which takes no room; false: they have not their places. */
    private boolean overwrite(byte[] image) throws IOException {
        if (!disk.exists(name)) {
            return false;
        }
        try (DiskFile file = disk.open(name)) {
            if (file.size() != image.length) {
                return false;
            }
            byte[] there = new byte[image.length];
            file.read(ByteBuffer.wrap(there), 0);
            int half = image.length / 2;
            int worse = copy(there, 0).written < copy(there, half).written ? 0 : half; // the other may be all there is
            for (int at : new int[] {worse, half - worse}) {
                file.write(ByteBuffer.wrap(image, at, half), at);
                file.sync();
            }
        }
        return true;
    }

    /** How often the file on the disk was written; 0 if there is none, or none that can be read. */
    private long lastWritten() throws IOException {
        if (!disk.exists(name)) {
            return 0;
        }
        long last = 0;
        try (DiskFile file = disk.openToRead(name)) {
            for (long at : new long[] {0, file.size() / 2 / BLOCK * BLOCK}) {
                byte[] header = new byte[HEADER];
                if (file.read(ByteBuffer.wrap(header), at) == HEADER && headerFault(header, 0) == null) {
                    last = Math.max(last, little(header, 0).getLong(16));
                }
            }
        }
        return last;
    }

    private Copy copy(byte[] raw, int at) {
        if (raw.length - at < HEADER) {
            return Copy.bad("cut off");
        }
        String fault = headerFault(raw, at);
        if (fault != null) {
            return Copy.bad(fault);
        }
        ByteBuffer header = little(raw, at);
        int format = header.getInt(8);
        if (format != FORMAT) {
            return Copy.bad("of a format that is not known here, " + Integer.toUnsignedString(format));
        }
        int length = header.getInt(12);
        if (length < 0 || length > limit || length > raw.length - at - HEADER) {
            return Copy.bad("cut off");
        }
        if (header.getInt(24) != crc(raw, at + HEADER, length)) {
            return Copy.bad("checksum of the content is wrong");
        }
        return new Copy(Arrays.copyOfRange(raw, at + HEADER, at + HEADER + length), header.getLong(16), "whole");
    }

    /** What is wrong with a header, of which all bytes are there; null if nothing is. */
    private static @Nullable String headerFault(byte[] raw, int at) {
        ByteBuffer header = little(raw, at);
        if (header.getLong(0) != MAGIC) {
            return "it does not begin as it should";
        }
        if (header.getInt(28) != crc(raw, at, HEADER - 4) || header.getLong(16) < 0) {
            return "checksum of the header is wrong";
        }
        return null;
    }

    static byte[] image(byte[] content, long written) {
        int area = area(content.length);
        byte[] image = new byte[2 * area];
        little(image, 0)
                .putLong(0, MAGIC)
                .putInt(8, FORMAT)
                .putInt(12, content.length)
                .putLong(16, written)
                .putInt(24, crc(content, 0, content.length));
        little(image, 0).putInt(28, crc(image, 0, HEADER - 4));
        System.arraycopy(content, 0, image, HEADER, content.length);
        System.arraycopy(image, 0, image, area, HEADER + content.length);
        return image;
    }

    /** How many bytes a copy takes, up to the next multiple of a block. */
    private static int area(int length) {
        return (HEADER + length + BLOCK - 1) / BLOCK * BLOCK;
    }

    private static ByteBuffer little(byte[] of, int at) {
        return ByteBuffer.wrap(of, at, HEADER).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int crc(byte[] of, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(of, from, length);
        return (int) crc.getValue();
    }

    private String parent() {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private String where() {
        return disk.where() + "/" + name;
    }
}
