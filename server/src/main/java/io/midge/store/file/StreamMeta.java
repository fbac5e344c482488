package io.midge.store.file;

import io.midge.disk.Disk;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.OpFrame;
import io.midge.store.op.PackedIn;
import io.midge.store.op.PackedOut;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** What a stream is, as its file {@code meta} says. */
public final class StreamMeta {
    /** No file is longer: a configuration of 128 KiB of metadata and as many subjects as anybody has. */
    public static final int MAX_LENGTH = 16 << 20;

    /** No name is longer, in bytes. */
    public static final int MAX_NAME = 4096;

    /** No wrapped key is longer. */
    public static final int MAX_KEY = 4096;

    private static final int MAGIC = 0x41_54_45_4D; // META
    private static final int VERSION = 1;
    private static final String REMEDY = "the stream stays closed and its messages untouched; put the file back from a"
            + " backup of this directory, or move the stream's directory away and restore the stream from a backup";

    /** Where messages lie. The codes are on disk and never change. */
    public enum Storage {
        FILE(0),
        MEMORY(1);

        private final int code;

        Storage(int code) {
            this.code = code;
        }
    }

    /** What is done to blocks before they are written. The codes are on disk and never change. */
    public enum Compression {
        NONE(0),
        S2(1);

        private final int code;

        Compression(int code) {
            this.code = code;
        }
    }

    private static final List<Storage> STORAGES = List.of(Storage.values());
    private static final List<Compression> COMPRESSIONS = List.of(Compression.values());

    private final String account;
    private final String stream;
    private final long group;
    private final long createdNs;
    private final Storage storage;
    private final Compression compression;
    private final byte[] config;
    private final byte[] wrappedKey;

    /**
     * @param group the number of this incarnation of the stream
     * @param createdNs nanoseconds since 1970
     * @param config the stream's configuration, opaque here; not to be changed afterwards
     * @param wrappedKey the stream's key under the server's; empty if the stream is not encrypted
     */
    public StreamMeta(
            String account,
            String stream,
            long group,
            long createdNs,
            Storage storage,
            Compression compression,
            byte[] config,
            byte[] wrappedKey) {
        this.account = account;
        this.stream = stream;
        this.group = group;
        this.createdNs = createdNs;
        this.storage = storage;
        this.compression = compression;
        this.config = config;
        this.wrappedKey = wrappedKey;
    }

    /** Reads the file {@code meta} of a stream's directory. */
    public static StreamMeta read(Disk disk, String directory, Consumer<String> reports) throws IOException {
        byte[] content = file(disk, directory).read(reports);
        try {
            return decode(content, 0, content.length);
        } catch (BadFrameException e) {
            throw new DamagedFileException(
                    disk.where() + "/" + directory + "/meta cannot be understood (" + e.getMessage() + "): " + REMEDY);
        }
    }

    /** Writes it. When this returns, it survives a loss of power. */
    public void write(Disk disk, String directory) throws IOException {
        file(disk, directory).write(encode());
    }

    private static TwinFile file(Disk disk, String directory) {
        return new TwinFile(disk, directory + "/meta", MAX_LENGTH, REMEDY);
    }

    /** As the body of a frame that makes a stream says it. */
    public byte[] toBytes() {
        return encode();
    }

    /** What such a frame says. */
    public static StreamMeta of(OpFrame frame) throws BadFrameException {
        return decode(frame.buf(), frame.bodyOffset(), frame.bodyLength());
    }

    byte[] encode() {
        return new PackedOut(64 + config.length + wrappedKey.length)
                .u32(MAGIC)
                .number(VERSION)
                .text(account)
                .text(stream)
                .number(group)
                .signed(createdNs)
                .u8(storage.code)
                .u8(compression.code)
                .bytes(config)
                .bytes(wrappedKey)
                .toBytes();
    }

    static StreamMeta decode(byte[] buf, int off, int length) throws BadFrameException {
        PackedIn in = new PackedIn(buf, off, length);
        if (in.u32() != MAGIC) {
            throw new BadFrameException("it says nothing of a stream");
        }
        long version = in.number();
        if (version != VERSION) {
            throw new BadFrameException("version " + Long.toUnsignedString(version) + " is not known here, only "
                    + VERSION + "; another version of the server wrote it");
        }
        StreamMeta meta = new StreamMeta(
                in.text(MAX_NAME),
                in.text(MAX_NAME),
                in.positive(),
                in.signed(),
                STORAGES.get(in.upTo(STORAGES.size() - 1)),
                COMPRESSIONS.get(in.upTo(COMPRESSIONS.size() - 1)),
                in.bytes(MAX_LENGTH),
                in.bytes(MAX_KEY));
        in.end();
        return meta;
    }

    /** The same stream with another configuration and compression. */
    public StreamMeta with(byte[] newConfig, Compression newCompression) {
        return new StreamMeta(account, stream, group, createdNs, storage, newCompression, newConfig, wrappedKey);
    }

    /** The same stream with its key wrapped by another. */
    public StreamMeta rewrapped(byte[] newKey) {
        return new StreamMeta(account, stream, group, createdNs, storage, compression, config, newKey);
    }

    public String account() {
        return account;
    }

    public String stream() {
        return stream;
    }

    /** The number of this incarnation of the stream. */
    public long group() {
        return group;
    }

    /** Nanoseconds since 1970. */
    public long createdNs() {
        return createdNs;
    }

    public Storage storage() {
        return storage;
    }

    public Compression compression() {
        return compression;
    }

    /** The stream's configuration; not to be changed. */
    public byte[] config() {
        return config;
    }

    /** The stream's key under the server's, empty if it has none; not to be changed. */
    public byte[] wrappedKey() {
        return wrappedKey;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamMeta that
                && account.equals(that.account)
                && stream.equals(that.stream)
                && group == that.group
                && createdNs == that.createdNs
                && storage == that.storage
                && compression == that.compression
                && Arrays.equals(config, that.config)
                && Arrays.equals(wrappedKey, that.wrappedKey);
    }

    @Override
    public int hashCode() {
        return Objects.hash(account, stream, group, createdNs);
    }

    @Override
    public String toString() {
        return account + " > " + stream + " (" + group + ", " + storage + ", " + compression + ")";
    }
}
