package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.loop.Lane;
import io.midge.raft.Entry;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks for entries that are to be overwritten, through all that is durable, a piece at a time, so that batches are written in
 * between; then overwrites them. On the journal lane.
 */
final class Erasure implements Runnable {
    /** So many bytes of the log are looked through in one task. */
    private static final long PIECE = 1 << 20;

    private final Disk disk;
    private final JournalOptions options;
    private final BlockCodec codec;
    private final JournalFiles files;
    private final Eraser eraser;
    private final Lane lane;
    private final long group;
    private final Predicate<Entry> chosen;
    private final Consumer<String> done;
    private final Scan scan;
    private final Entry entry = new Entry();
    private final List<Long> found = new ArrayList<>();
    private final long from;
    private final long until;
    private byte[] plain = new byte[0];
    private long at;

    /**
     * @param from nothing that is looked for stands below
     * @param until nor here and above
     * @param done hears why it could not be done; nothing, if it was
     */
    Erasure(
            Disk disk,
            JournalOptions options,
            BlockCodec codec,
            JournalFiles files,
            Eraser eraser,
            Lane lane,
            long group,
            long from,
            long until,
            Predicate<Entry> chosen,
            Consumer<String> done) {
        this.disk = disk;
        this.options = options;
        this.codec = codec;
        this.files = files;
        this.eraser = eraser;
        this.lane = lane;
        this.group = group;
        this.from = from;
        this.until = until;
        this.chosen = chosen;
        this.done = done;
        this.scan = new Scan(new Envelope(options.id()));
    }

    @Override
    public void run() {
        try {
            JournalFile file = files.from(Math.max(at, from));
            if (file != null && Math.max(at, file.first) < until) {
                look(file);
                lane.execute(this);
                return;
            }
            for (long lsn : found) {
                eraser.overwrite(lsn);
            }
            eraser.wipe(from);
        } catch (IOException | JournalException e) {
            done.accept("the journal cannot be overwritten: " + e.getMessage());
            return;
        }
        done.accept("");
    }

    /** Looks through a piece of a file. One that is cut meanwhile is among those to be wiped. */
    private void look(JournalFile file) throws IOException, JournalException {
        try (Window window = new Window(disk, options)) {
            Reader reader = new Reader(List.of(file), window, options.id(), 0);
            reader.at = Math.max(at, file.first);
            long end = Math.min(Math.min(until, file.end), reader.at + PIECE);
            while (reader.at < end) {
                switch (reader.step()) {
                    case BATCH -> {
                        batch(window, reader);
                        reader.pass();
                    }
                    case DAMAGE -> reader.skip();
                    case END -> reader.at = file.end;
                }
            }
            at = reader.at;
        }
    }

    private void batch(Window window, Reader reader) throws IOException, JournalException {
        BatchHeader header = reader.header;
        if (header.next() <= from) {
            return;
        }
        int there = window.load(reader.file(), header.lsn, header.room);
        int start = window.at(header.lsn);
        byte[] body = window.buf;
        long origin = window.start();
        int end = start + BatchHeader.SIZE + Math.min(header.length, there - BatchHeader.SIZE);
        if (header.isSealed()) {
            body = opened(header, body, start, there);
            if (body == null) {
                return; // nobody can read it
            }
            origin = header.lsn;
            start = 0;
            end = BatchHeader.SIZE + header.raw;
        }
        scan.run(body, start + BatchHeader.SIZE, end, origin);
        for (int i = 0; i < scan.count(); i++) {
            int place = scan.at(i);
            boolean candidate = Envelope.group(body, place) == group && !Envelope.isErased(body, place);
            // One that is damaged may still be read by somebody who does not look at checksums.
            if (candidate && (!scan.isWhole(i) || chosen.test(Envelope.view(entry, body, place, origin + place)))) {
                found.add(origin + place);
            }
        }
    }

    private byte @Nullable [] opened(BatchHeader header, byte[] pages, int start, int there) throws JournalException {
        boolean whole = header.length <= there - BatchHeader.SIZE
                && header.crc(pages, start + BatchHeader.SIZE, header.length) == header.bodyCrc;
        if (!whole) {
            return null;
        }
        plain = Recovery.open(codec, header, pages, start, plain);
        return plain;
    }
}
