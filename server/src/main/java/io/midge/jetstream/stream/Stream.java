package io.midge.jetstream.stream;

import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.PubAckText;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.jetstream.config.SourceInfo;
import io.midge.jetstream.config.StreamConfig;
import io.midge.jetstream.config.StreamInfo;
import io.midge.jetstream.config.StreamSource;
import io.midge.jetstream.consumer.Ending;
import io.midge.jetstream.consumer.StreamConsumers;
import io.midge.jetstream.source.Sourcing;
import io.midge.json.Utf8;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.MsgId;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream: the door of this package.
 *
 * <pre>
 *   I/O loops        stream lane
 *   Ingest ────────▸ Filling ─▸ Admission ─▸ Assembly ─▸ Pipeline ─▸ StreamStore
 *                                                            │ applied
 *   Postbox ◂─────── acknowledgements, republished ◂───── Landing ─▸ consumers
 * </pre>
 */
@Confined("stream lane")
public final class Stream {
    private static final String ANSWERING = "_sys_";

    /** Hears how a purge ended. */
    public interface Purged {
        void purged(long messages);

        void refused(ApiError why);
    }

    /** Hears what was found. */
    public interface Found {
        /** Copied. */
        void message(byte[] subject, byte[] headers, byte[] payload, long seq, long timeNs);

        void refused(ApiError why);
    }

    /**
     * Which message is asked for; exactly one of the first four is set, but {@code seq} may go with {@code
     * nextBySubject}.
     */
    public record Get(
            long seq,
            String lastBySubject,
            String nextBySubject,
            @Nullable Instant startTime) {}

    /** What of a stream is shown beyond its figures. {@code subjects} is a filter, empty: none. */
    public record Details(boolean deleted, String subjects, int offset, int limit) {}

    private final StreamStore store;
    private final Instant created;
    private final StreamParts parts;
    private final StreamConsumers consumers;
    private final Proposed proposed;
    private final Assembly assembly;
    private final Interest interest;
    private final Limits limits;
    private final Expiry expiry;
    private final IdUpkeep upkeep;
    private final Landing landing;
    private final Ingest ingest;
    private final Filling filling;
    private final Pipeline pipeline;
    private final DirectGets directGets;
    private final Listening subjects;
    private final Listening direct;
    private final Infos infos;
    private final SourceNotes notes;
    private final Copies copies = new Copies();
    private final StoredMessage message = new StoredMessage();
    private volatile StreamConfig config;
    private @Nullable Sourcing sourcing;
    private boolean ended;
    private boolean mirrors; // what it mirrors is here

    public Stream(StreamConfig config, StreamStore store, Instant created, StreamParts parts) {
        this(config, store, created, parts, null);
    }

    /** As the other, with somebody else in the place of its consumers as far as deciding and applying see them. */
    Stream(StreamConfig config, StreamStore store, Instant created, StreamParts parts, @Nullable Audience instead) {
        this.config = config;
        this.store = store;
        this.created = created;
        this.parts = parts;
        consumers = new StreamConsumers(new ConsumersDoor(this, parts));
        Audience audience = instead == null ? Audience.of(consumers) : instead;
        Terms terms = new Terms(config);
        PubAckText text = new PubAckText(config.name(), parts.domain());
        proposed = new Proposed(store, parts.random().nextLong());
        notes = new SourceNotes(store, consumers::number);
        assembly = new Assembly(store, proposed, terms, notes, parts.random()::nextInt);
        interest = new Interest(proposed, audience);
        limits = new Limits(store, proposed);
        expiry = new Expiry(store, proposed, audience, terms);
        upkeep = new IdUpkeep(store.lane(), store.duplicates());
        landing = new Landing(store, proposed, assembly, audience, parts, text, expiry, upkeep);
        ingest = new Ingest(config.name(), parts, text, store.lane().clock(), this::wake);
        Admission admission = new Admission(proposed, store.duplicates(), audience, parts.home());
        filling = new Filling(
                store,
                proposed,
                assembly,
                admission,
                ingest,
                copies,
                interest,
                landing,
                new RollupNote(new StreamNote(store, "rollup", consumers::number)));
        pipeline = new Pipeline(store, proposed, assembly, filling, landing, limits);
        directGets = new DirectGets(
                store.lane(),
                parts.postbox(),
                new DirectAnswers(store, parts.account(), parts.postbox(), parts.home()));
        subjects = new Listening(parts.account(), ingest, null, parts.shared());
        direct = new Listening(parts.account(), directGets.listener(), ANSWERING, parts.shared());
        infos = new Infos(store, created, parts.domain());
    }

