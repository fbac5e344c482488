package io.midge.jetstream.stream;

import io.midge.account.Account;
import io.midge.account.Fanout;
import io.midge.account.Internal;
import io.midge.account.Publisher;
import io.midge.account.Subscriber;
import io.midge.account.Subscription;
import io.midge.jetstream.config.JsError;
import io.midge.jetstream.config.PubAckText;
import io.midge.loop.Confined;
import io.midge.proto.PubFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jctools.queues.atomic.MpscUnboundedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Where messages come in: each is copied once, into a queue that the stream's lane empties in batches. The queue has bounds; who
 * publishes beyond them is told so at once.
 *
 * <p>Threads: I/O loops put in, the stream's lane takes out.
 */
final class Ingest implements Subscriber {
    private static final int CHUNK = 1024;
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

    /** @param wake tells the lane that there is something */
    Ingest(Account account, Internal internal, PubAckText text, StreamHome home, Runnable wake) {
        this.account = account;
        this.internal = internal;
        this.text = text;
        this.most = home.maxBufferedMsgs();
        this.mostBytes = home.maxBufferedSize();
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
                internal.publish(
                        account, reply, NONE, TOO_MANY, text.refused(JsError.STREAM_TOO_MANY_REQUESTS.error()));
            }
            return true;
        }
        byte[] raw = Incoming.copy(f);
        waiting.incrementAndGet();
        waitingBytes.addAndGet(raw.length);
        queue.add(raw);
        wake.run();
        return true;
    }

    /** The next message; null if there is none. */
    @Confined("stream lane")
    byte @Nullable [] poll() {
        byte[] raw = queue.poll();
        if (raw != null) {
            waiting.decrementAndGet();
            waitingBytes.addAndGet(-raw.length);
        }
        return raw;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** How many had to be refused since it was asked last. */
    long dropped() {
        return dropped.get() == 0 ? 0 : dropped.getAndSet(0);
    }
}
