package io.midge.jetstream.consumer;

import io.midge.conf.ByteText;
import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.ConsumerCheck;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.ConsumerConfigJson;
import io.midge.jetstream.config.ConsumerInfo;
import io.midge.jetstream.config.DeliverPolicy;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.JsException;
import io.midge.jetstream.config.Levels;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.json.ZonedTime;
import io.midge.loop.Confined;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.consumer.Blob;
import io.midge.store.consumer.ConsumerLog;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.consumer.ConsumerState;
import io.midge.store.op.PackedOut;
import io.midge.subject.Subjects;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes, changes and removes consumers, one thing after the other: what the next one finds is what the one before has left, durable.
 */
@Confined("stream lane")
final class Registrar {
    /** So many requests may wait. */
    private static final int MOST_WAITING = 10_000;

    private final StreamDoor stream;
    private final StreamConsumers consumers;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean taking;
    private boolean stopped;
    private long nextNumber;

    Registrar(StreamDoor stream, StreamConsumers consumers) {
        this.stream = stream;
        this.consumers = consumers;
    }

    /** Hears how a proposal ended. */
    private interface End {
        /** @param error null: it is durable and applied */
        void ended(@Nullable ApiError error);
    }

    private void inTurn(Runnable task) {
        waiting.add(task);
        next();
    }

    private void next() {
        if (taking) {
            return; // what ends at once is followed by the next below, not on top of it
        }
        taking = true;
        try {
            while (!busy && !waiting.isEmpty()) {
                busy = true;
                waiting.remove().run();
            }
        } finally {
            taking = false;
        }
    }

    private void over() {
        busy = false;
        next();
    }

    void stop() {
        stopped = true;
    }

    // ── made or changed

    void create(
            String name,
            ConsumerConfig config,
            StreamConsumers.Action action,
            StreamConsumers.Room room,
            ConsumerOutcome outcome) {
        if (waiting.size() >= MOST_WAITING) {
            outcome.refused(JsError.INSUFFICIENT_RESOURCES.error());
            return;
        }
        inTurn(() -> {
            try {
                createNow(name, config, action, room, outcome);
            } catch (JsException e) {
                outcome.refused(e.error());
                over();
            } catch (IOException e) {
                outcome.refused(JsError.CONSUMER_STORE_FAILED.with(String.valueOf(e.getMessage())));
                over();
            }
        });
    }

    private void createNow(
            String name,
            ConsumerConfig config,
            StreamConsumers.Action action,
            StreamConsumers.Room room,
            ConsumerOutcome outcome)
            throws JsException, IOException {
        if (stopped) {
            throw new JsException(JsError.STREAM_INVALID);
        }
        Consumer there = consumers.find(name);
        if (there != null) {
            if (action == StreamConsumers.Action.CREATE
                    && !Levels.asOf(config, there.config()).equals(there.config())) {
                throw new JsException(JsError.CONSUMER_ALREADY_EXISTS);
            }
            if (stream.config().retention() == RetentionPolicy.WORKQUEUE && !isUnique(name, config)) {
                throw new JsException(JsError.CONSUMER_WQ_CONSUMER_NOT_UNIQUE);
            }
            ConsumerCheck.update(there.config(), config, this::hasInterest);
            change(there, pausedInUtc(withThreshold(there.config(), config)), named(there, outcome));
            return;
        }
        if (action == StreamConsumers.Action.UPDATE) {
            throw new JsException(JsError.CONSUMER_DOES_NOT_EXIST);
        }
        if (!config.direct() && !config.sourcing()) {
            room.check(consumers.limited());
            checkWorkQueue(name, config);
        }
        make(name, withThreshold(config), outcome);
    }

    private boolean hasInterest(String subject) {
        byte[] bytes = ByteText.bytes(subject);
        return stream.account().sublist().hasInterest(bytes, 0, bytes.length);
    }

