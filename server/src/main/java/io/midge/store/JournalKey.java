package io.midge.store;

import io.midge.disk.Disk;
import io.midge.store.file.DamagedFileException;
import io.midge.store.file.TwinFile;
import io.midge.store.journal.JournalOptions;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.PackedIn;
import io.midge.store.op.PackedOut;
import io.midge.store.seal.BadBlockException;
import io.midge.store.seal.BlockCodec;
import io.midge.store.seal.BlockCodecs;
import io.midge.store.seal.Keys;
import io.midge.store.seal.WrongKeyException;
import java.io.IOException;

/**
 * The file {@code keys}: a number by which the journal knows its own batches, and the journal's key under the server's, if it is
 * encrypted. A store that was not encrypted becomes so for what is written from then on, and the file says since when; one that was
 * stays it.
 */
final class JournalKey {
    private static final String NAME = "keys";
    private static final String OWNER = "the journal";
    private static final int MAGIC = 0x53_59_45_4B; // KEYS
    private static final int LIMIT = 4096;
    private static final String REMEDY = "put the file back from a backup of this directory; without it the journal"
            + " cannot be read, and what was acknowledged last is lost";

    private final TwinFile file;
    private final long id;
    private final byte[] record;
    private final BlockCodec codec;
    /** All from here on was sealed; {@link Long#MAX_VALUE}: nothing has to be, or it is not known yet. */
    private long sealedFrom;

    private JournalKey(TwinFile file, long id, byte[] record, BlockCodec codec, long sealedFrom) {
        this.file = file;
        this.id = id;
        this.record = record;
        this.codec = codec;
        this.sealedFrom = sealedFrom;
    }

    /** Reads the file, or makes it. */
    static JournalKey of(StoreParts parts) throws IOException {
        Disk disk = parts.disk();
        TwinFile file = new TwinFile(disk, NAME, LIMIT, REMEDY);
        long id = parts.chance().nextLong();
        byte[] record = new byte[0];
        long sealedFrom = Long.MAX_VALUE;
        boolean there = file.exists();
        if (!there
                && disk.list(Opening.JOURNAL).stream()
                        .anyMatch(each -> each.name().endsWith(".jrn"))) {
            throw new DamagedFileException(disk.where() + '/' + NAME + " is missing: " + REMEDY);
        }
        if (there) {
            byte[] content = file.read(parts.listener()::warning);
            try {
                PackedIn in = new PackedIn(content, 0, content.length);
                if (in.u32() != MAGIC) {
                    throw new BadFrameException("it says nothing of keys");
                }
                id = in.signed();
                record = in.bytes(LIMIT);
                sealedFrom = in.left() > 0 ? in.number() : Long.MAX_VALUE;
            } catch (BadFrameException e) {
                throw new DamagedFileException(
                        disk.where() + '/' + NAME + " cannot be understood (" + e.getMessage() + "): " + REMEDY);
            }
        }
        BlockCodecs codecs = new BlockCodecs(parts.cipher(), parts.chance());
        BlockCodec codec = BlockCodec.NONE;
        byte[] kept = record;
        if (record.length > 0) {
            Keys.Held opened = open(parts.keys(), record, disk.where() + '/' + NAME);
            kept = opened.newRecord().orElse(record);
            codec = codecs.codec(false, opened.key());
        } else if (parts.keys().encrypts()) {
            Keys.Held made = parts.keys().make(OWNER);
            kept = made.newRecord().orElseThrow();
            codec = codecs.codec(false, made.key());
            sealedFrom = there ? Long.MAX_VALUE : 0;
        }
        JournalKey key = new JournalKey(file, id, kept, codec, sealedFrom);
        if (!there || kept != record) {
            key.write();
        }
        return key;
    }

    private void write() throws IOException {
        file.write(new PackedOut(128)
                .u32(MAGIC)
                .signed(id)
                .bytes(record)
                .number(sealedFrom)
                .toBytes());
    }

    /** The journal was read, and goes on here: all that comes is sealed, if there is a key. */
    void recovered(long end) throws IOException {
        if (record.length > 0 && sealedFrom == Long.MAX_VALUE) {
            sealedFrom = end;
            write();
        }
    }

    private static Keys.Held open(Keys keys, byte[] record, String where) throws IOException {
        try {
            return keys.open(record, OWNER, where);
        } catch (WrongKeyException e) {
            throw new StoreException(e.getMessage(), e);
        } catch (BadBlockException e) {
            throw new StoreException(e.getMessage() + ": " + REMEDY, e);
        }
    }

    BlockCodec codec() {
        return codec;
    }

    /** What the journal is told. */
    JournalOptions options(StoreOptions options) {
        return JournalOptions.of(Opening.JOURNAL, Opening.QUARANTINE, id)
                .withSizes(options.journalFile(), options.journalMax())
                .withBatches(options.batch(), 4)
                .withSyncEach(options.syncNanos())
                .withSealedFrom(record.length > 0 ? sealedFrom : Long.MAX_VALUE);
    }
}
