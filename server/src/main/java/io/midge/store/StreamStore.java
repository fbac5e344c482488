package io.midge.store;

import io.midge.disk.DiskFull;
import io.midge.loop.Confined;
import io.midge.loop.Lane;
import io.midge.raft.Entry;
import io.midge.raft.Replicator;
import io.midge.store.consumer.Consumers;
import io.midge.store.file.Checkpoint;
import io.midge.store.index.SequenceSet;
import io.midge.store.index.SubjectFilter;
import io.midge.store.index.SubjectIndex;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import io.midge.store.time.DeadlineWheel;
import io.midge.store.time.DedupeWindow;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stream: what was decided is proposed here, becomes durable, is applied, and can be read.
 *
 * <pre>
 *   Decision ─▸ propose ─▸ Replicator ─▸ durable ─▸ apply ─▸ Proposal.committed
 *                                                     │
 *              reads see only what was applied ◂──────┘
 * </pre>
 *
 * Deciding (limits, duplicates, what was expected) is for whoever owns the stream; nothing here refuses what was decided, but for
 * want of room. Large payloads are written and synced to their own file before the rest is proposed; what is proposed behind them
 * waits, so that the order stays.
 */
@Confined("stream lane")
public final class StreamStore implements Replicator.Machine {
    /** What an entry of a stream's group is: frames, one behind the other. */
    static final byte OPERATIONS = 1;

    private final StreamFiles files;
    private final Contents contents;
    private final Consumers consumers;
    private final Duplicates duplicates;
    private final Lane lane;
    private final MessageLog log;
    private StreamNews news = new StreamNews() {};
    private final OpFrame frame = new OpFrame();
    private final HeldProposals held;
    private final Room room;
    private final Erasures erasures;
    private final Progress progress = new Progress();
    private @Nullable Replicator replicator;
    private boolean erasing;
    private boolean closed;
    private boolean refusing;
    private String failure = "";

    StreamStore(
            StreamFiles files,
            Contents contents,
            Consumers consumers,
            Duplicates duplicates,
            MessageLog log,
            Lane lane) {
        this.files = files;
        this.contents = contents;
        this.consumers = consumers;
        this.duplicates = duplicates;
        this.log = log;
        this.lane = lane;
        this.held = new HeldProposals(this, files, lane);
        this.room = new Room(this, files, lane);
        this.erasures = new Erasures(this);
        contents.erased(erasures::add);
        if (!files.inMemory()) {
            files.segments().spares(erasures);
        }
    }

    /** Who hears that it stopped, or waits. */
    void listen(StreamNews hears) {
        news = hears;
        room.listen(hears);
    }

    /** Everything that was applied before is part of the state; from now on what is proposed goes here. */
    void serve(Replicator replicator) {
        this.replicator = replicator;
        room.look();
    }

    /** The number of this stream, which no other ever has. */
    public long group() {
        return files.group();
    }

    /** Where it lives. */
    public Lane lane() {
        return lane;
    }

    /** Its name in its account. */
    public String name() {
        return files.meta().stream();
    }

    /** The name of the account that it is in. */
    public String account() {
        return files.meta().account();
    }

    /** When it was made, in nanoseconds since 1970. */
    public long createdNs() {
        return files.meta().createdNs();
    }

    /** Whether its messages go with the process. */
    public boolean isInMemory() {
        return files.inMemory();
    }

    /** Its configuration, as it was given. */
    public byte[] config() {
        return files.config();
    }

    // ---- proposing ----

    /**
     * Adds a message to a decision. A large payload is written to the disk at once.
     *
     * @param seq the sequence that it is to have: the owner counts what it proposes
     * @throws IOException the payload cannot be written, or there is no memory for it: nothing was added
     */
    public void message(Decision decision, long seq, long time, int ttl, int flags, MessageParts parts)
            throws IOException {
        if (!failure().isEmpty()) {
            throw new IOException(failure());
        }
        if (decision.isEmpty() && replicator != null && replicator.inFlight() == 0) {
            files.release(Long.MAX_VALUE); // what was decided before was not proposed
        }
        files.reserve(parts.length());
        if (files.isLarge(parts.payloadLength)) {
            decision.large(seq, time, ttl, flags, parts, files.putLarge(parts));
            held.largeWasPut();
        } else {
            decision.message(seq, time, ttl, flags, parts);
        }
    }

    /**
     * Proposes what was decided, and copies it. Whoever is told {@code true} hears of the end, in the order of proposing.
     *
     * @return false: there is no room ({@link #shortage}), or the stream has stopped ({@link #failure}); nothing was taken, and it may be
     *     proposed again, or is to be {@link #drop dropped}
     */
    public boolean propose(Decision decision, Replicator.Proposal proposal) {
        return propose(decision, proposal, false);
    }

