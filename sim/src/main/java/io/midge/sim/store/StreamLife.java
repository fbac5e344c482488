package io.midge.sim.store;

import io.midge.raft.Replicator;
import io.midge.sim.Dice;
import io.midge.store.Decision;
import io.midge.store.StreamState;
import io.midge.store.StreamStore;
import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.Blob;
import io.midge.store.consumer.ConsumerLog;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.consumer.Consumers;
import io.midge.store.consumer.StoredConsumer;
import io.midge.store.index.SubjectFilter;
import io.midge.store.log.StoredMessage;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.MessageParts;
import io.midge.store.op.OpFrame;
import io.midge.store.op.PackedOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What one stream is told in the course of its life, through losses of power: what was proposed, in order, and how much of it was
 * said to survive. What a stream holds afterwards must be what it held after one of the proposals, and none of those before
 * the last that was committed.
 */
final class StreamLife {
    /** A change of the model. */
    private interface Step {
        void apply(StreamModel model, Consumers consumers);
    }

    private static final int MOST_SUBJECTS = 12;
    private static final long TIME = 1_700_000_000_000_000_000L;

    private final boolean inMemory;
    private final int largest;
    private final List<List<Step>> proposed = new ArrayList<>();
    private final TreeMap<Long, StreamModel.Message> written = new TreeMap<>();
    private final List<String> refusals = new ArrayList<>();
    private int committed;
    private StreamModel ahead = new StreamModel();
    private ConsumerLog consumer = new ConsumerLog(new io.midge.store.consumer.ConsumerState(AckPolicy.EXPLICIT, 0));
    /** What is there after the first so many proposals, all of them committed. */
    private final StreamModel base = new StreamModel();

    private final Consumers baseConsumers = new Consumers();
    private int based;
    private boolean hasConsumer;
    private long deliveries;
    private final Decision decision = new Decision();
    private long clock = TIME;
    private boolean leaving;

    /** Of a stream whose payloads are up to so many bytes. */
    StreamLife(boolean inMemory, int largest) {
        this.inMemory = inMemory;
        this.largest = largest;
    }

    int committed() {
        return committed;
    }

    int inFlight() {
        return proposed.size() - committed;
    }

    /** It is to be dropped: from now on it may be gone. */
    void leaves() {
        leaving = true;
    }

    /** It was not dropped in time. */
    void stays() {
        leaving = false;
    }

    boolean isLeaving() {
        return leaving;
    }

    // ---- living; on the stream's lane ----

    /** Decides something and proposes it. */
    void step(StreamStore stream, Dice dice) throws IOException {
        decision.clear();
        List<Step> steps = new ArrayList<>();
        clock += dice.below(3_000_000_000L);
        int kind = dice.below(20);
        if (!hasConsumer) {
            makeConsumer(steps);
        } else if (kind < 12 || ahead.messages.isEmpty()) {
            for (int n = 1 + dice.below(3); n > 0; n--) {
                append(stream, dice, steps);
            }
            if (dice.oneIn(4)) {
                evict(dice, steps);
            }
        } else if (kind < 15) {
            delete(dice, steps);
        } else if (kind == 15) {
            skip(dice, steps);
        } else if (kind == 16 && dice.oneIn(4)) {
            purge(steps);
        } else {
            consume(dice, steps);
        }
        if (!decision.isEmpty()) {
            propose(stream, steps);
        }
    }

    private void propose(StreamStore stream, List<Step> steps) {
        proposed.add(steps);
        boolean alone = inFlight() == 1 && stream.lane().isQuiet();
        Replicator.Proposal end = new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                committed++;
            }

