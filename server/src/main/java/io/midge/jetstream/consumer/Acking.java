package io.midge.jetstream.consumer;

import io.midge.conf.ByteText;
import io.midge.jetstream.config.AckPolicy;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.loop.Confined;
import io.midge.store.consumer.ConsumerLog;
import io.midge.store.consumer.ConsumerState;
import java.io.IOException;

/** What acknowledgements of all kinds do to a consumer, and what becomes of messages whose acknowledgement is missed. */
@Confined("stream lane")
final class Acking {
    private static final String GONE = "Unacknowledged message was deleted";
    private static final long SOON = 1_000_000;
    private static final int ALWAYS = 100;

    private final Crew crew;
    private final Consumer consumer;
    private final Alarm missed;
    private long watched; // when the alarm rings, in the time of day; while it is set
    private int samplePercent;

    Acking(Crew crew, Consumer consumer) {
        this.crew = crew;
        this.consumer = consumer;
        this.missed = new Alarm(crew.stream().lane(), () -> check(false));
        configure();
    }

    /** Takes up what is configured. */
    void configure() {
        String text = consumer.config().sampleFrequency();
        String digits = text.endsWith("%") ? text.substring(0, text.length() - 1) : text;
        long percent = Digits.read(ByteText.bytes(digits), 0, digits.length());
        samplePercent = Math.clamp(percent, 0, ALWAYS);
    }

    private ConsumerLog log() {
        return consumer.log();
    }

    private long now() {
        return Times.now(crew.stream().lane().clock());
    }

    // ── what is told

    /** An acknowledgement came. */
    void note(Note note) throws IOException {
        boolean answers = note.streamSeq() != 0;
        switch (note.kind()) {
            case ACK -> answers = ack(note, true);
            case NEXT -> {
                ack(note, true);
                consumer.request(note.reply(), note.payload());
                answers = false;
            }
            case NAK -> nak(note);
            case PROGRESS -> {
                if (log().state().isPending(note.streamSeq())) {
                    log().delayed(note.streamSeq(), now());
                }
            }
            case TERM -> {
                answers = ack(note, false);
                String reason = ByteText.of(note.payload()).strip();
                crew.advisories()
                        .terminated(consumer.name(), note.consumerSeq(), note.streamSeq(), note.deliveries(), reason);
            }
            case NOISE, PULL, TOO_NEW, FLOW -> {}
        }
        if (answers && note.reply().length > 0) {
            crew.ledger().reply(note.reply());
        }
        crew.ledger().dirty(consumer);
    }

    /** A message is done; false: it was never delivered, and nobody is answered. */
    private boolean ack(Note note, boolean samples) {
        long seq = note.streamSeq();
        boolean ahead = Long.compareUnsigned(seq, consumer.reading().position()) >= 0;
        if (seq <= 0 || (ahead && !consumer.config().flowControl())) {
            return false;
        }
        boolean full = consumer.isFull();
        boolean waits = note.reply().length > 0;
        if (consumer.config().ackPolicy() == AckPolicy.EXPLICIT) {
            one(note, samples, waits);
        } else {
            upTo(note.consumerSeq(), seq, waits);
        }
        if (full) {
            crew.turns().ready(consumer);
        }
        return true;
    }

    private void one(Note note, boolean samples, boolean waits) {
        long seq = note.streamSeq();
        ConsumerState state = log().state();
        long first = state.pendingConsumerSeq(seq);
        if (first > 0 && samples && isSampled()) {
            long took = now() - state.pendingNs(seq);
            crew.advisories().acknowledged(consumer.name(), note.consumerSeq(), seq, took, note.deliveries());
        }
        if (first > 0 || state.redelivered(seq) > 0) {
            consumer.done(seq);
        }
        acked(note.consumerSeq(), seq, first, waits);
    }

    private void acked(long consumerSeq, long seq, long first, boolean waits) {
        log().acked(consumerSeq, seq, now(), waits);
        consumer.redelivery().remove(seq);
        if (first > 0) {
            consumer.floor().acked(log().state(), first, seq);
        }
    }

