package io.midge.jetstream.consumer;

import io.midge.conf.ByteText;
import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ConsumerConfigJson;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.LimitHit;
import io.midge.json.JsonException;
import io.midge.loop.Confined;
import io.midge.store.StreamStore;
import io.midge.store.consumer.ConsumerLog;
import io.midge.store.consumer.StoredConsumer;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import io.midge.subject.Subjects;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The consumers of a stream: the door of this package. */
@Confined("stream lane")
public final class StreamConsumers {
    private static final long WATCH_NANOS = 1_000_000_000L;

    /** What may be asked of a consumer when it is made. */
    public enum Action {
        CREATE_OR_UPDATE,
        CREATE,
        UPDATE
    }

    /** Whether there may be one more, asked when it is its turn to be made: others may have come before it. */
    public interface Room {
        /**
         * Refuses it, or not.
         *
         * @param listed how many are listed
         */
        void check(int listed) throws JsException;
    }

    private final StreamDoor stream;
    private final Crew crew;
    private final Registrar registrar;
    private final TreeMap<String, Consumer> consumers = new TreeMap<>();
    private final List<Consumer> push = new ArrayList<>();
    private final LongList gone = new LongList(); // pairs: first and last
    private final Alarm watch;
    private boolean goneScheduled;
    private int listed;
    private int limited;
    private long finds;

    public StreamConsumers(StreamDoor stream) {
        this.stream = stream;
        Status status = new Status(stream.account(), stream.postbox());
        crew = new Crew(
                stream,
                new Advisories(stream),
                status,
                new Inbox(stream.lane(), note -> note.consumer().note(note)),
                new Turns(stream),
                new Ledger(stream, status),
                new Audience(),
                new Removals(),
                new Holders());
        registrar = new Registrar(stream, this);
        watch = new Alarm(stream.lane(), this::watch);
    }

    /** Takes up those that the store has; they deliver from now on. */
    public void start() {
        stream.store().consumers().forEach(this::restore);
    }

    private void restore(StoredConsumer stored) {
        if (stored.name().startsWith(StoredConsumer.NOTE)) {
            return;
        }
        ConsumerConfig config;
        try {
            config = ConsumerConfigJson.fromBytes(stored.config().bytes());
        } catch (JsonException e) {
            stream.warning("The configuration of consumer '" + stream.name() + " > " + stored.name()
                    + "' cannot be read, and it is left out: " + e.getMessage());
            return;
        }
        ConsumerLog log = new ConsumerLog(stored.state());
        log.forgotten(stream.store().firstSeq());
        Start start = new Start(log.state().deliveredStream() + 1, new long[0], 0);
        Instant created = Instant.EPOCH.plusNanos(stored.createdNs());
        add(stored.name(), stored.number(), config, log, start, created);
    }

    /** What operations may call something that is kept beside the consumers: no consumer has or gets it. */
    public long number() {
        return registrar.number();
    }

    /** One more. */
    Consumer add(String name, long number, ConsumerConfig config, ConsumerLog log, Start start, Instant created) {
        Consumer consumer = new Consumer(crew, name, number, config, log, start, created, this::idle);
        consumers.put(name, consumer);
        listed += config.direct() ? 0 : 1;
        limited += config.direct() || config.sourcing() ? 0 : 1;
        crew.audience().add(consumer);
        crew.holders().look(consumer);
        consumer.start();
        if (consumer.isPush()) {
            push.add(consumer);
        }
        watch.in(WATCH_NANOS);
        return consumer;
    }

    /** One less. */
    void remove(Consumer consumer, Ending why) {
        if (consumers.remove(consumer.name(), consumer)) {
            ConsumerConfig config = consumer.config();
            listed -= config.direct() ? 0 : 1;
            limited -= config.direct() || config.sourcing() ? 0 : 1;
            push.remove(consumer);
            crew.holders().remove(consumer);
            crew.audience().remove(consumer);
            consumer.close(why);
        }
    }

    private void idle(Consumer consumer) {
        registrar.delete(consumer.name(), consumer, error -> {});
    }

    /**
     * Makes a consumer, or gives one another configuration.
     *
     * @param name under which it is to be known
     * @param room is asked in its turn, of consumers that count
     * @param config checked by itself ({@code ConsumerCheck}); what depends on the stream and its other consumers is checked here
     */
    public void create(String name, ConsumerConfig config, Action action, Room room, ConsumerOutcome outcome) {
        registrar.create(name, config, action, room, outcome);
    }

    /** The same where nothing but the stream's own configuration limits how many there are. */
    public void create(String name, ConsumerConfig config, Action action, boolean pedantic, ConsumerOutcome outcome) {
        create(name, config, action, this::check, outcome);
    }

    private void check(int there) throws JsException {
        long most = stream.config().maxConsumers();
        if (most > 0 && there >= most) {
            throw new JsException(JsError.MAXIMUM_CONSUMERS_LIMIT.of(
                    LimitHit.ofStream(stream.name(), "max_consumers", most, there, 1)));
        }
    }

    /** Removes one; {@code then} hears how it ended, null: well. */
    public void delete(String name, java.util.function.Consumer<@Nullable ApiError> then) {
        registrar.delete(name, null, then);
    }

    /** Pauses one until a time; one that has passed, or null: it goes on. */
    public void pause(String name, @Nullable Instant until, ConsumerOutcome outcome) {
        registrar.pause(name, until, outcome);
    }

    /** The consumer of a name, or null. */
    public @Nullable Consumer find(String name) {
        settle();
        return consumers.get(name);
    }