    private void wake() {
        pipeline.wake();
    }

    // ---- its life

    /**
     * Takes messages from now on, and its consumers deliver.
     *
     * @return why it does not, as it cannot be read; empty: it does
     */
    public String start() {
        try {
            pipeline.start();
            store.dedupe(config.duplicateWindowNs(), pipeline.now());
            upkeep.window(config.duplicateWindowNs());
            findLastId();
        } catch (IOException e) {
            return "it cannot be read: " + e.getMessage();
        }
        landing.settled();
        Rollup unfinished = filling.unfinished();
        if (unfinished != null) {
            pipeline.add(unfinished);
        }
        if (store.lastSeq() == 0 && config.firstSeq() > 1) {
            pipeline.add((of, now) -> {
                of.sweep(Math.min(config.firstSeq(), Proposed.MOST), 0, 0);
                return false;
            });
        }
        consumers.start();
        if (config.retention() != RetentionPolicy.LIMITS) {
            interest.all(store.lastSeq());
        }
        pipeline.keepLimits();
        expiry.start(pipeline, filling);
        listen();
        source();
        return "";
    }

    private void findLastId() throws IOException {
        MsgId id = new MsgId();
        if (store.read(store.lastSeq(), message)
                && id.find(message.headers, message.headersOffset, message.headersLength)) {
            byte[] last = Arrays.copyOfRange(message.headers, id.offset(), id.offset() + id.length());
            proposed.lastId(last, 0, last.length);
        }
    }

    private void listen() {
        subjects.listenTo(config.subjects());
        List<String> asked = new ArrayList<>();
        if (config.allowDirect()) {
            asked.addAll(directSubjects(config.name()));
        }
        StreamSource mirror = config.mirror();
        if (mirror != null && config.mirrorDirect() && mirrors) {
            asked.addAll(directSubjects(mirror.name()));
        }
        direct.listenTo(asked);
    }

    private static List<String> directSubjects(String stream) {
        return List.of(DirectGets.subject(stream), DirectGets.subject(stream) + ".>");
    }

    /** Begins to copy, goes on otherwise, or ends it. */
    private void source() {
        boolean isCopying = config.mirror() != null || !config.sources().isEmpty();
        Sourcing there = sourcing;
        if (there == null && isCopying) {
            Sourcing made = new Sourcing(target());
            sourcing = made;
            notes.of(made);
            made.start();
        } else if (there != null && isCopying) {
            there.reconfigured();
        } else if (there != null) {
            there.stop();
            sourcing = null;
        }
        notes.of(sourcing);
    }

    /** As what it copies from sees it. */
    CopyTarget target() {
        return new CopyTarget(this, parts, proposed, filling, copies, notes, this::wake);
    }

    /** It has nearly all that its origin has: from now on it answers in its place, if it may. */
    void caughtUp() {
        if (!mirrors && !ended) {
            mirrors = true;
            listen();
        }
    }

    /** Its account imports other streams now: it hears them, and no longer those that are not imported any more. */
    public void reimport() {
        if (!ended) {
            subjects.reimport();
            direct.reimport();
            if (sourcing != null) {
                sourcing.reimport();
            }
        }
    }

    /** Hands over what is to be delivered: who asks now gets that first, and then how far it is. */
    public void flush() {
        parts.postbox().flush();
    }

    /** Whether it has ended. */
    public boolean isStopped() {
        return ended;
    }

    /** Ends it: nothing is taken or delivered any more. */
    public void stop(Ending why) {
        if (ended) {
            return;
        }
        ended = true;
        subjects.listenTo(List.of());
        direct.listenTo(List.of());
        Sourcing there = sourcing;
        if (there != null && why == Ending.SHUTDOWN) {
            there.close(); // the next start goes on with what the origins keep for it
        } else if (there != null) {
            there.stop();
        }
        consumers.stop(why);
        directGets.end();
        expiry.end();
        upkeep.end();
        pipeline.end();
        interest.end();
        landing.end();
    }

    // ---- what it is

    /** As it is configured. Any thread. */
    public StreamConfig config() {
        return config;
    }

    /** When it was made. Any thread. */
    public Instant created() {
        return created;
    }

    public StreamStore store() {
        return store;
    }

    public StreamConsumers consumers() {
        return consumers;
    }

    /** What it holds. */
    public StreamInfo info(Details details) {
        Sourcing there = sourcing;
        SourceInfo mirror = there == null ? null : there.mirror();
        List<SourceInfo> sources = there == null ? List.of() : there.sources();
        return infos.info(config, consumers.size(), mirror, sources, details);
    }

