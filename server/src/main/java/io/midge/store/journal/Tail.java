package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.store.journal.Damage.Kind;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a journal that was not closed. What stands there is stale or zero, and the next batch overwrites it; or it shows traces
 * of a batch that is not whole. Whether a loss of power tore that one before anybody was told of it, or it was acknowledged and
 * damaged later, cannot be known. So nothing of it is overwritten:
 *
 * <pre>
 *   before   [──1──┬──2──┬─3? ▒▒  ░░░░░░]
 *   after    [──1──┬──2──x               ends here from now on
 *                        [─3'─┬          a file that goes on from there, with those entries of 3 that are whole
 *   quarantine/journal-…  3? ▒▒          and a copy for whoever wants to look
 * </pre>
 *
 * The new file gets its name when all of this is synced: until then the next start finds what this one has found.
 */
final class Tail {
    private static final String MADE = "tail.new";

    private final Disk disk;
    private final JournalOptions options;
    private final BlockCodec codec;
    private final Scan scan;
    private final List<JournalFile> files;
    private final Losses losses;
    private final Recovery.Replay replay;
    private final Batch salvaged = new Batch(0);

    private List<JournalFile> inUse = List.of();
    private final List<JournalFile> ahead = new ArrayList<>();
    private long end;
    private int link;

    Tail(
            Disk disk,
            JournalOptions options,
            BlockCodec codec,
            Scan scan,
            List<JournalFile> files,
            Losses losses,
            Recovery.Replay replay) {
        this.disk = disk;
        this.options = options;
        this.codec = codec;
        this.scan = scan;
        this.files = files;
        this.losses = losses;
        this.replay = replay;
    }

    List<JournalFile> inUse() {
        return inUse;
    }

    List<JournalFile> ahead() {
        return ahead;
    }

    long end() {
        return end;
    }

    int link() {
        return link;
    }

    /** What was written anew, and is yet to be told. */
    Batch salvaged() {
        return salvaged;
    }

    /**
     * Makes an end where the reader found none.
     *
     * @param torn the header of the last batch, if that is not whole
     * @param epoch for what is written
     */
    void settle(Reader reader, @Nullable BatchHeader torn, int epoch) throws IOException {
        link = reader.link;
        try (Window window = new Window(disk, options)) {
            if (torn != null) {
                int there = window.load(reader.file(), torn.lsn, torn.room);
                int body = window.at(torn.lsn) + BatchHeader.SIZE;
                boolean unread = torn.isSealed() || torn.lsn >= options.sealedFrom();
                int length = unread ? 0 : Math.min(torn.length, there - BatchHeader.SIZE);
                scan.run(window.buf, body, body + length, window.start());
                Losses.Draft draft = losses.add(Kind.TAIL, torn.lsn, torn.next(), torn.entries - scan.whole());
                setAside(window, reader.number, draft, there, epoch);
            } else if (!traces(window, reader.number, reader.at, epoch)
                    && !traces(window, reader.number + 1, -1, epoch)) {
                end = reader.at;
                emptied(reader);
                int next = reader.number + 1;
                boolean begun = end == reader.file().end && next < files.size() && files.get(next).first == end;
                split(begun ? next : reader.number);
            }
        }
    }

    /** A file that comes next and has nothing at all was just begun, or has lost everything. */
    private void emptied(Reader reader) {
        for (int i = reader.number; i < Math.min(files.size(), reader.number + 2); i++) {
            JournalFile file = files.get(i);
            if (file.size == 0 && file.first >= reader.at && reader.at > 0) {
                losses.add(Kind.TAIL, file.first, file.first + Layout.PAGE, 1);
            }
        }
    }

    /** Looks for what may be left of a batch whose header is not; a lsn of -1 is where the file begins. */
    private boolean traces(Window window, int number, long lsn, int epoch) throws IOException {
        if (number >= files.size()) {
            return false;
        }
        JournalFile file = files.get(number);
        long at = lsn < 0 ? file.first : lsn;
        int there = window.load(file, at, (int) Math.min(BatchHeader.SIZE + Layout.MAX_GROUPED, file.end - at));
        int start = window.at(at);
        if (there < BatchHeader.SIZE) {
            if (there > 0 && !Layout.isZero(window.buf, start, start + there)) {
                scan.run(window.buf, 0, 0, 0); // no file ends like this but one that was cut
                setAside(window, number, losses.add(Kind.TAIL, at, at + Layout.PAGE, 1), there, epoch);
                return true;
            }
            return false;
        }
        int until =
                at < options.sealedFrom() ? start + there : start + BatchHeader.SIZE; // else no entry stands as it is
        scan.run(window.buf, start + BatchHeader.SIZE, until, window.start());
        boolean remains = new BatchHeader(options.id()).remains(window.buf, start, at);
        if (scan.whole() == 0 && !remains && !window.isUnreadable(at, at + there)) {
            return false;
        }
        long to = at + Layout.PAGE;
        if (scan.count() > 0) {
            int last = scan.at(scan.count() - 1);
            to = Layout.paged(window.start() + last + Envelope.size(Envelope.length(window.buf, last)));
        }
        int unread = Math.max(1, scan.broken);
        setAside(window, number, losses.add(Kind.TAIL, at, to, unread), (int) Math.min(there, to - at), epoch);
        return true;
    }

    /** Copies what is there to the quarantine, and what is whole of it to a new file. */
    private void setAside(Window window, int number, Losses.Draft draft, int there, int epoch) throws IOException {
        end = draft.from;
        ByteBuffer bytes = ByteBuffer.wrap(window.buf, window.at(end), there);
        draft.quarantined = new Quarantine(disk, options).put(end, epoch, bytes);
        salvaged.open(end, Layout.MAX_FILE);
        for (int i = 0; i < scan.count(); i++) {
            int at = scan.at(i);
            long group = Envelope.group(window.buf, at);
            long index = Envelope.index(window.buf, at);
            if (scan.isWhole(i) && replay.follows(group, index)) {
                losses.seen(group, index, window.start() + at);
                salvaged.putCopy(window.buf, at);
            } else {
                losses.lost(draft, group, index, window.start() + at);
            }
        }
        JournalFile last = files.get(number);
        split(number);
        goOn(last, epoch);
    }

    /** What is behind the file in which the log goes on was prepared for later, as far as it follows without gaps. */
    private void split(int number) throws IOException {
        int next = number + 1;
        inUse = new ArrayList<>(files.subList(0, next));
        long at = files.get(number).end;
        for (JournalFile file : files.subList(next, files.size())) {
            if (file.first == at && file.end - at == options.fileSize() && file.size == options.fileSize()) {
                ahead.add(new JournalFile(file.first, file.end, file.size, true));
                at = file.end;
            } else {
                disk.delete(options.file(file.name()));
            }
        }
        long used = inUse.getFirst().first;
        ahead.forEach(file -> file.stale = used);
        inUse.forEach(file -> file.stale = used);
    }

    /**
     * Ends the last file where its last whole batch ends, and begins another one there, with what was salvaged. It has a batch even
     * if that is nothing: what is damaged before is known as damage, and not as an end, by what follows it.
     */
    private void goOn(JournalFile last, int epoch) throws IOException {
        JournalFile spare = ahead.isEmpty() ? null : ahead.removeLast();
        String from = options.file(spare == null ? MADE : spare.name());
        JournalFile place = new JournalFile(end, last.end, last.end - end, spare != null);
        place.stale = inUse.getFirst().first;
        try (DiskFile file = spare == null ? disk.create(from) : disk.open(from)) {
            BlockCodec with = end < options.sealedFrom() ? BlockCodec.NONE : codec;
            BatchWriter writer = new BatchWriter(options.id(), with, epoch, link);
            salvaged.room = Layout.paged(BatchHeader.SIZE + with.bound(salvaged.length - BatchHeader.SIZE));
            salvaged.ensure(salvaged.room);
            writer.write(salvaged, place, file);
            link = writer.link();
        }
        disk.rename(from, options.file(place.name()));
        disk.syncDirectory(options.directory());
        last.end = end;
        if (last.first == end) {
            inUse.removeLast();
        }
        inUse.add(place);
        end += salvaged.room;
    }
}
