package io.midge.account;

import io.midge.account.Response.Queue;
import io.midge.conf.ByteText;
import io.midge.loop.IoLoop;
import io.midge.options.ExportOptions;
import io.midge.proto.PubFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The replies that the services of one account owe to other accounts. A request that comes through an import is given a
 * subject of its own to be answered on, {@code _R_.<account>.<request>}, below which this listens:
 *
 * <pre>
 *   importer                         exporter
 *   PUB help _INBOX.1    ──▸   MSG help … _R_.ZwEtJQ.fY2NEx     the service
 *   MSG _INBOX.1         ◂──   PUB _R_.ZwEtJQ.fY2NEx            answers
 * </pre>
 *
 * A single reply ends the response; of several, an empty one does. So does the end of who waits, and time: the threshold of
 * the export, counted from the request or from the last reply.
 *
 * <p>Threads: any. Its monitor guards the table and the queues of the account's exports; nothing is called under it.
 */
final class Responses implements Subscriber {
    /**
     * So many replies may be owed at a time by one account; who asks then is told that nobody responds. Those with long
     * subjects count for several.
     */
    static final int MOST = 1 << 20;

    private static final byte[] NOTHING = {};
    private static final byte[] UNDER = ByteText.bytes("_R_.");
    private static final byte[] ACKNOWLEDGED = ByteText.bytes("$JS.ACK.");
    private static final int TOKEN = 6;
    private static final int CHANCE = 4096;

    /** So many are ended for want of time before the loop serves others. */
    private static final int PER_TASK = 512;

    private final Account account;
    private final IoLoop timers;
    private final RandomGenerator random;
    private final boolean shared;
    private final int most;
    private final byte[] prefix;

    // Guarded by this.
    private final LinkTable owed = new LinkTable();
    private int weight;
    private final IdentityHashMap<ServiceExport, Queue> queues = new IdentityHashMap<>();
    private byte[] chance = NOTHING; // there is none in accounts without services
    private int used;
    private boolean listening;

    /**
     * @param timers the loop whose timers are used
     * @param random that nobody can guess
     * @param shared whether more than one loop delivers
     * @param most so many replies may be owed at a time
     */
    Responses(Account account, IoLoop timers, RandomGenerator random, boolean shared, int most) {
        this.most = most;
        this.account = account;
        this.timers = timers;
        this.random = random;
        this.shared = shared;
        prefix = Arrays.copyOf(UNDER, UNDER.length + TOKEN + 1);
        Base62.put(random.nextLong(), prefix, UNDER.length, TOKEN);
        prefix[UNDER.length + TOKEN] = '.';
    }

    /** One of the account's subscriptions has ended; what it waits for is looked at on the loop of the timers, if it is much. */
    void lostBy(Awaited awaited, byte[] subject) {
        awaited.lost(subject, timers);
    }

    /**
     * Nobody may ask through these any more. The one answer to what was asked before is still sent, as by nats-server; answers
     * without end are not.
     */
    void revoke(Set<ServiceImport> gone) {
        List<Response> all = new ArrayList<>();
        synchronized (this) {
            owed.collect(all, Integer.MAX_VALUE);
        }
        for (Response each : all) {
            if (each.through.response() != ExportOptions.Response.SINGLETON && gone.contains(each.through)) {
                end(each);
            }
        }
    }

    /** How many there are. */
    synchronized int size() {
        return owed.size();
    }

    /** A request of this account comes through an import: the reply to it, or null if there are too many already. */
    @Nullable
    Response expect(ServiceImport through, Account importer, byte[] to, @Nullable Measurement measured, long now) {
        ServiceExport export = through.export();
        boolean watch;
        Response response;
        if (!importer.awaited().reserve(Response.weight(to))) {
            return null;
        }
        if (isFull()) {
            importer.awaited().release(Response.weight(to));
            return null;
        }
        synchronized (this) {
            if (!listening) {
                listening = true;
                account.sublist().insert(new Subscription(this, wildcard(), null, ByteText.bytes("1"), false, shared));
            }
            response = draw(through, importer, to, measured);
            Queue queue = queues.computeIfAbsent(export, key -> new Queue());
            response.since = now;
            response.queue = queue;
            response.queued.join(queue.head);
            owed.add(response.owed);
            weight += response.weight();
            watch = !queue.watched;
            queue.watched = true;
        }
        importer.awaited().add(response);
        if (watch) {
            watch(export, export.thresholdNanos());
        }
        return response;
    }

    private synchronized boolean isFull() {
        return weight >= most;
    }

    private Response draw(ServiceImport through, Account importer, byte[] to, @Nullable Measurement measured) {
        byte[] tail = measured == null ? NOTHING : measured.suffix();
        while (true) {
            if (used + Long.BYTES > chance.length) {
                chance = chance.length == 0 ? new byte[CHANCE] : chance;
                random.nextBytes(chance);
                used = 0;
            }
            byte[] subject = Arrays.copyOf(prefix, prefix.length + TOKEN + tail.length);
            Base62.put(number(chance, used), subject, prefix.length, TOKEN);
            used += Long.BYTES;
            System.arraycopy(tail, 0, subject, prefix.length + TOKEN, tail.length);
            long key = key(subject, 0, subject.length);
            if (owed.get(key) == null) {
                Response drawn = new Response(this, subject, importer, to, through, measured);
                drawn.owed.hash = key;
                return drawn;
            }
        }
    }