    /** How many subjects a filter takes: what pages of details count in all. */
    public int subjects(String filter) {
        return store.subjects().subjects(Utf8.bytes(filter));
    }

    // ---- what is done to it

    /** Gets another configuration, which was checked; null: it is durable and in force. */
    public void update(StreamConfig to, Consumer<@Nullable ApiError> then) {
        pipeline.add(new Updating(to, why -> {
            if (why != null) {
                then.accept(why);
            } else {
                inForce(to, then);
            }
        }));
    }

    private void inForce(StreamConfig to, Consumer<@Nullable ApiError> then) {
        StreamConfig before = config;
        config = to;
        Terms terms = new Terms(to);
        assembly.terms(terms);
        try {
            if (to.duplicateWindowNs() != before.duplicateWindowNs()) {
                store.dedupe(to.duplicateWindowNs(), pipeline.now());
                upkeep.window(to.duplicateWindowNs());
            }
        } catch (IOException e) {
            parts.log().warn("Stream '" + to.name() + "' knows no ids of before: " + e.getMessage());
        }
        listen();
        consumers.reconfigured();
        source();
        if (to.retention() != before.retention()) {
            interest.all(proposed.last());
        }
        expiry.terms(terms);
        limits.then(() -> then.accept(null));
        pipeline.keepLimits();
    }

    /** Removes messages: of a filter (empty: all), below a sequence (0: all), but for the last so many. */
    public void purge(String filter, long seq, long keep, Purged then) {
        ApiError refusal = Purge.refusal(assembly.terms());
        if (refusal != null) {
            then.refused(refusal);
        } else {
            pipeline.add(Purge.of(store, proposed, filter, seq, keep, new Purged() {
                @Override
                public void purged(long messages) {
                    if (seq == 0 && keep == 0 && (filter.isEmpty() || filter.equals(">"))) {
                        infos.purged();
                    }
                    consumers.purged(filter);
                    then.purged(messages);
                }

                @Override
                public void refused(ApiError why) {
                    then.refused(why);
                }
            }));
        }
    }

    /** Deletes a message, and overwrites it wherever it lies if {@code erase}; null: it is gone. */
    public void delete(long seq, boolean erase, Consumer<@Nullable ApiError> then) {
        ApiError refusal = Deletion.refusal(assembly.terms());
        if (refusal != null) {
            then.accept(refusal);
        } else {
            pipeline.add(new Deletion(store, proposed, seq, erase, then));
        }
    }

    /** Finds a message. */
    public void get(Get what, Found then) {
        try {
            if (find(what)) {
                StoredMessage m = message;
                then.message(
                        Arrays.copyOfRange(m.subject, m.subjectOffset, m.subjectOffset + m.subjectLength),
                        Arrays.copyOfRange(m.headers, m.headersOffset, m.headersOffset + m.headersLength),
                        Arrays.copyOfRange(m.payload, m.payloadOffset, m.payloadOffset + m.payloadLength),
                        m.seq,
                        m.time);
                return;
            }
        } catch (IOException e) {
            parts.log().warn("Stream '" + config.name() + "': a message cannot be read: " + e.getMessage());
        }
        then.refused(JsError.NO_MESSAGE_FOUND.error());
    }

    private boolean find(Get what) throws IOException {
        Instant start = what.startTime();
        long seq = start == null ? what.seq() : DirectAnswers.atTime(store, start);
        if (!what.nextBySubject().isEmpty()) {
            List<byte[]> filter = List.of(Utf8.bytes(what.nextBySubject()));
            return seq >= 0 && store.next(seq, store.filter(filter), message) != MessageLog.NONE;
        }
        return seq != 0
                ? store.read(seq, message)
                : DirectAnswers.last(store, Utf8.bytes(what.lastBySubject()), message);
    }

    // ---- what its consumers tell

    /** A consumer is done with these. */
    void done(long from, long to) {
        if (assembly.terms().keepsNeeded) {
            interest.done(from, to);
            pipeline.wake();
        }
    }

    /** Runs once what consumers were done with so far is gone; at once where that takes long. */
    void whenGone(Runnable then) {
        if (ended || !assembly.terms().keepsNeeded || !(interest.holds(then) || pipeline.holds(then))) {
            then.run();
        }
    }

    /** What is needed may have changed. In a work queue only what was done with goes. */
    void interestChanged() {
        if (assembly.terms().isInterest && !ended) {
            interest.all(proposed.last());
            pipeline.wake();
        }
    }
}
