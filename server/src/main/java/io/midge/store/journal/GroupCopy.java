package io.midge.store.journal;

import io.midge.disk.Disk;
import io.midge.disk.DiskFile;
import io.midge.loop.Lane;
import io.midge.store.seal.BlockCodec;
import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies what a group was told to a log of its own, in a directory of its own, so that the journal can be cut without it. It goes on
 * behind what is there of an earlier time. That log is read like any other ({@link Recovery}); it begins with LSN 0, and only
 * indexes tell where in the journal its entries stood. A piece at a time, on the journal lane.
 */
final class GroupCopy implements Runnable {
    private static final String MADE = "copy.new"; // left by one that ended early, it is removed by whoever reads

    private static final long WAIT_NANOS = 1_000_000;

    private final Disk disk;
    private final JournalOptions options;
    private final BlockCodec codec;
    private final Committer committer;
    private final JournalListener listener;
    private final Walk walk;
    private final Lane lane;
    private final Runnable again;
    private final long group;
    private final Consumer<String> done;
    private final Batch batch;
    private @Nullable BatchWriter writer;
    private @Nullable JournalFile place;
    private @Nullable DiskFile file;
    private long end;
    private long last; // index of the last entry that is there

    /**
     * @param options of the copy
     * @param walk over what is to be copied
     * @param done hears why it could not be done; nothing, if it was
     */
    GroupCopy(
            Disk disk,
            JournalOptions options,
            BlockCodec codec,
            Committer committer,
            JournalListener listener,
            Walk walk,
            Lane lane,
            long group,
            Consumer<String> done) {
        this.disk = disk;
        this.options = options;
        this.codec = codec;
        this.committer = committer;
        this.listener = listener;
        this.walk = walk;
        this.lane = lane;
        this.again = () -> lane.execute(this);
        this.group = group;
        this.done = done;
        this.batch = new Batch(options.batchBytes());
    }

    @Override
    public void run() {
        if (committer.isClosing()) {
            end("the journal is closed");
            return;
        }
        try {
            if (committer.durable() < walk.until()) {
                lane.schedule(WAIT_NANOS, this); // what is on its way to the stream is part of it
            } else if (writer == null) {
                begin();
                again.run();
            } else if (walk.step(this::entry)) {
                again.run();
            } else {
                finish();
                end("");
            }
        } catch (IOException | JournalException e) {
            end("what it was told cannot be copied from the journal: " + e.getMessage());
        }
    }

    private void begin() throws IOException, JournalException {
        if (!disk.exists(parent())) {
            throw new IOException("the stream's directory is gone");
        }
        Recovery found = Recovery.read(disk, options, codec, 0, listener, entry -> last = entry.index);
        disk.syncDirectory(parent()); // it may have been made now
        end = found.end();
        writer = new BatchWriter(options.id(), codec, found.epoch(), found.link());
        batch.open(end, options.batchBytes());
    }

    private String parent() {
        String directory = options.directory();
        return directory.substring(0, Math.max(0, directory.lastIndexOf('/')));
    }

    private void entry(byte[] buf, int at, long lsn, boolean whole) throws IOException {
        boolean wanted = Envelope.group(buf, at) == group && whole && !Envelope.isErased(buf, at);
        if (!wanted || Envelope.index(buf, at) <= last) {
            return;
        }
        if (batch.entries > 0 && !batch.takes(Envelope.size(Envelope.length(buf, at)))) {
            write();
        }
        batch.putCopy(buf, at);
        last = Envelope.index(buf, at);
    }

    private void write() throws IOException {
        batch.room = Layout.paged(BatchHeader.SIZE + codec.bound(batch.length - BatchHeader.SIZE));
        JournalFile in = place;
        if (in == null || end + batch.room > in.end) {
            in = next();
        }
        if (writer != null && file != null) {
            writer.write(batch, in, file);
        }
        end += batch.room;
        batch.open(end, options.batchBytes());
    }

    private JournalFile next() throws IOException {
        complete();
        JournalFile next = new JournalFile(end, end + Math.max(options.fileSize(), batch.room), 0, false);
        disk.delete(options.file(MADE));
        file = disk.create(options.file(MADE));
        place = next;
        return next;
    }

    /** A file gets its name when all that is in it is durable. */
    private void complete() throws IOException {
        JournalFile in = place;
        place = null;
        close();
        if (in != null) {
            disk.rename(options.file(MADE), options.file(in.name()));
            disk.syncDirectory(options.directory());
        }
    }

    private void finish() throws IOException {
        if (batch.entries > 0) {
            write();
        }
        if (place != null) {
            write(); // nothing: what follows a batch proves it
        }
        complete();
    }

    private void close() throws IOException {
        DiskFile open = file;
        file = null;
        if (open != null) {
            open.close();
        }
    }

    private void end(String why) {
        try {
            close();
            if (!why.isEmpty() && disk.exists(parent())) {
                disk.delete(options.file(MADE)); // the room that it takes may be the last there was
            }
        } catch (IOException e) {
            done.accept(why.isEmpty() ? String.valueOf(e.getMessage()) : why);
            return;
        }
        done.accept(why);
    }
}
