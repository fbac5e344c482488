package io.midge.store.journal;

import io.midge.loop.Lane;
import io.midge.raft.Entry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Makes entries unreadable, a little at a time, so that batches are written in between:
 *
 * <pre>
 *   journal lane      SEARCH  through all that is durable, a MiB or one batch that has some, which is overwritten ({@link Eraser})
 *                     WIPE    what files have beside what is in use of them, a MiB
 *   background lane   copies in quarantine, a file
 * </pre>
 */
final class Erasure implements Runnable {
    /** So many bytes of the log are looked through, or overwritten, in one task. */
    private static final int PIECE = 1 << 20;

    private static final String CLOSED = "the journal is closed";

    /** What is looked for. */
    record Wanted(long group, long from, long until, Predicate<Entry> chosen) {}

    private final Eraser eraser;
    private final Lane lane;
    private final Lane background;
    private final Wanted wanted;
    private final Consumer<String> done;
    private final Entry entry = new Entry();
    private boolean searched;
    /** Where the search goes on. */
    private long at;
    /** Files from here on were made, or used again, since the search ended. */
    private long limit;

    /** Files below are wiped. */
    private long cursor;

    private @Nullable JournalFile wiping;
    /** From the beginning of that file on. */
    private long position;

    private ArrayDeque<String> copies = new ArrayDeque<>();

    /** @param done on the journal lane, hears why it could not be done; nothing, if it was */
    Erasure(Eraser eraser, Lane lane, Lane background, Wanted wanted, Consumer<String> done) {
        this.eraser = eraser;
        this.lane = lane;
        this.background = background;
        this.wanted = wanted;
        this.done = done;
    }

    @Override
    public void run() {
        if (eraser.isClosing()) {
            done.accept(CLOSED);
            return;
        }
        try {
            if (!searched) {
                searched = !search();
                limit = searched ? eraser.files().end() : 0;
                lane.execute(this);
            } else if (wipe()) {
                lane.execute(this);
            } else {
                background.execute(this::list);
            }
        } catch (IOException | JournalException e) {
            done.accept(failed(e));
        }
    }

    private static String failed(Exception e) {
        return "the journal cannot be overwritten: " + e.getMessage();
    }

    // ---- entries where they stand ----

    /** Looks through a piece of a file; false: it was the last one. */
    private boolean search() throws IOException, JournalException {
        JournalFile file = eraser.files().from(Math.max(at, wanted.from));
        if (file == null || Math.max(at, file.first) >= wanted.until) {
            return false;
        }
        try (Window window = eraser.batches().window()) {
            look(file, window);
        } catch (NoSuchFileException e) {
            at = file.end; // it was cut meanwhile, and is among those to be wiped
        }
        return true;
    }

    private void look(JournalFile file, Window window) throws IOException, JournalException {
        Reader reader = eraser.batches().reader(file, window);
        reader.at = Math.max(at, file.first);
        long end = Math.min(Math.min(wanted.until, file.end), reader.at + PIECE);
        while (reader.at < end) {
            long begin = reader.at;
            Reader.Step step = reader.step();
            long next = switch (step) {
                case BATCH -> reader.header.next();
                case DAMAGE -> reader.foundAt;
                case END -> Math.min(wanted.until, file.end);
            };
            window.check(begin, next);
            switch (step) {
                case BATCH -> {
                    List<Long> found = reader.header.next() <= wanted.from ? List.of() : chosen(window, reader);
                    reader.pass();
                    at = reader.at;
                    if (!found.isEmpty()) {
                        eraser.overwrite(file, reader.header.lsn, found);
                        return;
                    }
                }
                case DAMAGE -> reader.skip();
                case END -> reader.at = file.end;
            }
        }
        at = reader.at;
    }

    /** The LSNs of a batch's entries that are to be overwritten. */
    private List<Long> chosen(Window window, Reader reader) throws IOException, JournalException {
        List<Long> found = new ArrayList<>();
        eraser.batches().tell(window, reader, (body, place, lsn, whole) -> {
            boolean candidate = Envelope.group(body, place) == wanted.group && !Envelope.isErased(body, place);
            // One that is damaged may still be read by somebody who does not look at checksums.
            if (candidate && (!whole || wanted.chosen.test(Envelope.view(entry, body, place, lsn)))) {
                found.add(lsn);
            }
        });
        return found;
    }

    // ---- what is left of former uses ----

    /** Overwrites a piece; false: there is nothing more. */
    private boolean wipe() throws IOException {
        JournalFile file = eraser.files().mayHold(wanted.from, cursor, limit);
        if (file == null) {
            boolean again = cursor > 0 && eraser.files().hasStale(wanted.from, limit); // one has moved to the front
            cursor = 0;
            return again;
        }
        if (file != wiping) {
            wiping = file;
            position = 0;
        }
        try {
            position = eraser.wipe(file, position, PIECE, wanted.from);
        } catch (NoSuchFileException e) {
            wiping = null; // it has another name by now
            return true;
        }
        if (position < 0) {
            cursor = file.first + 1;
        }
        return true;
    }

    // ---- quarantine, on the background lane ----

    private void list() {
        try {
            copies = eraser.quarantine().mayHold(wanted.from);
            next();
        } catch (IOException e) {
            ended("the quarantine cannot be read: " + e.getMessage());
        }
    }

    private void next() {
        String name = copies.poll();
        if (name == null || eraser.isStopped()) {
            ended(name == null ? "" : CLOSED);
            return;
        }
        try {
            eraser.eraseCopy(name, wanted);
        } catch (NoSuchFileException e) {
            // Somebody has taken it away.
            background.execute(this::next);
            return;
        } catch (IOException e) {
            ended("a copy in quarantine cannot be overwritten: " + e.getMessage());
            return;
        }
        background.execute(this::next);
    }

    private void ended(String why) {
        lane.execute(() -> done.accept(why));
    }
}