    private void checkWorkQueue(String name, ConsumerConfig config) throws JsException {
        if (stream.config().retention() != RetentionPolicy.WORKQUEUE) {
            return;
        }
        if (config.ackPolicy() != AckPolicy.EXPLICIT && config.ackPolicy() != AckPolicy.FLOW_CONTROL) {
            throw new JsException(JsError.CONSUMER_WQ_REQUIRES_EXPLICIT_ACK);
        }
        if (config.deliverPolicy() != DeliverPolicy.ALL) {
            throw new JsException(JsError.CONSUMER_WQ_CONSUMER_NOT_DELIVER_ALL);
        }
        if (consumers.limited() > 0) {
            if (Start.filters(config).isEmpty()) {
                throw new JsException(JsError.CONSUMER_WQ_MULTIPLE_UNFILTERED);
            }
            if (!isUnique(name, config)) {
                throw new JsException(JsError.CONSUMER_WQ_CONSUMER_NOT_UNIQUE);
            }
        }
    }

    /** Whether no other consumer takes a subject that this one wants. */
    private boolean isUnique(String name, ConsumerConfig config) {
        List<String> wanted = Start.filters(config);
        for (Consumer each : consumers.all()) {
            boolean counts = !each.name().equals(name)
                    && !each.config().direct()
                    && !each.config().sourcing();
            List<String> taken = Start.filters(each.config());
            if (counts && !wanted.isEmpty() && (taken.isEmpty() || overlap(wanted, taken))) {
                return false;
            }
        }
        return true;
    }