    /** The same; {@code alone}: by who has nothing else to do, and it may take as long as the disk does. */
    public boolean propose(Decision decision, Replicator.Proposal proposal, boolean alone) {
        Replicator to = replicator;
        boolean stopped = refusing || !failure.isEmpty();
        if (to == null || stopped || !shortage().isEmpty() || held.isFull(decision.length())) {
            return false;
        }
        if (held.takes(decision, proposal)) {
            return true;
        }
        return alone
                ? to.proposeAlone(OPERATIONS, decision.buf(), 0, decision.length(), proposal)
                : to.propose(OPERATIONS, decision.buf(), 0, decision.length(), proposal);
    }

    /** What was decided is not going to be proposed: gives back the room that its messages have taken. */
    public void drop(Decision decision) {
        held.drop(decision.buf(), decision.length());
    }

    /** What the group is run by. */
    Replicator replicator() {
        if (replicator == null) {
            throw new IllegalStateException("the stream is not served yet");
        }
        return replicator;
    }

    /** Why nothing can be stored any more; empty while all is well. */
    public String failure() {
        return failure.isEmpty() && replicator != null ? replicator.failure() : failure;
    }

    /** Why nothing can be stored until there is room on the disk; empty: there is. */
    public String shortage() {
        return room.shortage();
    }

    Room room() {
        return room;
    }

    /** Whether it has stopped for a reason of its own. One whose journal failed has not: what was applied is still to be kept. */
    boolean isStopped() {
        return !failure.isEmpty();
    }

    // ---- applying ----

    @Override
    public void apply(Entry entry) {
        if (!failure.isEmpty()) {
            return;
        }
        try {
            applyAll(entry);
            progress.applied(entry);
            if (replicator != null && replicator.inFlight() <= 1) {
                files.release(Long.MAX_VALUE); // this is the last: what was promised to others, nobody asks for
            }
            if (replicator != null) {
                room.look();
            }
            if (erasing) { // what is to be erased is part of the state now
                erasing = false;
                erasures.next();
            }
        } catch (IOException e) {
            stop("its files cannot be written: " + e.getMessage());
        } catch (BadFrameException e) {
            stop("entry " + entry.index + " of its log cannot be understood: " + e.getMessage());
        } catch (RuntimeException e) {
            stop("entry " + entry.index + " of its log could not be applied: " + e); // half of it may be
            throw e;
        }
    }

    private void applyAll(Entry entry) throws IOException, BadFrameException {
        int end = entry.off + entry.len;
        for (int at = entry.off; at < end; at += OpFrame.padded(frame.length())) {
            frame.trusted(entry.buf, at);
            apply(frame, entry.lsn);
        }
    }

    private void apply(OpFrame op, long at) throws IOException, BadFrameException {
        switch (op.type()) {
            case MESSAGE, LARGE -> {
                files.release(op.bodyLength());
                contents.message(op, at);
                duplicates.applied(op);
            }
            case DELETE -> {
                contents.delete(op, at);
                erasing = op.has(OpFrame.FLAG_ERASE) || erasing;
            }
            case EVICT -> contents.evict(op, at);
            case SKIP -> contents.skip(op, at);
            case CONSUMER -> consumers.apply(op);
            case CONFIG -> files.config(op);
            case BLOCK, CREATE, DROP, CONSUMERS ->
                throw new IllegalStateException("an operation of type " + op.type() + " in a stream's log");
        }
    }

    /** Stops this stream, and no other: reads go on as far as they can. */
    void stop(String why) {
        if (failure.isEmpty() && !closed) {
            failure = why;
            held.fail(why);
            if (replicator instanceof io.midge.raft.Solo solo) {
                solo.fail(why);
            }
            news.stopped(this, why);
        }
    }

    // ---- reading ----

    /** What the stream holds. */
    public StreamState state() throws IOException {
        return contents.state();
    }

    /** The sequence of the first message; of an empty stream the one behind the last. */
    public long firstSeq() {
        return contents.first();
    }

    /** The sequence given last. */
    public long lastSeq() {
        return contents.last();
    }

    /** Tells of the sequences between the first and the last that have no message. */
    public void deleted(SequenceSet.Ranges hears) {
        contents.deletedSet().forEach(hears);
    }

    /** Reads a message; false: it is not there. */
    public boolean read(long seq, StoredMessage into) throws IOException {
        return contents.read(seq, into);
    }

    /** Reads the first message from a sequence on that a filter takes; its sequence, or {@link MessageLog#NONE}. */
    public long next(long from, SubjectFilter filter, StoredMessage into) throws IOException {
        return contents.next(from, filter, into);
    }

    /** As {@link #next}, backwards. */
    public long previous(long from, SubjectFilter filter, StoredMessage into) throws IOException {
        return contents.previous(from, filter, into);
    }

    /** Reads the last message of a subject; false if it has none. */
    public boolean last(byte[] subject, StoredMessage into) throws IOException {
        int id = contents.index().find(subject, 0, subject.length);
        return id != SubjectIndex.NONE && contents.read(contents.lastOf(id), into);
    }

    /** The sequence of the last message of a subject, {@link MessageLog#NONE} if it has none. */
    public long lastSeq(byte[] subject, int off, int len) throws IOException {
        int id = contents.index().find(subject, off, len);
        return id == SubjectIndex.NONE ? MessageLog.NONE : contents.lastOf(id);
    }

