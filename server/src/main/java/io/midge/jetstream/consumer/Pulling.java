package io.midge.jetstream.consumer;

import io.midge.account.Account;
import io.midge.jetstream.config.ConsumerConfig;
import io.midge.jetstream.config.PullRequest;
import io.midge.json.GoDuration;
import io.midge.json.JsonException;
import io.midge.loop.Confined;
import java.io.IOException;
import java.time.Duration;

/** The pull requests of a consumer: which are taken, and what those are told that are not, or not any more. */
@Confined("stream lane")
final class Pulling implements PullQueue.Door {
    private static final long SECOND = 1_000_000_000L;
    /** 146 years: what is asked for may be as long as a number can say. */
    private static final long LONGEST = Long.MAX_VALUE / 2;

    private static final byte[] NONE = {};

    private final Crew crew;
    private final Consumer consumer;
    private final PullQueue queue;

    Pulling(Crew crew, Consumer consumer) {
        this.crew = crew;
        this.consumer = consumer;
        this.queue = new PullQueue(Math.clamp(consumer.config().maxWaiting(), 0, Integer.MAX_VALUE), this, now());
    }

    PullQueue queue() {
        return queue;
    }

    private long now() {
        return crew.stream().lane().clock().nanos();
    }

    /** Somebody asks for messages. */
    void request(byte[] reply, byte[] payload) throws IOException {
        if (reply.length == 0) {
            return;
        }
        PullRequest asked;
        try {
            asked = PullRequest.parse(payload, 0, payload.length);
        } catch (JsonException e) {
            crew.status().send(reply, "400 Bad Request - " + e.getMessage());
            return;
        }
        String refusal = refusal(asked);
        if (!refusal.isEmpty()) {
            crew.status().send(reply, refusal);
            return;
        }
        long now = now();
        if (queue.isFull() && (queue.swept() == Long.MIN_VALUE || now - queue.swept() > SECOND)) {
            queue.sweep(now, false);
        }
        if (asked.noWait() && isInVain(reply, asked, now)) {
            return;
        }
        if (queue.isFull()) {
            if (asked.heartbeatNs() == 0) {
                crew.status().send(reply, "409 Exceeded MaxWaiting");
            }
            return;
        }
        long expires = asked.expiresNs() == 0 ? PullWaiter.NEVER : now + Math.min(asked.expiresNs(), LONGEST);
        queue.add(
                new PullWaiter(
                        reply, asked.batch(), asked.maxBytes(), asked.noWait(), expires, asked.heartbeatNs(), now),
                now);
        crew.turns().ready(consumer);
    }

    /** What a request is answered that the configuration does not allow; empty: it does. */
    private String refusal(PullRequest asked) {
        ConsumerConfig config = consumer.config();
        if (config.maxRequestBatch() > 0 && asked.batch() > config.maxRequestBatch()) {
            return "409 Exceeded MaxRequestBatch of " + config.maxRequestBatch();
        }
        if (config.maxRequestExpiresNs() > 0 && asked.expiresNs() > config.maxRequestExpiresNs()) {
            return "409 Exceeded MaxRequestExpires of "
                    + GoDuration.text(Duration.ofNanos(config.maxRequestExpiresNs()));
        }
        if (config.maxRequestMaxBytes() > 0 && asked.maxBytes() > config.maxRequestMaxBytes()) {
            return "409 Exceeded MaxRequestMaxBytes of " + config.maxRequestMaxBytes();
        }
        if (asked.minPending() != 0 || asked.minAckPending() != 0) {
            return "400 Bad Request - Not a Overflow Priority consumer";
        }
        if (!asked.id().isEmpty()) {
            return "400 Bad Request - Not a Pinned Client Priority consumer";
        }
        if (asked.priority() < 0 || asked.priority() > 9) {
            return "400 Bad Request - Priority must be between 0 and 9";
        }
        return "";
    }

    /** Whether a request that does not wait gets nothing, and was told so. */
    private boolean isInVain(byte[] reply, PullRequest asked, long now) throws IOException {
        long there = consumer.reading().ahead() + consumer.redelivery().size();
        if (there == 0 && asked.expiresNs() == 0) {
            queue.active(now);
            crew.status().send(reply, "404 No Messages");
            return true;
        }
        if (there > 0) {
            queue.sweep(now, false);
            if (there < queue.wanted()) {
                queue.active(now);
                crew.status().send(reply, "408 Requests Pending");
                return true;
            }
        }
        return false;
    }

    /** The consumer is gone: those who wait are told why. */
    void end(Ending why) {
        for (PullWaiter each = queue.poll(); each != null; each = queue.poll()) {
            if (why == Ending.SHUTDOWN) {
                crew.status().send(each, "409 Server Shutdown");
            } else {
                crew.status().send(each.reply, "409 Consumer Deleted");
            }
        }
    }

    @Override
    public boolean isWaited(PullWaiter request) {
        return crew.stream().account().waitsFor(request.reply);
    }

    // Who asked from another account is gone, and its reply may not be yet.
    @Override
    public void abandoned(PullWaiter request) {
        Account account = crew.stream().account();
        if (account.sublist().hasInterest(request.reply, 0, request.reply.length)) {
            crew.status().send(request, "408 Interest Expired");
        }
    }

    @Override
    public void expired(PullWaiter request) {
        crew.status().send(request, "408 Request Timeout");
    }

    @Override
    public void nothing(PullWaiter request) {
        crew.status().send(request.reply, "404 No Messages");
    }

    @Override
    public void tooLarge(PullWaiter request) {
        crew.status().send(request, "409 Message Size Exceeds MaxBytes");
    }

    @Override
    public void beat(PullWaiter request) {
        crew.status()
                .heartbeat(
                        request.reply,
                        consumer.log().state().deliveredConsumer(),
                        consumer.reading().position() - 1,
                        NONE);
    }
}
