package io.midge.account;

import io.midge.options.PermissionOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * OwedReplies that a subscriber may publish because it was asked for them: each a number of times, for a while. They stand in the
 * order in which they were asked for, which is that in which they expire, so that nothing is ever searched for what is over.
 *
 * <p>A reply that is asked for while it may still be given is no second one: it is counted as if it had been given once, as
 * nats-server does. Who asks twice with one subject gets the number that belongs to one question, less one.
 *
 * <p>Threads: any. Its monitor guards the table; only subscribers with {@code allow_responses} have one, and nobody holds it
 * for longer than a look.
 */
final class OwedReplies {
    /** So many requests may be unanswered; beyond, the oldest reply is allowed no more. */
    static final int MOST = 1 << 17;
    /** Their subjects together, which may have 4 KB each. */
    static final long MOST_BYTES = 16 << 20;

    /** What is longer than this never ends: nanoseconds have no room for it. */
    private static final Duration LONGEST = Duration.ofDays(365 * 200);

    private final int max;
    private final long expiresNanos;
    private final LinkedHashMap<String, Owed> owed = new LinkedHashMap<>();
    private long bytes;

    private static final class Owed {
        final long since;
        int given;

        Owed(long since) {
            this.since = since;
        }
    }

    OwedReplies(PermissionOptions.Responses responses) {
        max = responses.max();
        expiresNanos = nanos(responses.expires());
    }

    /** Whether a reply may be published now; counts it as given if so. */
    boolean give(byte[] b, int off, int len, long now) {
        String subject = text(b, off, len);
        synchronized (this) {
            return give(subject, now);
        }
    }

    /** A request came that wants this reply. */
    void owe(byte[] b, int off, int len, long now) {
        String subject = text(b, off, len);
        synchronized (this) {
            if (give(subject, now)) {
                return;
            }
            owed.put(subject, new Owed(now));
            bytes += len;
            dropOld(now);
        }
    }

    /** How many there are. */
    synchronized int size() {
        return owed.size();
    }

    private boolean give(String subject, long now) {
        Owed reply = owed.get(subject);
        if (reply == null) {
            return false;
        }
        reply.given++;
        boolean over = isOver(reply, now);
        if (over || (max > 0 && reply.given >= max)) {
            owed.remove(subject);
            bytes -= subject.length();
        }
        return !over;
    }

    private boolean isOver(Owed reply, long now) {
        return expiresNanos > 0 && now - reply.since > expiresNanos;
    }

    private void dropOld(long now) {
        Iterator<Map.Entry<String, Owed>> oldest = owed.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<String, Owed> each = oldest.next();
            if (owed.size() <= MOST && bytes <= MOST_BYTES && !isOver(each.getValue(), now)) {
                return;
            }
            bytes -= each.getKey().length();
            oldest.remove();
        }
    }

    // 0 for ever.
    private static long nanos(Duration expires) {
        return expires.isNegative() || expires.compareTo(LONGEST) > 0 ? 0 : expires.toNanos();
    }

    private static String text(byte[] b, int off, int len) {
        return new String(b, off, len, StandardCharsets.ISO_8859_1);
    }
}