    /** It is over, and was not before. */
    boolean end(Response response) {
        synchronized (this) {
            if (response.queue == null) {
                return false;
            }
            unlist(response);
        }
        response.importer.awaited().remove(response);
        return true;
    }

    private void unlist(Response response) {
        response.queue = null;
        response.queued.leave();
        owed.remove(response.owed);
        weight -= response.weight();
    }

    /** It is over; who measures is told how. */
    void end(Response response, Response.End how) {
        Measurement measured = response.measured;
        if (end(response) && measured != null) {
            measured.ended(how);
        }
    }

    @Override
    public boolean deliver(Subscription subscription, PubFrame frame, Fanout from, Publisher publisher) {
        Response response = find(frame.subject, frame.subjectOff, frame.subjectLen);
        if (response == null || from.isIn(response.export)) {
            return true;
        }
        Hop hop = from.enter();
        if (hop == null) {
            return true;
        }
        try {
            answer(response, frame, from, publisher, hop);
        } finally {
            from.leave();
        }
        return true;
    }

    private void answer(Response response, PubFrame frame, Fanout from, Publisher publisher, Hop hop) {
        boolean last = response.through.response() == ExportOptions.Response.SINGLETON || frame.size == 0;
        if (last && !end(response)) {
            return; // another loop came first
        }
        Measurement measured = response.measured;
        if (measured != null) {
            measured.answered(publisher);
        }
        hop.begin(frame, true, response.export);
        Response next = null;
        PubFrame reply = hop.frame;
        long now = from.loop().loop().nowNanos();
        if (frame.replyLen > 0 && !isKept(frame)) {
            // Who answers asks in turn: the roles are the other way round from here on.
            byte[] to = Arrays.copyOfRange(frame.reply, frame.replyOff, frame.replyOff + frame.replyLen);
            next = response.importer.responses().expect(response.through, account, to, null, now);
            if (next == null) {
                return;
            }
            reply.reply(next.subject, 0, next.subject.length);
        }
        reply.subject(response.to, 0, response.to.length);
        boolean taken = response.importer.mapped(reply, hop, from) && from.route(response.importer, reply, publisher);
        if (!taken && next != null) {
            next.home.end(next, Response.End.NOT_DELIVERED);
        }
        if (!last && taken) {
            renew(response, now);
        } else if (!last) {
            end(response);
        }
    }

    /**
     * Whether the reply of a message stays what it is: a consumer's message is acknowledged where it says, with what it
     * says, and who hears it in another account imports that as well.
     */
    static boolean isKept(PubFrame frame) {
        int length = ACKNOWLEDGED.length;
        return frame.replyLen >= length
                && Arrays.equals(frame.reply, frame.replyOff, frame.replyOff + length, ACKNOWLEDGED, 0, length);
    }

    private synchronized @Nullable Response find(byte[] subject, int off, int length) {
        Response found = owed.get(key(subject, off, length));
        boolean same =
                found != null && Arrays.equals(found.subject, 0, found.subject.length, subject, off, off + length);
        return same ? found : null;
    }

    /** Whether a subject is one of those that are made here for who asks from another account. */
    boolean isOurs(byte[] subject) {
        return subject.length > prefix.length && Arrays.equals(subject, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Whose reply is waited for on a subject of ours; null: nobody waits any more. */
    @Nullable
    Response find(byte[] subject) {
        return find(subject, 0, subject.length);
    }

    private synchronized void renew(Response response, long now) {
        Queue queue = response.queue;
        if (queue != null) {
            response.since = now;
            response.queued.leave();
            response.queued.join(queue.head);
        }
    }

    // ---- time

    private void watch(ServiceExport export, long delay) {
        timers.execute(() -> timers.schedule(delay, () -> expire(export)));
    }

    private void expire(ServiceExport export) {
        long now = timers.nowNanos();
        long threshold = export.thresholdNanos();
        List<Response> late = new ArrayList<>();
        long next = 0;
        synchronized (this) {
            Queue queue = Objects.requireNonNull(queues.get(export));
            Response each = queue.head.first();
            while (each != null && now - each.since >= threshold && late.size() < PER_TASK) {
                unlist(each);
                late.add(each);
                each = queue.head.first();
            }
            if (each == null) {
                queues.remove(export);
            } else {
                next = Math.max(1, threshold - (now - each.since)); // or more of those that are late
            }
        }
        for (Response each : late) {
            each.importer.awaited().remove(each);
            if (each.measured != null) {
                each.measured.ended(Response.End.TIMED_OUT);
            }
        }
        if (next > 0) {
            watch(export, next);
        }
    }

    // ---- subjects

    private byte[] wildcard() {
        byte[] subject = Arrays.copyOf(prefix, prefix.length + 1);
        subject[prefix.length] = '>';
        return subject;
    }

    // The token of the request as a number; -1 for what cannot be ours.
    private long key(byte[] b, int off, int len) {
        if (len < prefix.length + TOKEN) {
            return -1;
        }
        long key = 0;
        for (int i = 0; i < TOKEN; i++) {
            key = (key << 8) | (b[off + prefix.length + i] & 0xff);
        }
        return key;
    }

    private static long number(byte[] random, int off) {
        long bits = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            bits = (bits << 8) | (random[off + i] & 0xff);
        }
        return bits;
    }
}
