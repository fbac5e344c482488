package io.midge.jetstream.consumer;

import io.midge.account.Postbox;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.RetentionPolicy;
import io.midge.loop.Confined;
import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.ConsumerLog;
import io.midge.store.log.MessageLog;
import io.midge.store.log.StoredMessage;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Delivers: what is to be delivered again first, then what comes next in the stream, one message after the other until there is none,
 * nobody who wants it, or a reason to wait. A message is read where it lies and copied once, into the postbox.
 */
@Confined("stream lane")
final class Delivering {
    /** Why nothing more is delivered now. */
    enum Rest {
        /** It is the turn of others. */
        TURN,
        /** There is no message. */
        END,
        /** As many as may be are not acknowledged. */
        FULL,
        /** Nobody wants one now. */
        UNWANTED,
        /** A moment has to come first. */
        TIME,
        /** The stream cannot be read. */
        BROKEN
    }

    private static final byte[] NONE = {};
    private static final byte[] SIZE = {'N', 'a', 't', 's', '-', 'M', 's', 'g', '-', 'S', 'i', 'z', 'e', ':', ' '};
    private static final byte[] LINE = {'N', 'A', 'T', 'S', '/', '1', '.', '0', '\r', '\n'};

    private final Crew crew;
    private final Consumer consumer;
    private final AckReply reply;
    private final StoredMessage message = new StoredMessage();
    private final @Nullable Replay replay;
    private byte[] scratch = NONE;
    private byte[] headers = NONE;
    private int headersOff;
    private int headersLength;
    private int payloadLength;
    private long nanos;
    private long wall;
    private long waitNs;
    private int count;

    /** @param replay null: messages are delivered as soon as they can be */
    Delivering(Crew crew, Consumer consumer, @Nullable Replay replay) {
        this.crew = crew;
        this.consumer = consumer;
        this.replay = replay;
        this.reply = new AckReply(crew.stream().name(), consumer.name());
    }

    /** How many the last run has delivered. */
    int count() {
        return count;
    }

    /** After {@link Rest#TIME}: how long to wait. */
    long waitNs() {
        return waitNs;
    }

    /** There was nothing to deliver, or nobody who wants it. */
    void rests() {
        if (replay != null) {
            replay.rests(consumer.reading().position());
        }
    }

    /** Delivers so many at most. */
    Rest run(int most) {
        nanos = crew.stream().lane().clock().nanos();
        wall = Times.now(crew.stream().lane().clock());
        count = 0;
        if (consumer.isPush()) {
            consumer.look(); // who went away a moment ago would be sent all that there is
        } else {
            consumer.pulling().queue().round();
        }
        Postbox postbox = crew.stream().postbox();
        try {
            for (int tried = 0; tried < most && postbox.hasRoom(); tried++) {
                Rest rest = consumer.wants(wall) ? one(postbox) : Rest.UNWANTED;
                if (rest != null) {
                    return rest;
                }
            }
        } catch (IOException e) {
            return Rest.BROKEN;
        }
        return Rest.TURN;
    }

    private @Nullable Rest one(Postbox postbox) throws IOException {
        Redelivery again = consumer.redelivery();
        ConsumerLog log = consumer.log();
        long seq = again.first();
        int deliveries = 1;
        if (seq > 0) {
            int before = log.state().redelivered(seq);
            if (again.isSpent(before)) {
                consumer.acking().spent(seq, before);
                return null;
            }
            if (!crew.stream().store().read(seq, message)) {
                consumer.acking().gone(seq, true);
                return null;
            }
            deliveries = before + 2;
        } else {
            if (consumer.isFull()) {
                return Rest.FULL;
            }
            seq = consumer.reading().peek(message);
            if (seq == MessageLog.NONE) {
                return Rest.END;
            }
        }
        return deliver(postbox, log, seq, deliveries);
    }

    private @Nullable Rest deliver(Postbox postbox, ConsumerLog log, long seq, int deliveries) throws IOException {
        waitNs = replay == null ? 0 : replay.wait(seq, message.time, nanos);
        if (waitNs > 0) {
            return Rest.TIME;
        }
        long consumerSeq = log.state().deliveredConsumer() + 1;
        long ahead = consumer.reading().ahead();
        long pending = deliveries == 1 ? Math.max(0, ahead - 1) : ahead;
        int replyLength = reply.write(deliveries, seq, consumerSeq, message.time, pending);
        prepare(consumer.config());
        int body = replyLength + headersLength + payloadLength;
        PullWaiter waiter = null;
        byte[] to;
        if (consumer.isPush()) {
            to = consumer.pushing().subject();
            waitNs = consumer.pushing().wait(message.subjectLength + body, nanos);
            if (waitNs > 0) {
                return Rest.TIME;
            }
        } else {
            waiter = consumer.pulling().queue().next(message.subjectLength + body, nanos);
            if (waiter == null) {
                return Rest.UNWANTED;
            }
            to = waiter.reply;
        }
        postbox.put(
                crew.stream().account(),
                to,
                message.subject,
                message.subjectOffset,
                message.subjectLength,
                reply.bytes(),
                replyLength,
                headers,
                headersOff,
                headersLength,
                message.payload,
                message.payloadOffset,
                payloadLength);
        count++;
        track(log, seq, consumerSeq, deliveries);
        if (waiter == null) {
            consumer.pushing().delivered(to.length + body, nanos);
        } else {
            served(waiter);
        }
        return null;
    }

    private void track(ConsumerLog log, long seq, long consumerSeq, int deliveries) {
        if (replay != null) {
            replay.delivered(message.time);
        }
        if (deliveries == 1) {
            consumer.reading().taken(seq);
            log.delivered(consumerSeq, seq, wall);
        } else {
            consumer.redelivery().remove(seq);
            log.redelivered(consumerSeq, seq, deliveries, wall);
        }
        if (log.state().policy() != AckPolicy.NONE) {
            consumer.acking().delivered(wall, deliveries - 1);
        } else if (crew.stream().config().retention() != RetentionPolicy.LIMITS) {
            consumer.done(seq);
        }
    }

    private void served(PullWaiter waiter) {
        if (waiter.left > 0) {
            waiter.beaten(nanos);
        } else if (waiter.bytes > 0) {
            crew.status().send(waiter, "409 Batch Completed");
        }
        consumer.pulling().queue().active(nanos);
    }

    /** What of the message is sent: all of it, or its headers with the size of its payload. */
    private void prepare(ConsumerConfig config) {
        if (!config.headersOnly()) {
            headers = message.headers;
            headersOff = message.headersOffset;
            headersLength = message.headersLength;
            payloadLength = message.payloadLength;
            return;
        }
        int room = Math.max(LINE.length, message.headersLength) + SIZE.length + Digits.MOST + 4;
        if (scratch.length < room) {
            scratch = Arrays.copyOf(scratch, Math.max(room, 2 * scratch.length));
        }
        int at;
        if (message.headersLength == 0) {
            System.arraycopy(LINE, 0, scratch, 0, LINE.length);
            at = LINE.length;
        } else {
            at = message.headersLength - 2; // without the empty line
            System.arraycopy(message.headers, message.headersOffset, scratch, 0, at);
        }
        System.arraycopy(SIZE, 0, scratch, at, SIZE.length);
        at = Digits.put(message.payloadLength, scratch, at + SIZE.length);
        for (int i = 0; i < 2; i++) {
            scratch[at++] = '\r';
            scratch[at++] = '\n';
        }
        headers = scratch;
        headersOff = 0;
        headersLength = at;
        payloadLength = 0;
    }
}
