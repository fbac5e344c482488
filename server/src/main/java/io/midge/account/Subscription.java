package io.midge.account;

import io.midge.subject.Interest;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One subscription: a subject, perhaps a queue group, and the subscriber's own name for it (sid).
 *
 * <p>Threads: messages are counted by whichever loop delivers, so the count is atomic as soon as there is more than one
 * loop; the limit is set by the subscriber's own loop.
 */
public final class Subscription implements Interest {
    private static final VarHandle DELIVERED = handle("delivered", long.class);
    private static final byte[] MSG = "MSG ".getBytes(StandardCharsets.US_ASCII);

    private final Subscriber subscriber;
    private final byte[] subject;
    private final byte @Nullable [] queue;
    private final byte[] sid;
    private final byte[] prefix;
    private final boolean shared;

    private long delivered;
    private volatile long max;
    private volatile boolean closed;
    private volatile byte guard;

    /**
     * The arrays are kept as they are and must not change.
     *
     * @param literal whether the subject has no wildcard, so that each message's line begins alike
     * @param shared whether more than one loop may deliver to it
     */
    public Subscription(
            Subscriber subscriber,
            byte[] subject,
            byte @Nullable [] queue,
            byte[] sid,
            boolean literal,
            boolean shared) {
        this.subscriber = subscriber;
        this.subject = subject;
        this.queue = queue;
        this.sid = sid;
        this.shared = shared;
        this.prefix = literal ? literalPrefix(subject, sid) : wildcardPrefix(sid);
    }

    public Subscriber subscriber() {
        return subscriber;
    }

    @Override
    public byte[] subject() {
        return subject;
    }

    @Override
    public byte @Nullable [] queue() {
        return queue;
    }

    /** The subscriber's name for it, an opaque string. */
    public byte[] sid() {
        return sid;
    }

    /**
     * What a delivered line has before its own part: {@code MSG subject sid } for a literal subject, {@code  sid } (from
     * the blank after the subject on) for a wildcard. With headers the verb is HMSG, one letter more in front.
     */
    public byte[] prefix() {
        return prefix;
    }

    /** Whether {@link #prefix} begins with the verb. */
    public boolean literal() {
        return prefix[0] == MSG[0];
    }

    /** Counts one more message; the number of messages so far, this one included. */
    public long countDelivery() {
        return shared ? (long) DELIVERED.getAndAdd(this, 1L) + 1 : ++delivered;
    }

    /** Messages so far. */
    public long delivered() {
        return (long) DELIVERED.getOpaque(this);
    }

    /** After how many messages in all it ends, 0 for never. */
    public long max() {
        return max;
    }

    public void max(long messages) {
        max = messages;
    }

    public boolean closed() {
        return closed;
    }

    /** No more messages from now on. */
    public void close() {
        closed = true;
    }

    /** What has to be asked for each message. */
    public Guard guard() {
        return Guard.at(guard);
    }

    public void guard(Guard now) {
        guard = now.code();
    }

    private static byte[] literalPrefix(byte[] subject, byte[] sid) {
        byte[] p = new byte[MSG.length + subject.length + sid.length + 2];
        System.arraycopy(MSG, 0, p, 0, MSG.length);
        System.arraycopy(subject, 0, p, MSG.length, subject.length);
        p[MSG.length + subject.length] = ' ';
        System.arraycopy(sid, 0, p, MSG.length + subject.length + 1, sid.length);
        p[p.length - 1] = ' ';
        return p;
    }

    private static byte[] wildcardPrefix(byte[] sid) {
        byte[] p = new byte[sid.length + 2];
        p[0] = ' ';
        System.arraycopy(sid, 0, p, 1, sid.length);
        p[p.length - 1] = ' ';
        return p;
    }

    private static VarHandle handle(String field, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Subscription.class, field, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
