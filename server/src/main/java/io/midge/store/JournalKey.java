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
 * encrypted. A store that was not encrypted becomes so for what is written from then on; one that was stays it.
 */
final class JournalKey {
    private static final String NAME = "keys";
    private static final String OWNER = "the journal";
    private static final int MAGIC = 0x53_59_45_4B; // KEYS
    private static final int LIMIT = 4096;
    private static final String REMEDY = "put the file back from a backup of this directory; without it the journal"
            + " cannot be read, and what was acknowledged last is lost";

    private final long id;
    private final BlockCodec codec;

    private JournalKey(long id, BlockCodec codec) {
        this.id = id;
        this.codec = codec;
    }

    /** Reads the file, or makes it. */
    static JournalKey of(StoreParts parts) throws IOException {
        Disk disk = parts.disk();
        TwinFile file = new TwinFile(disk, NAME, LIMIT, REMEDY);
        long id = parts.chance().nextLong();
        byte[] record = new byte[0];
        boolean there = file.exists();
        if (there) {
            byte[] content = file.read(parts.listener()::warning);
            try {
                PackedIn in = new PackedIn(content, 0, content.length);
                if (in.u32() != MAGIC) {
                    throw new BadFrameException("it says nothing of keys");
                }
                id = in.signed();
                record = in.bytes(LIMIT);
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
        }
        if (!there || kept != record) {
            file.write(new PackedOut(128).u32(MAGIC).signed(id).bytes(kept).toBytes());
        }
        return new JournalKey(id, codec);
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
                .withBatches(options.batch(), 4);
    }
}