    /** All that are listed, by name: direct ones are not. */
    public List<Consumer> list() {
        settle();
        List<Consumer> all = new ArrayList<>(listed);
        for (Consumer each : consumers.values()) {
            if (!each.config().direct()) {
                all.add(each);
            }
        }
        return all;
    }

    /** How many are listed. */
    public int size() {
        return listed;
    }

    /** How many there are, those that are not listed included; on any thread a moment ago. */
    public int count() {
        return consumers.size();
    }

    /** How many count where a stream limits them. */
    int limited() {
        return limited;
    }

    Iterable<Consumer> all() {
        return consumers.values();
    }

    Crew crew() {
        return crew;
    }

    /** A message was applied. Called for each: it is quick, and delivers later in the lane's turn. */
    public void stored(long seq, byte[] subject, int off, int length) {
        crew.audience().stored(seq, subject, off, length);
    }

    /** Messages are gone, both included: deleted, expired, evicted or purged. */
    public void removed(long from, long to) {
        crew.removals().add(to);
        if (consumers.isEmpty()) {
            return; // nobody is to be told
        }
        int last = gone.size() - 1;
        if (last > 0 && gone.at(last) + 1 == from) {
            gone.set(last, to);
        } else {
            gone.add(from);
            gone.add(to);
        }
        if (!goneScheduled) {
            goneScheduled = true;
            stream.lane().execute(() -> {
                goneScheduled = false;
                settle();
            });
        }
    }

    /** Tells consumers of what is gone, all together: as a rule they are done with it. */
    private void settle() {
        if (gone.isEmpty()) {
            return;
        }
        long[] ranges = gone.take();
        for (Consumer each : crew.holders().now()) {
            tell(each, ranges, false);
        }
    }

    private static void tell(Consumer consumer, long[] ranges, boolean purged) {
        for (int i = 0; i < ranges.length; i += 2) {
            consumer.losses().removed(ranges[i], ranges[i + 1], purged);
        }
    }

    /**
     * What {@link #removed} told of since the last turn was purged, which says nobody that messages he has not acknowledged are gone:
     * whoever takes only what was purged goes on behind it.
     *
     * @param filter the subjects that were purged; empty: all
     */
    public void purged(String filter) {
        purged(ByteText.bytes(filter));
    }

    /** The same; a rollup is a purge of its subject. */
    public void purged(byte[] filter) {
        long[] ranges = gone.take();
        long left = 0; // not asked for yet
        for (Consumer each : List.copyOf(consumers.values())) {
            List<byte[]> wanted = each.reading().filter().patterns();
            boolean touched = filter.length == 0 || wanted.isEmpty();
            boolean within = filter.length > 0 && !wanted.isEmpty();
            for (byte[] wants : wanted) {
                boolean isPart = filter.length > 0 && Subjects.isSubset(wants, filter);
                touched |= isPart || Subjects.isSubset(filter, wants);
                within &= isPart;
            }
            if (touched) {
                left = within && left == 0 ? next(filter) : left;
                each.purged(within ? left : stream.store().firstSeq());
            }
            tell(each, ranges, touched);
        }
    }

    /** How many ranges of messages that are gone consumers are still to be told of. */
    int untold() {
        return gone.size() / 2;
    }

    /** The first message that is left of these subjects, or where the next one will be. */
    private long next(byte[] filter) {
        StreamStore store = stream.store();
        try {
            long seq = Subjects.hasWildcard(filter)
                    ? store.next(store.firstSeq(), store.filter(List.of(filter)), new StoredMessage())
                    : store.firstSeq(filter, 0, filter.length);
            return seq == MessageLog.NONE ? store.lastSeq() + 1 : seq;
        } catch (IOException e) {
            return store.firstSeq(); // the stream has stopped, and says why
        }
    }

    /** The stream has another configuration. */
    public void reconfigured() {
        for (Consumer each : push) {
            each.pushing().setRate();
        }
    }

    /** Whether a consumer still needs a message: it was not delivered yet, or is not acknowledged. */
    public boolean isNeeded(long seq, byte[] subject, int off, int length) {
        return crew.audience().any(subject, off, length, each -> each.needs(seq));
    }

    /** Whether there is a consumer that takes this subject. */
    public boolean takes(byte[] subject, int off, int length) {
        return crew.audience().takes(subject, off, length);
    }

    private void watch() {
        if (!crew.turns().waitsForRoom()) {
            for (Consumer each : consumers.values()) {
                if (each.suspicion().isConfirmed()) {
                    finds++;
                    stream.woken();
                    stream.warning("Consumer '" + stream.name() + " > " + each.name()
                            + "' had something to deliver and did not; it does now");
                }
            }
        }
        if (!consumers.isEmpty()) {
            watch.in(WATCH_NANOS);
        }
    }

    /** Runs a task when all that was done with so far is gone from the stream; at once if that takes long. */
    public void whenGone(Runnable then) {
        crew.inbox().read(); // what came before this is part of it
        crew.ledger().whenGone(then);
    }

    /** How often something could be delivered for a second and was not: zero as long as all is well. */
    public long watchdogFinds() {
        return finds;
    }

    /** Ends them all. */
    public void stop(Ending why) {
        registrar.stop();
        if (why == Ending.SHUTDOWN) {
            crew.ledger().last();
        }
        for (Consumer each : List.copyOf(consumers.values())) {
            if (why != Ending.SHUTDOWN) {
                crew.advisories().deleted(each.name());
            }
            remove(each, why);
        }
        crew.turns().stop();
        crew.ledger().stop();
        watch.cancel();
    }
}
