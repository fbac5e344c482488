package io.midge.jetstream.consumer;

import io.midge.account.Account;
import io.midge.account.Subscription;
import io.midge.conf.ByteText;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.loop.Confined;
import io.midge.subject.SublistResult;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What a push consumer has that a pull consumer has not: somebody who listens, heartbeats, flow control, a limited rate. */
@Confined("stream lane")
final class Pushing {
    /** Letters and digits of a question's reply subject that nobody can guess. */
    private static final int ID = 4;

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int DEFAULT_PAYLOAD = 1 << 20;
    private static final byte[] NONE = {};

    private final Crew crew;
    private final Consumer consumer;
    private final Alarm heartbeat;
    private final @Nullable FlowWindow flow;
    private byte[] subject = NONE;
    private byte[] group = NONE;
    private @Nullable RateLimit rate;
    private final AtomicBoolean heard = new AtomicBoolean();
    private final Runnable watch = this::heard;
    private byte @Nullable [] watched;
    private boolean active;
    private long sent;

    Pushing(Crew crew, Consumer consumer) {
        this.crew = crew;
        this.consumer = consumer;
        this.heartbeat = new Alarm(crew.stream().lane(), this::beat);
        this.flow = consumer.config().flowControl() ? new FlowWindow() : null;
        configure();
        setRate();
    }

    /** Takes up what is configured. */
    void configure() {
        ConsumerConfig config = consumer.config();
        subject = ByteText.bytes(config.deliverSubject());
        group = ByteText.bytes(config.deliverGroup());
        if (watched != null) {
            watch();
        }
    }

    /** Who begins or ends to listen is heard of from now on: before it is looked who is there, so that none is missed. */
    private void watch() {
        unwatch();
        watched = subject;
        crew.stream().account().sublist().watch(subject, watch);
    }

    private void unwatch() {
        if (watched != null) {
            crew.stream().account().sublist().unwatch(watched, watch);
            watched = null;
        }
    }

    /** Somebody came or went. However many did since it was looked the last time, it is looked once. Any thread. */
    private void heard() {
        if (heard.compareAndSet(false, true)) {
            try {
                crew.stream().lane().execute(this::lookAgain);
            } catch (RejectedExecutionException e) {
                return; // the server stops
            }
        }
    }

    private void lookAgain() {
        heard.set(false);
        if (!consumer.isClosed()) {
            consumer.look();
        }
    }

    /** Another rate, or another largest message, begins with a full bucket. */
    void setRate() {
        long bps = consumer.config().rateLimitBps();
        rate = bps == 0
                ? null
                : new RateLimit(bps, burst(), crew.stream().lane().clock().nanos());
    }

    private long burst() {
        int message = crew.stream().config().maxMsgSize();
        int payload = crew.stream().account().limits().maxPayload();
        return message > 0 ? message : payload > 0 ? payload : DEFAULT_PAYLOAD;
    }

    void start() {
        sent = crew.stream().lane().clock().nanos();
        long every = consumer.config().heartbeatNs();
        if (every > 0) {
            heartbeat.in(every);
        }
        watch();
        look();
    }

    void stop() {
        heartbeat.cancel();
        unwatch();
        active = false;
    }

    /** Where it delivers to. */
    byte[] subject() {
        return subject;
    }

    /** Whether somebody listened when it was looked the last time. */
    boolean isActive() {
        return active;
    }

    /** Whether deliveries wait for an answer. */
    boolean isStalled() {
        return flow != null && flow.isStalled();
    }

    /** Looks whether somebody listens; whether that has changed. */
    boolean look() {
        boolean now = isWanted();
        boolean changed = now != active;
        active = now;
        return changed;
    }

    /** Somebody listens who has this very subject, and is of the group if there is one. */
    private boolean isWanted() {
        Account account = crew.stream().account();
        SublistResult<Subscription> found = account.sublist().match(subject, 0, subject.length);
        if (group.length == 0) {
            for (int i = 0, n = found.plainCount(); i < n; i++) {
                if (Arrays.equals(found.plain(i).subject(), subject)) {
                    return true;
                }
            }
            return false;
        }
        for (int g = 0, n = found.groupCount(); g < n; g++) {
            if (Arrays.equals(found.groupName(g), group)) {
                for (int i = 0, members = found.groupSize(g); i < members; i++) {
                    if (Arrays.equals(found.member(g, i).subject(), subject)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** In how many nanoseconds a message of this size may be delivered; 0: now, and it is counted. */
    long wait(int size, long now) {
        return rate == null ? 0 : rate.take(size, now);
    }

    /** A message was delivered; {@code size} is what it is to flow control. */
    void delivered(int size, long now) {
        sent = now;
        if (flow != null && flow.delivered(size)) {
            byte[] reply = question();
            flow.asked(reply);
            crew.status().flowControl(subject, reply);
        }
    }

    private byte[] question() {
        StringBuilder reply = new StringBuilder("$JS.FC.")
                .append(crew.stream().name())
                .append('.')
                .append(consumer.name())
                .append('.');
        for (int i = 0; i < ID; i++) {
            reply.append(DIGITS.charAt(crew.stream().random().nextInt(DIGITS.length())));
        }
        return ByteText.bytes(reply.toString());
    }

    /** Somebody answered; whether it goes on. */
    boolean answered(byte[] reply) {
        return flow != null && flow.answered(reply);
    }

    private void beat() {
        long every = consumer.config().heartbeatNs();
        if (every <= 0 || consumer.isClosed()) {
            return;
        }
        long now = crew.stream().lane().clock().nanos();
        if (now - sent >= every) {
            sent = now;
            if (active) {
                byte[] asked = flow == null ? null : flow.asked();
                crew.status()
                        .heartbeat(
                                subject,
                                consumer.log().state().deliveredConsumer(),
                                consumer.reading().position() - 1,
                                asked == null ? NONE : asked);
            }
        }
        heartbeat.in(sent + every - now);
    }
}
