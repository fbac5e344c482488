package io.midge.sim.store;

import io.midge.sim.Dice;
import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.Blob;
import io.midge.store.consumer.ConsumerLog;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.consumer.ConsumerState;
import io.midge.store.consumer.Consumers;
import io.midge.store.consumer.StoredConsumer;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import io.midge.store.op.PackedOut;
import io.midge.store.time.DedupeWindow;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Decides at random what streams are told, all of them the same, and tells the model. */
final class TwinScript {
    /** What is known of an id. */
    record Id(long seq, long time) {}

    private static final long SECOND = 1_000_000_000L;
    private static final int CONSUMERS = 3;

    final StreamModel model = new StreamModel();
    final Consumers consumers = new Consumers();
    final TreeMap<String, Id> ids = new TreeMap<>();
    final List<String> subjects = new ArrayList<>();
    final long window;
    byte[] config = {1};
    long clock = 1_700_000_000_000_000_000L;

    private final Dice dice;
    private final List<TwinStream> streams;
    private final TreeMap<Long, ConsumerLog> logs = new TreeMap<>();
    private final int most;
    private final int large;
    private final boolean goesBack;
    private long operations;

    TwinScript(Dice dice, List<TwinStream> streams) {
        this.dice = dice;
        this.streams = streams;
        this.most = (int) dice.pick(3, 40, 150, 600);
        this.large = (int) dice.pick(100, 2000, 5000);
        this.goesBack = dice.oneIn(4);
        this.window = goesBack ? 0 : dice.pick(0, 5, 60, 600) * SECOND;
        long names = dice.pick(1, 4, 30, 300);
        for (long n = 0; n < names; n++) {
            subjects.add(subject());
        }
    }

    private String subject() {
        List<String> tokens = new ArrayList<>();
        for (int n = dice.below(4); n >= 0; n--) {
            tokens.add(List.of("a", "b", "c", "dd", "d", "\u00e9", "x" + dice.below(100))
                    .get(dice.below(7)));
        }
        return String.join(".", tokens);
    }

    /** How many operations it has told. */
    long operations() {
        return operations;
    }

    private <T> T any(List<T> of) {
        return of.get(dice.below(of.size()));
    }

    /** Decides one to four operations, and proposes them. */
    void step() throws IOException {
        clock += dice.oneIn(3) ? 0 : dice.below(dice.oneIn(50) ? 60 * SECOND : SECOND);
        clock -= goesBack && dice.oneIn(20) ? dice.below(30 * SECOND) : 0;
        for (int n = dice.oneIn(3) ? 1 + dice.below(4) : 1; n > 0; n--) {
            decide();
        }
        while (model.messages.size() > most) {
            evict(model.messages.firstKey() + 1 + dice.below(1 + most / 8));
        }
        for (TwinStream each : streams) {
            if (!each.decision.isEmpty()) {
                each.propose();
            }
        }
    }

    private void decide() throws IOException {
        int kind = dice.below(64);
        if (kind < 32 || model.messages.isEmpty()) {
            append("");
        } else if (kind < 36) {
            appendId();
        } else if (kind < 44) {
            delete();
        } else if (kind < 46) {
            evict(model.first + dice.below(4) - 1);
        } else if (kind == 46) {
            skip();
        } else if (kind == 47 && dice.oneIn(8)) {
            evict(model.last + 1 + (dice.oneIn(3) ? dice.below(5) : 0)); // purge, or purge up to a sequence to come
        } else if (kind == 48) {
            purge();
        } else if (kind == 49 && dice.oneIn(4)) {
            config = new byte[dice.below(300)];
            Arrays.fill(config, (byte) dice.next());
            streams.forEach(each -> each.decision.config(config, clock));
            operations++;
        } else {
            consumers(kind);
        }
    }

