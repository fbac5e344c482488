package io.midge.store.journal;

import io.midge.disk.DiskFile;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Writes batches, with their headers and checksums, sealed if need be. On the journal lane, or while recovering. */
final class BatchWriter {
    private final BatchHeader header;
    private final Envelope envelope;
    private final BlockCodec codec;
    private final boolean sealed;
    private final int epoch;
    private ByteBuffer scratch = ByteBuffer.allocate(0);
    /** Of the last batch that is durable. */
    private int link;

    BatchWriter(long id, BlockCodec codec, int epoch, int link) {
        this.header = new BatchHeader(id);
        this.envelope = new Envelope(id);
        this.codec = codec;
        this.sealed = codec.flags() != 0;
        this.epoch = epoch;
        this.link = link;
    }

    /** Writes a closed batch to where it belongs and syncs it; all before it was synced. It may be written again elsewhere if that fails. */
    void write(Batch batch, JournalFile place, DiskFile file) throws IOException {
        write(batch, place, file, batch.lsn, true);
    }

    /**
     * Writes a closed batch to where it belongs. It may be written again elsewhere if that fails.
     *
     * @param durable all below was synced
     * @param synced whether this shall be as well
     */
    void write(Batch batch, JournalFile place, DiskFile file, long durable, boolean synced) throws IOException {
        checksums(batch);
        header.lsn = batch.lsn;
        header.durable = durable;
        header.epoch = epoch;
        header.entries = batch.entries;
        header.flags = (sealed ? BatchHeader.SEALED : 0) | (place.whole ? BatchHeader.WHOLE_FILE : 0);
        header.room = batch.room;
        header.previous = link;
        header.raw = batch.length - BatchHeader.SIZE;
        ByteBuffer bytes = sealed ? seal(batch) : plain(batch);
        file.write(bytes.limit(batch.room).position(0), batch.lsn - place.first);
        if (synced) {
            file.sync();
        }
        link = header.link;
    }

    private void checksums(Batch batch) {
        int at = BatchHeader.SIZE;
        while (at < batch.length) {
            envelope.seal(batch.buf, at, batch.lsn + at);
            at += Envelope.size(Envelope.length(batch.buf, at));
        }
    }

    private ByteBuffer plain(Batch batch) {
        batch.ensure(batch.room);
        Arrays.fill(batch.buf, batch.length, batch.room, (byte) 0);
        header.length = header.raw;
        header.bodyCrc = 0;
        header.put(batch.buf, 0);
        return batch.bytes;
    }

    private ByteBuffer seal(Batch batch) {
        if (scratch.capacity() < batch.room) {
            scratch = ByteBuffer.allocate(batch.room);
        }
        byte[] to = scratch.array();
        header.length = codec.seal(batch.buf, BatchHeader.SIZE, header.raw, to, BatchHeader.SIZE, batch.lsn);
        Arrays.fill(to, BatchHeader.SIZE + header.length, batch.room, (byte) 0);
        header.bodyCrc = header.crc(to, BatchHeader.SIZE, header.length);
        header.put(to, 0);
        return scratch;
    }

    int link() {
        return link;
    }

    int epoch() {
        return epoch;
    }
}