    private void upTo(long consumerSeq, long seq, boolean waits) {
        ConsumerState state = log().state();
        if (consumerSeq <= state.floorConsumer() || seq <= state.floorStream()) {
            return;
        }
        for (long each = state.nextPending(1); each > 0 && each <= seq; each = state.nextPending(each + 1)) {
            consumer.done(each);
        }
        log().acked(consumerSeq, seq, now(), waits);
        consumer.redelivery().removeUpTo(seq);
        consumer.floor().settled();
    }

    /** As nats-server does it, which is a little more often than it says. */
    private boolean isSampled() {
        return samplePercent >= ALWAYS
                || (samplePercent > 0 && crew.stream().random().nextInt(ALWAYS) <= samplePercent);
    }

    private void nak(Note note) {
        long seq = note.streamSeq();
        ConsumerState state = log().state();
        boolean within =
                note.consumerSeq() > state.floorConsumer() && note.consumerSeq() <= state.deliveredConsumer() + 1;
        if (!within || !state.isPending(seq)) {
            return;
        }
        crew.advisories().naked(consumer.name(), note.consumerSeq(), seq, note.deliveries());
        long delay = NakDelay.parse(note.payload());
        if (delay == NakDelay.NONE) {
            consumer.redelivery().add(seq);
            crew.turns().ready(consumer);
            return;
        }
        ConsumerConfig config = consumer.config();
        long now = now();
        long since = now - Backoff.bounded(config.ackWaitNs()) + Math.clamp(delay, -Backoff.LONGEST, Backoff.LONGEST);
        consumer.redelivery().remove(seq);
        log().delayed(seq, since);
        watch(consumer.redelivery().due(since, state.redelivered(seq)), now);
    }

    // ── what is missed

    /** A message was delivered: it may be missed earlier than those before, which may have been put off. */
    void delivered(long nowNs, int redeliveries) {
        long due = consumer.redelivery().due(nowNs, redeliveries);
        if (due < watched || !missed.isSet()) {
            watch(due, nowNs);
        }
    }

    /** Looks what was missed, after so many nanoseconds. */
    void checkIn(long delayNanos) {
        watch(now() + delayNanos, now());
    }

    private void watch(long due, long now) {
        if (due != Redelivery.NEVER) {
            watched = missed.isSet() ? Math.min(watched, due) : due;
            missed.in(Math.max(0, due - now) + SOON);
        }
    }

    /** Looks what was missed; {@code all}: everything counts as missed. */
    void check(boolean all) {
        if (consumer.isClosed()) {
            return;
        }
        long now = now();
        boolean full = consumer.isFull();
        long next = consumer.redelivery().check(log(), now, all, this::givenUp);
        watch(next, now);
        if (log().isDirty()) {
            crew.ledger().dirty(consumer);
        }
        if (full || !consumer.redelivery().isEmpty()) {
            crew.turns().ready(consumer);
        }
    }

    private void givenUp(long seq, int deliveries) {
        consumer.floor().givesUp(log().state());
        crew.advisories().maxDeliveries(consumer.name(), seq, deliveries);
    }

    /** A message that was to be delivered again was delivered as often as it may be. */
    void spent(long seq, int redeliveries) {
        boolean full = consumer.isFull();
        consumer.redelivery().remove(seq);
        givenUp(seq, redeliveries + 1);
        log().givenUp(seq, redeliveries + 1);
        if (full) {
            crew.turns().ready(consumer);
        }
    }

    // ── what is gone

    /** A message is not in the stream any more; {@code told}: who listens hears of it. */
    void gone(long seq, boolean told) {
        ConsumerState state = log().state();
        long first = state.pendingConsumerSeq(seq);
        int again = state.redelivered(seq);
        boolean full = consumer.isFull();
        consumer.redelivery().remove(seq);
        if (consumer.config().ackPolicy() == AckPolicy.EXPLICIT) {
            acked(first, seq, first, false);
        } else if (first > 0) {
            log().givenUp(seq, 0);
        }
        if (first > 0 && told) {
            crew.advisories().terminated(consumer.name(), first, seq, Math.max(1, again), GONE);
        }
        if (full) {
            crew.turns().ready(consumer);
        }
    }

    void stop() {
        missed.cancel();
    }
}