    private void append(String id) throws IOException {
        long seq = model.last + 1;
        String subject = any(subjects);
        byte[] payload = payload();
        int ttl = dice.oneIn(5) ? 1 + dice.below(100) : dice.oneIn(20) ? OpFrame.FOREVER : 0;
        byte[] headers = new byte[0];
        if (!id.isEmpty() || dice.oneIn(4)) {
            String more = dice.oneIn(30) ? "x".repeat(dice.below(4000)) : "A: " + seq;
            String named = id.isEmpty() ? "" : "Nats-Msg-Id: " + id + "\r\n";
            headers = ("NATS/1.0\r\n" + more + "\r\n" + named + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }
        MessageParts parts = MessageParts.of(subject.getBytes(StandardCharsets.ISO_8859_1), headers, payload);
        for (TwinStream each : streams) {
            each.stream().message(each.decision, seq, clock, ttl, id.isEmpty() ? 0 : OpFrame.FLAG_MSG_ID, parts);
        }
        model.append(new StreamModel.Message(seq, subject, headers, payload, clock, ttl));
        operations++;
    }

    private byte[] payload() {
        int length = dice.oneIn(4000) ? dice.below(1_500_000) : dice.oneIn(8) ? dice.below(large) : dice.below(60);
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) ('a' + dice.below(26)));
        for (int n = dice.below(2) * length / 8; n > 0; n--) {
            payload[dice.below(length)] = (byte) dice.next();
        }
        return payload;
    }

    /** As whoever owns a stream does: an id that is new is reserved, and confirmed with its message. */
    private void appendId() throws IOException {
        String id = "m" + dice.below(300);
        Id known = ids.get(id);
        if (window == 0 || (known != null && clock - known.time < window + window / 32)) {
            return;
        }
        byte[] bytes = id.getBytes(StandardCharsets.ISO_8859_1);
        for (TwinStream each : streams) {
            long answer = each.stream().duplicates().reserve(bytes, 0, bytes.length, clock);
            if (answer != DedupeWindow.NEW) {
                throw new IllegalStateException(
                        each.inMemory + ": " + id + " at " + clock + " is " + answer + ", and it was " + known);
            }
        }
        if (dice.oneIn(10)) {
            streams.forEach(each -> each.stream().duplicates().release(bytes, 0, bytes.length));
            return;
        }
        ids.put(id, new Id(model.last + 1, clock));
        append(id);
    }

    private void delete() {
        int ranges = dice.oneIn(3) ? 1 + dice.below(6) : 1;
        long[] pairs = new long[2 * ranges];
        long at = Math.max(1, model.first - 3 + dice.below(model.last - model.first + 7));
        for (int i = 0; i < ranges; i++) {
            pairs[2 * i] = at;
            pairs[2 * i + 1] = at + (dice.oneIn(20) ? dice.below(most) : dice.below(3));
            at = pairs[2 * i + 1] + 1 + dice.below(5);
        }
        delete(pairs, dice.oneIn(5));
    }

    private void delete(long[] pairs, boolean erase) {
        for (int i = 0; i < pairs.length; i += 2) {
            model.delete(pairs[i], Math.min(model.last, pairs[i + 1]));
        }
        streams.forEach(each -> each.decision.delete(pairs, pairs.length / 2, clock, erase));
        operations++;
    }

    private void deleteAll(List<Long> seqs) {
        for (int from = 0; from < seqs.size(); from += 50) {
            delete(
                    seqs.subList(from, Math.min(seqs.size(), from + 50)).stream()
                            .flatMapToLong(seq -> Arrays.stream(new long[] {seq, seq}))
                            .toArray(),
                    false);
        }
    }

    private void evict(long to) {
        model.evict(to);
        streams.forEach(each -> each.decision.evict(to, clock));
        operations++;
    }

    private void skip() {
        long to = model.last + 1 + dice.below(5);
        model.skip(to, clock);
        streams.forEach(each -> each.decision.skip(to, clock));
        operations++;
    }

    /** By subject, but for the last few. */
    private void purge() {
        String subject = any(subjects);
        Predicate<String> filter = dice.oneIn(2)
                ? subject::equals
                : StreamModel.filter(List.of(subject.charAt(0) + (dice.oneIn(2) ? ".>" : ".*")));
        List<Long> seqs = model.messages.values().stream()
                .filter(each -> filter.test(each.subject()))
                .map(StreamModel.Message::seq)
                .toList();
        deleteAll(seqs.subList(0, Math.max(0, seqs.size() - dice.below(3))));
    }

    /** Deletes these, which have expired. Nothing is on its way. */
    void expire(List<long[]> expired) {
        deleteAll(expired.stream().map(each -> each[0]).sorted().toList());
        streams.stream().filter(each -> !each.decision.isEmpty()).forEach(TwinStream::propose);
    }

    // ---- consumers ----

    private void consumers(int kind) {
        int wanted = 1 + dice.below(CONSUMERS);
        if (consumers.size() < wanted) {
            long number = consumers.nextNumber();
            AckPolicy policy = any(List.of(AckPolicy.values()));
            Blob config = new Blob(new byte[dice.oneIn(20) ? dice.below(3000) : dice.below(20)]);
            tell(number, new ConsumerOp.Create("c" + dice.below(9), policy, dice.below(model.last), clock, config));
            return;
        }
        List<StoredConsumer> all = new ArrayList<>();
        consumers.forEach(all::add);
        StoredConsumer one = any(all);
        if (kind == 52 && dice.oneIn(10)) {
            tell(one.number(), new ConsumerOp.Delete());
        } else if (kind == 50) {
            tell(one.number(), new ConsumerOp.Config(new Blob(new byte[dice.below(40)])));
        } else {
            ConsumerLog log = logs.computeIfAbsent(one.number(), any -> new ConsumerLog(one.state()));
            for (int n = 1 + dice.below(12); n > 0; n--) {
                consume(log);
            }
            if (dice.oneIn(20)) {
                log.rollBack(one.state());
            } else if (dice.below(3) > 0) {
                log.flush(op -> tell(one.number(), op));
            }
        }
    }

    private void consume(ConsumerLog log) {
        ConsumerState state = log.state();
        long next = model.next(state.deliveredStream() + 1, any -> true);
        long pending = state.nextPending(model.last == 0 ? 1 : 1 + dice.below(model.last));
        int kind = dice.below(32);
        if (kind < 14 && next > 0) {
            log.delivered(state.deliveredConsumer() + 1, next, clock);
        } else if (kind < 22 && pending > 0) {
            log.acked(state.pendingConsumerSeq(pending), pending, clock, dice.oneIn(2));
        } else if (kind < 25 && pending > 0) {
            log.redelivered(state.deliveredConsumer() + 1, pending, state.redelivered(pending) + 2, clock);
        } else if (kind == 25 && pending > 0) {
            log.delayed(pending, clock);
        } else if (kind == 26 && pending > 0) {
            log.givenUp(pending, state.redelivered(pending) + 1);
        } else if (kind == 27 && model.last > 0) {
            log.skipped(dice.below(model.last + 1));
        } else if (kind == 28) {
            log.purged(model.first);
        } else if (kind == 29) {
            log.forgotten(model.first);
        } else if (kind == 30 && dice.oneIn(10)) {
            log.reset(dice.below(model.last + 1));
        }
    }

    private void tell(long number, ConsumerOp op) {
        consumers.apply(number, op);
        PackedOut out = new PackedOut(64);
        op.put(out);
        streams.forEach(each -> each.decision.consumer(number, clock, out.buf(), out.length()));
        if (consumers.find(number) == null || !(op instanceof ConsumerOp.OnState)) {
            logs.clear();
        }
        operations++;
    }

    static String print(Consumers consumers) {
        StringBuilder text = new StringBuilder("next " + consumers.nextNumber() + '\n');
        consumers.forEach(each -> {
            ConsumerState state = each.state();
            text.append(each.number() + " " + each.name() + " " + each.createdNs() + " " + state.policy() + " ")
                    .append(Arrays.hashCode(each.config().bytes()) + " " + state + " ")
                    .append(state.deliveredNs() + " " + state.ackedNs() + " pending");
            state.forEachPending((seq, own, time) -> text.append(" " + seq + "/" + own + "@" + time));
            text.append(" again");
            state.forEachRedelivered((seq, count) -> text.append(" " + seq + "*" + count));
            text.append('\n');
        });
        return text.toString();
    }
}