    private static boolean overlap(List<String> some, List<String> others) {
        for (String one : some) {
            for (String other : others) {
                if (Subjects.overlap(ByteText.bytes(one), ByteText.bytes(other))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Ephemeral ones go when nobody uses them, whatever was asked. */
    private static ConsumerConfig withThreshold(ConsumerConfig config) {
        return config.durable().isEmpty() && config.inactiveThresholdNs() <= 0
                ? config.toBuilder().inactiveThresholdNs(Idleness.DEFAULT_NS).build()
                : config;
    }

    /** The same of one that there is: what counts is whether it was ephemeral, and a threshold that stays is not looked at. */
    private static ConsumerConfig withThreshold(ConsumerConfig old, ConsumerConfig to) {
        boolean stays = to.inactiveThresholdNs() == old.inactiveThresholdNs();
        return !stays && old.durable().isEmpty() && to.inactiveThresholdNs() <= 0
                ? to.toBuilder().inactiveThresholdNs(Idleness.DEFAULT_NS).build()
                : to;
    }

    /** A consumer that is there has its pause in UTC from the next request on, as nats-server writes it. */
    private static ConsumerConfig pausedInUtc(ConsumerConfig config) {
        ZonedTime until = config.pauseUntil();
        return until == null
                ? config
                : config.toBuilder().pauseUntil(until.inUtc()).build();
    }

    private void make(String name, ConsumerConfig config, ConsumerOutcome outcome) throws IOException {
        Start start = Start.of(stream.store(), config, stream.config().maxMsgsPerSubject());
        Instant now = stream.lane().clock().instant();
        io.midge.store.consumer.AckPolicy policy = policy(config.ackPolicy());
        if (config.direct() || config.memoryStorage() || stream.store().isInMemory()) {
            made(
                    name,
                    0,
                    config,
                    new ConsumerLog(new ConsumerState(policy, start.position() - 1)),
                    start,
                    now,
                    outcome);
            over();
            return;
        }
        long number = number();
        Blob blob = new Blob(ConsumerConfigJson.toBytes(config));
        long nowNs = Times.ns(now);
        propose(number, new ConsumerOp.Create(name, policy, start.position() - 1, nowNs, blob), error -> {
            if (error != null) {
                outcome.refused(error);
                return;
            }
            ConsumerLog log = new ConsumerLog(new ConsumerState(policy, start.position() - 1));
            made(name, number, config, log, start, now, outcome);
        });
    }

    private static io.midge.store.consumer.AckPolicy policy(AckPolicy policy) {
        return switch (policy) {
            case NONE -> io.midge.store.consumer.AckPolicy.NONE;
            case ALL, FLOW_CONTROL -> io.midge.store.consumer.AckPolicy.ALL;
            case EXPLICIT -> io.midge.store.consumer.AckPolicy.EXPLICIT;
        };
    }

    private void made(
            String name,
            long number,
            ConsumerConfig config,
            ConsumerLog log,
            Start start,
            Instant created,
            ConsumerOutcome outcome) {
        Consumer consumer = consumers.add(name, number, config, log, start, created);
        consumers.crew().advisories().created(name);
        stream.interestChanged();
        named(consumer, outcome).is(consumer.info(), true);
    }

    /** A request that makes one or names one that is there tells each time that it is paused. */
    private static ConsumerOutcome named(Consumer consumer, ConsumerOutcome outcome) {
        return new ConsumerOutcome() {
            @Override
            public void is(ConsumerInfo info, boolean created) {
                outcome.is(info, created);
                consumer.tellPause();
            }

            @Override
            public void refused(ApiError why) {
                outcome.refused(why);
            }
        };
    }

    private void change(Consumer consumer, ConsumerConfig config, ConsumerOutcome outcome) {
        if (config.equals(consumer.config())) {
            outcome.is(consumer.info(), false);
            over();
            return;
        }
        End end = error -> {
            if (error == null && !consumer.isClosed()) {
                boolean others = !Start.filters(config).equals(Start.filters(consumer.config()));
                consumer.configure(config);
                if (others) {
                    stream.interestChanged();
                }
            }
            if (error == null) {
                stream.whenGone(() -> outcome.is(consumer.info(), false));
            } else {
                outcome.refused(error);
            }
        };
        if (consumer.isDurable()) {
            propose(consumer.number(), new ConsumerOp.Config(new Blob(ConsumerConfigJson.toBytes(config))), end);
        } else {
            end.ended(null);
            over();
        }
    }

    void pause(String name, @Nullable Instant until, ConsumerOutcome outcome) {
        inTurn(() -> {
            Consumer consumer = consumers.find(name);
            if (consumer == null || stopped) {
                outcome.refused(JsError.CONSUMER_NOT_FOUND.error());
                over();
                return;
            }
            change(
                    consumer,
                    Levels.stored(consumer.config().toBuilder()
                            .pauseUntil(until == null ? null : ZonedTime.utc(until))
                            .build()),
                    outcome);
        });
    }

    // ── removed

    /** @param only null: whichever has the name when it is its turn */
    void delete(String name, @Nullable Consumer only, java.util.function.Consumer<@Nullable ApiError> then) {
        inTurn(() -> {
            Consumer consumer = consumers.find(name);
            if (consumer == null || stopped || (only != null && only != consumer)) {
                then.accept(JsError.CONSUMER_NOT_FOUND.error());
                over();
                return;
            }
            End end = error -> {
                if (error == null) {
                    consumers.remove(consumer, Ending.DELETED);
                    consumers.crew().advisories().deleted(name);
                    stream.interestChanged();
                    stream.whenGone(() -> then.accept(null));
                } else {
                    then.accept(error);
                }
            };
            if (consumer.isDurable()) {
                propose(consumer.number(), new ConsumerOp.Delete(), end);
            } else {
                end.ended(null);
                over();
            }
        });
    }

    // ── durable

    /** A number that was never given. */
    long number() {
        long number = Math.max(nextNumber, stream.store().consumers().nextNumber());
        nextNumber = number + 1;
        return number;
    }

    /** Proposes an operation; the next request has its turn when that has ended. */
    private void propose(long number, ConsumerOp op, End end) {
        PackedOut out = new PackedOut(256);
        op.put(out);
        Decision decision =
                new Decision().consumer(number, Times.now(stream.lane().clock()), out.buf(), out.length());
        boolean taken = stream.propose(decision, new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                end.ended(stopped ? JsError.STREAM_INVALID.error() : null); // the stream is gone, and all it has
                over();
            }

            @Override
            public void failed(String why) {
                end.ended(JsError.CONSUMER_STORE_FAILED.with(why));
                over();
            }
        });
        if (!taken) {
            end.ended(JsError.INSUFFICIENT_RESOURCES.error());
            over();
        }
    }
}