    /** The sequence of the first message of a subject, {@link MessageLog#NONE} if it has none. */
    public long firstSeq(byte[] subject, int off, int len) throws IOException {
        int id = contents.index().find(subject, off, len);
        return id == SubjectIndex.NONE ? MessageLog.NONE : contents.firstOf(id);
    }

    /** How many messages a subject has. */
    public long count(byte[] subject, int off, int len) {
        int id = contents.index().find(subject, off, len);
        return id == SubjectIndex.NONE ? 0 : contents.index().count(id);
    }

    /** How many messages from a sequence on a filter takes: what is pending for a consumer that stands there. */
    public long numPending(long from, SubjectFilter filter) throws IOException {
        return contents.count(from, filter);
    }

    /** The first sequence from a time on, in nanoseconds since 1970; {@link MessageLog#NONE} if there is none. */
    public long atTime(long time) throws IOException {
        return contents.atTime(time);
    }

    /**
     * An id ({@code Nats-Msg-Id}) counts for so long from now on; 0: not at all. Ids of messages that are there are read again.
     *
     * @param nowNs nanoseconds since 1970
     */
    public void dedupe(long windowNs, long nowNs) throws IOException {
        duplicates.set(windowNs, nowNs);
    }

    /** Which ids count. */
    public DedupeWindow duplicates() {
        return duplicates.window();
    }

    /** When messages with a time to live of their own expire; whose time has come is the owner's to delete. */
    public DeadlineWheel deadlines() {
        return contents.deadlines();
    }

    /** A filter for this stream; without patterns it takes all. */
    public SubjectFilter filter(List<byte[]> patterns) {
        return SubjectFilter.of(contents.index(), patterns);
    }

    /** The stream's subjects. */
    public SubjectIndex subjects() {
        return contents.index();
    }

    /** The stream's messages, for who recovers and checks them. */
    Contents contents() {
        return contents;
    }

    /** The stream's consumers. */
    public Consumers consumers() {
        return consumers;
    }

    /**
     * Runs {@code then} when a message that was deleted for good ({@link Decision#delete}) can be read nowhere on the disk any more:
     * neither in segments nor in the journal. With a reason, if that could not be reached; then it is tried again later, and after a
     * start.
     */
    public void whenErased(long seq, Consumer<String> then) {
        erasures.when(seq, then);
    }

    Erasures erasures() {
        return erasures;
    }

    /** Where its bytes lie. */
    StreamFiles files() {
        return files;
    }

    /** Up to which entry the state goes. */
    Progress progress() {
        return progress;
    }

    /**
     * The mark of which an image of the index is worth being kept; null: the one there is will do, or gathering it again is little
     * work, or there is more to know than images have.
     *
     * @param least bytes of messages
     */
    Checkpoint.@Nullable Mark imageDue(long least) {
        boolean is = failure().isEmpty() && contents.bytes() >= least && !erasures.isOpen();
        return is ? progress.unimaged() : null;
    }

    /** Writes what is held back, and says what is left to do for a checkpoint. */
    StreamCheckpoint checkpoint() throws IOException {
        StreamCheckpoint begun = files.checkpoint(this, consumers, contents);
        progress.taken();
        return begun;
    }

    /** A checkpoint was not made, for want of room: the next one has all that this one had. */
    void checkpointFailed(StreamCheckpoint of) {
        progress.changed();
        files.checkpointFailed(of);
    }

    /** A checkpoint is through. */
    void checkpointed(StreamCheckpoint done) {
        if (closed) {
            return;
        }
        progress.checkpointed(done.mark());
        try {
            files.checkpointed(done);
        } catch (IOException e) {
            stop("its files cannot be written: " + e.getMessage());
        }
    }

    /** Does a little of what has time: gives back room, verifies what lies on the disk; that the seldomer while there is work. */
    void keepUp() {
        try {
            if (failure.isEmpty() && !files.inMemory()) {
                room.keepUp(replicator != null && replicator.inFlight() > 0);
            }
        } catch (IOException e) {
            stop("its files cannot be kept up: " + e.getMessage());
        }
    }

    /** Takes nothing more; what is on its way comes to its end. */
    void refuse() {
        refusing = true;
    }

    /** Seals what can be sealed, so that the next start is quick. */
    void seal() {
        try {
            if (failure.isEmpty() && !files.inMemory()) {
                files.segments().seal();
                progress.changed();
            }
        } catch (IOException e) {
            if (!DiskFull.is(e)) {
                stop("its files cannot be written: " + e.getMessage());
            } // else the next start has to read more
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Takes nothing more, and gives back what it holds. */
    void close() {
        closed = true;
        if (replicator != null) {
            replicator.stop();
        }
        held.fail("the stream is closed");
        files.release(Long.MAX_VALUE);
        try {
            log.close();
        } catch (IOException e) {
            failure = failure.isEmpty() ? "it could not be closed: " + e.getMessage() : failure;
        }
    }
}
