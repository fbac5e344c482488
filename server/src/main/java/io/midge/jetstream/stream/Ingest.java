package io.midge.jetstream.stream;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Internal;
import io.midge.account.Publisher;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.jetstream.config.ApiError;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.LimitHit;
import io.midge.jetstream.config.PubAckText;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.loop.Confined;
import io.midge.proto.PubFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Where messages come in: each is copied once, into a queue that the stream's lane empties in batches. The queue has
 * bounds; who publishes beyond them is told so at once. From half of them on, who publishes is read more slowly: a client that
 * sends a large object sends all of it as fast as it is read.
 *
 * <p>Threads: I/O loops put in, the stream's lane takes out.
 */
final class Ingest implements Subscriber {
    private static final int CHUNK = 1024;

    /** When so many wait, the lane begins with them while the loop still reads. */
    private static final int MANY = 64;

    /** It is not told more often than this that messages were refused. */
    private static final long QUIET_NANOS = 10_000_000_000L;

    /** The longest rest after one read of a client. */
    private static final double REST_NANOS = 10_000_000;

    private static final byte[] NONE = {};
    private static final byte[] TOO_MANY = "NATS/1.0 429 Too Many Requests\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Account account;
    private final Internal internal;
    private final PubAckText text;
    private final int most;
    private final long mostBytes;
    private final Runnable wake;
    private final MpscUnboundedAtomicArrayQueue<byte[]> queue = new MpscUnboundedAtomicArrayQueue<>(CHUNK);
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    private final Log log;
    private final String stream;
    private final Clock clock;
    private long toldAt;

    /** {@code wake} tells the lane that there is something, when the loop's pass ends. */
    Ingest(String stream, StreamParts parts, PubAckText text, Clock clock, Runnable wake) {
        this.stream = stream;
        this.account = parts.account();
        this.internal = parts.internal();
        this.log = parts.log();
        this.text = text;
        this.most = parts.home().maxBufferedMsgs();
        this.mostBytes = parts.home().maxBufferedSize();
        this.clock = clock;
        this.toldAt = clock.nanos() - QUIET_NANOS;
        this.wake = wake;
    }

    @Override
    @Confined("I/O loop")
    public boolean deliver(Subscription subscription, PubFrame f, Fanout from, Publisher publisher) {
        if (subscription.closed()) {
            return false;
        }
        if (waiting.get() >= most || waitingBytes.get() + f.size > mostBytes) {
            dropped.incrementAndGet();
            if (f.replyLen > 0) {
                byte[] reply = Arrays.copyOfRange(f.reply, f.replyOff, f.replyOff + f.replyLen);
                ApiError why = JsError.STREAM_TOO_MANY_REQUESTS.of(reached(f.size));
                internal.publish(account, reply, NONE, TOO_MANY, text.refused(why));
            }
            return true;
        }
        byte[] raw = Incoming.copy(f);
        long bytes = waitingBytes.addAndGet(raw.length);
        queue.add(raw);
        // Counted behind the queue: while the lane rests the count goes up by ones, and somebody sees it reach one.
        int messages = waiting.incrementAndGet();
        if (messages == 1) {
            from.loop().atPassEnd(wake);
        } else if (messages == MANY) {
            wake.run();
        }
        if (messages > most / 2 || bytes > mostBytes / 2) {
            from.loop().restReader(rest(messages, bytes));
        }
        return true;
    }

    /** The longer, the more waits; from three quarters on the longest. */
    private long rest(int messages, long bytes) {
        double full = Math.max((double) messages / most, (double) bytes / mostBytes);
        return (long) (REST_NANOS * Math.clamp(4 * full - 2, 0.1, 1));
    }

    private LimitHit reached(int size) {
        int messages = waiting.get();
        return messages >= most
                ? LimitHit.ofServer("max_buffered_msgs", most, messages, 1)
                : LimitHit.ofServer("max_buffered_size", mostBytes, waitingBytes.get(), size);
    }

    /** The next message; null if there is none. */
    @Confined("stream lane")
    byte @Nullable [] poll() {
        byte[] raw = queue.poll();
        if (dropped.get() > 0) {
            tell();
        }
        if (raw != null) {
            waiting.decrementAndGet();
            waitingBytes.addAndGet(-raw.length);
        }
        return raw;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    private void tell() {
        long now = clock.nanos();
        if (now - toldAt >= QUIET_NANOS) {
            toldAt = now;
            log.warn("Dropping messages due to excessive stream ingest rate on '" + account.name() + "' > '" + stream
                    + "': " + dropped.getAndSet(0) + " refused (max_buffered_msgs of the jetstream block is " + most
                    + ", max_buffered_size " + mostBytes + " bytes)");
        }
    }
}