            @Override
            public void failed(String why) {
                refusals.add(why);
                if (stream.failure().isEmpty()) { // and so is all that was decided behind it
                    proposed.remove(steps);
                    rewind(proposed.size());
                } // else nobody knows
            }
        };
        boolean taken = stream.propose(decision, end, alone);
        if (!taken) {
            stream.drop(decision);
            refusals.add(stream.failure().isEmpty() ? stream.shortage() : stream.failure());
            proposed.removeLast();
            rewind(proposed.size());
        }
    }

    /** A step could not be made up: it is forgotten. */
    void gaveUp(String why) {
        refusals.add(why);
        rewind(proposed.size());
    }

    /** Why proposals were not taken, or failed; empty: there was no room. */
    List<String> refusals() {
        return refusals;
    }

    private void append(StreamStore stream, Dice dice, List<Step> steps) throws IOException {
        long seq = ahead.last + 1;
        String subject = "s." + dice.below(MOST_SUBJECTS) + (dice.oneIn(3) ? ".x" : "");
        int length = dice.oneIn(8) ? dice.below(largest) : dice.below(60);
        byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) (dice.oneIn(3) ? dice.next() : 'a' + i % 7);
        }
        byte[] headers = dice.oneIn(4)
                ? ("NATS/1.0\r\nA: " + seq + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1)
                : new byte[0];
        int ttl = dice.oneIn(5) ? 1 + dice.below(100) : dice.oneIn(20) ? OpFrame.FOREVER : 0;
        long time = clock;
        MessageParts parts = MessageParts.of(subject.getBytes(StandardCharsets.ISO_8859_1), headers, payload);
        stream.message(decision, seq, time, ttl, 0, parts);
        StreamModel.Message message = new StreamModel.Message(seq, subject, headers, payload, time, ttl);
        written.put(seq, message);
        note(steps, (model, consumers) -> model.append(message));
    }

    private void evict(Dice dice, List<Step> steps) {
        long first = ahead.first + dice.below(4);
        if (first <= ahead.last) {
            decision.evict(first, clock);
            note(steps, (model, consumers) -> model.evict(first));
        }
    }

    private void delete(Dice dice, List<Step> steps) {
        int ranges = 1 + dice.below(3);
        long[] pairs = new long[2 * ranges];
        long at = ahead.first + dice.below(Math.max(1, ahead.last - ahead.first + 1));
        for (int i = 0; i < ranges; i++) {
            pairs[2 * i] = at;
            pairs[2 * i + 1] = at + dice.below(3);
            at = pairs[2 * i + 1] + 2 + dice.below(5);
        }
        decision.delete(pairs, ranges, clock, false);
        for (int i = 0; i < ranges; i++) {
            long from = pairs[2 * i];
            long to = pairs[2 * i + 1];
            note(steps, (model, consumers) -> model.delete(from, to));
        }
    }

    private void skip(Dice dice, List<Step> steps) {
        long to = ahead.last + 1 + dice.below(5);
        long time = clock;
        decision.skip(to, time);
        note(steps, (model, consumers) -> model.skip(to, time));
    }

    private void purge(List<Step> steps) {
        long to = ahead.last + 1;
        decision.evict(to, clock);
        note(steps, (model, consumers) -> model.evict(to));
    }

    private void makeConsumer(List<Step> steps) {
        hasConsumer = true;
        consumerOp(new ConsumerOp.Create("c", AckPolicy.EXPLICIT, 0, TIME, new Blob(new byte[] {1, 2, 3})), steps);
    }

    private void consume(Dice dice, List<Step> steps) {
        for (int n = dice.below(8); n > 0; n--) {
            long next = ahead.next(consumer.state().deliveredStream() + 1, any -> true);
            if (next > 0 && dice.below(3) > 0) {
                consumer.delivered(++deliveries, next, clock);
            } else {
                long pending = consumer.state().nextPending(1 + dice.below(ahead.last + 1));
                if (pending > 0) {
                    consumer.acked(consumer.state().pendingConsumerSeq(pending), pending, clock, false);
                }
            }
        }
        consumer.flush(op -> consumerOp(op, steps));
    }

    private void consumerOp(ConsumerOp op, List<Step> steps) {
        PackedOut out = new PackedOut(64);
        op.put(out);
        decision.consumer(1, clock, out.buf(), out.length());
        note(steps, (model, consumers) -> consumers.apply(1, op));
    }

    private void note(List<Step> steps, Step step) {
        steps.add(step);
        step.apply(ahead, new Consumers());
    }

    // ---- what must be there ----

    /**
     * Compares what a stream holds with what it may hold, and goes on from there.
     *
     * @return what is wrong; empty if nothing is
     */
    String check(StreamStore stream) throws IOException {
        String found = print(stream);
        advance();
        StreamModel model = base.copy();
        Consumers consumers = copy(baseConsumers);
        String wanted = "";
        for (int n = based; n <= proposed.size(); n++) {
            if (n >= committed) {
                String here = print(model, consumers);
                wanted = n == committed ? here : wanted;
                if (here.equals(found)) {
                    proposed.subList(n, proposed.size()).clear();
                    committed = n;
                    rewind(n);
                    return answers(stream, model);
                }
            }
            if (n < proposed.size()) {
                proposed.get(n).forEach(step -> step.apply(model, consumers));
            }
        }
        return "after " + committed + " of " + proposed.size() + " proposals there should be at least\n" + wanted
                + "or at most\n" + print(model, consumers) + "but there is\n" + found;
    }

    /** What is there after all that was proposed, but for the operations with these numbers, of which the first is 1. */
    void tell(LongPredicate lost, StreamModel model, Consumers consumers) {
        for (int n = 0; n < proposed.size(); n++) {
            if (!lost.test(n + 1)) {
                proposed.get(n).forEach(step -> step.apply(model, consumers));
            }
        }
    }

    /** The message that had this sequence, if one ever did. */
    StreamModel.@Nullable Message written(long seq) {
        return written.get(seq);
    }

    /** The last sequence that was given. */
    long last() {
        return ahead.last;
    }

    /** How many operations were proposed. */
    int operations() {
        return proposed.size();
    }

    private void advance() {
        while (based < committed) {
            proposed.get(based++).forEach(step -> step.apply(base, baseConsumers));
        }
    }

    private static Consumers copy(Consumers of) {
        Consumers copy = new Consumers();
        OpFrame frame = new OpFrame();
        try {
            of.write(true, 0, (buf, off, length) -> {
                frame.trusted(buf, off);
                read(copy, frame);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    private static void read(Consumers into, OpFrame frame) {
        try {
            into.read(frame.buf(), frame.bodyOffset(), frame.bodyLength());
        } catch (BadFrameException e) {
            throw new IllegalStateException(e);
        }
    }

    private void rewind(int to) {
        advance();
        ahead = base.copy();
        Consumers consumers = copy(baseConsumers);
        for (List<Step> each : proposed.subList(based, to)) {
            each.forEach(step -> step.apply(ahead, consumers));
        }
        StoredConsumer one = consumers.find(1);
        hasConsumer = one != null;
        if (one != null) {
            consumer = new ConsumerLog(one.state());
            deliveries = one.state().deliveredConsumer();
        }
    }

    String print(StreamModel model, Consumers consumers) {
        StringBuilder text = new StringBuilder(model.state(inMemory)).append('\n');
        model.messages.values().forEach(each -> line(text, each));
        return text.append(print(consumers)).toString();
    }

    String print(StreamStore stream) throws IOException {
        StreamState state = stream.state();
        StringBuilder text = new StringBuilder(StreamModel.state(state)).append('\n');
        StoredMessage message = new StoredMessage();
        SubjectFilter all = stream.filter(List.of());
        for (long seq = stream.next(0, all, message); seq > 0; seq = stream.next(seq + 1, all, message)) {
            line(text, copy(message));
        }
        return text.append(print(stream.consumers())).toString();
    }

    static StreamModel.Message copy(StoredMessage message) {
        return new StreamModel.Message(
                message.seq,
                new String(message.subject, message.subjectOffset, message.subjectLength, StandardCharsets.ISO_8859_1),
                Arrays.copyOfRange(
                        message.headers, message.headersOffset, message.headersOffset + message.headersLength),
                Arrays.copyOfRange(
                        message.payload, message.payloadOffset, message.payloadOffset + message.payloadLength),
                message.time,
                message.ttl);
    }

    static void line(StringBuilder text, StreamModel.Message message) {
        text.append(message.seq())
                .append(' ')
                .append(message.subject())
                .append(' ')
                .append(message.time())
                .append(' ')
                .append(message.ttl())
                .append(' ')
                .append(Arrays.hashCode(message.headers()))
                .append(' ')
                .append(message.payload().length)
                .append(' ')
                .append(Arrays.hashCode(message.payload()))
                .append('\n');
    }

    static String print(Consumers consumers) {
        StringBuilder text = new StringBuilder();
        consumers.forEach(each -> {
            text.append(each.name()).append(": ").append(each.state());
            each.state()
                    .forEachPending((seq, own, time) ->
                            text.append(' ').append(seq).append('/').append(own));
            text.append('\n');
        });
        return text.toString();
    }

    /** What else it answers: by subject, by time, and how many. */
    String answers(StreamStore stream, StreamModel model) throws IOException {
        for (List<String> patterns : List.of(List.of("s.*"), List.of("s.1", "s.*.x"), List.of("s.3"), List.of(">"))) {
            SubjectFilter filter = stream.filter(patterns.stream()
                    .map(each -> each.getBytes(StandardCharsets.ISO_8859_1))
                    .toList());
            for (long from : new long[] {1, model.first, (model.first + model.last) / 2, model.last, model.last + 1}) {
                StoredMessage message = new StoredMessage();
                String about = patterns + " from " + from + ": ";
                long next = stream.next(from, filter, message);
                if (next != model.next(from, StreamModel.filter(patterns))) {
                    return about + "the next is not " + next;
                }
                long previous = stream.previous(from, filter, message);
                if (previous != model.previous(from, StreamModel.filter(patterns))) {
                    return about + "the previous is not " + previous;
                }
                long count = stream.numPending(from, filter);
                if (count != model.count(from, StreamModel.filter(patterns))) {
                    return about + "there are not " + count;
                }
            }
        }
        return subjects(stream, model);
    }

    private static String subjects(StreamStore stream, StreamModel model) throws IOException {
        List<String> found = new ArrayList<>();
        List<byte[]> names = new ArrayList<>();
        stream.subjects().visit(new byte[] {'>'}, id -> {
            names.add(stream.subjects().name(id));
            return true;
        });
        for (byte[] name : names) {
            long[] row = {
                stream.count(name, 0, name.length),
                stream.firstSeq(name, 0, name.length),
                stream.lastSeq(name, 0, name.length)
            };
            found.add(new String(name, StandardCharsets.ISO_8859_1) + Arrays.toString(row));
        }
        List<String> wanted = model.subjects(any -> true);
        return found.equals(wanted) ? "" : "subjects " + found + " instead of " + wanted;
    }
}
