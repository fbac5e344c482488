package io.midge.account;

import io.midge.loop.Confined;
import io.midge.loop.IoLoop;
import io.midge.loop.Lane;
import io.midge.proto.PubFrame;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where a lane publishes into accounts. What it puts in during one of its turns goes to the I/O loops together, as one task for
 * each, and each loop gets what it gets in the order in which it was put in. A message may be shown under another subject than the
 * one it is sent to: who listens to the second sees the first, as with consumers that deliver to an inbox.
 *
 * <pre>
 *   lane:  put, put, put ... ─▸ end of turn ─▸ one parcel for each loop ─▸ loop: route, route, route
 * </pre>
 */
@Confined("the lane")
public final class Postbox implements Publisher {
    /** No more than this waits to be published, as far as who asks {@link #hasRoom} keeps to it. */
    private static final long MOST = 16L << 20;

    private static final int PARCEL = 64 << 10;
    private static final int FIELDS = 9;

    /** Two numbers, blanks and line ends. */
    private static final int HEAD = 32;

    /** What a message takes beside its bytes. */
    private static final int EACH = 64;

    private static final byte[] NONE = {};

    private final Lane lane;
    private final List<Fanout> fanouts;
    private final @Nullable Parcel[] open;
    private final AtomicLong waiting = new AtomicLong(); // what loops have not published yet, in bytes
    private final ArrayDeque<Runnable> whoWait = new ArrayDeque<>();
    private boolean flushing;
    private volatile boolean told = true;

    /** Of a lane, to these loops. */
    public Postbox(Lane lane, List<Fanout> fanouts) {
        this.lane = lane;
        this.fanouts = List.copyOf(fanouts);
        this.open = new @Nullable Parcel[fanouts.size()];
    }

    /** What goes to one loop at once. */
    private static final class Parcel {
        byte[] bytes = new byte[4096];
        int length;
        int[] fields = new int[8 * FIELDS];
        Account[] accounts = new Account[8];
        int count;
        long weight;
    }

    /** Whether more may be put in by who can wait. */
    public boolean hasRoom() {
        return waiting.get() < MOST;
    }

    /** Runs a task on the lane, once, when there is room again. */
    public void whenRoom(Runnable task) {
        whoWait.add(task);
        told = false;
        if (hasRoom()) {
            lane.execute(this::tell);
        }
    }

    private void tell() {
        told = true;
        for (int n = whoWait.size(); n > 0 && hasRoom(); n--) {
            whoWait.remove().run();
        }
        if (!whoWait.isEmpty()) {
            told = false;
            if (hasRoom()) {
                lane.execute(this::tell);
            }
        }
    }

    /** Publishes a message; everything is copied. */
    public void put(Account account, byte[] subject, byte[] reply, byte[] headers, byte[] payload) {
        put(account, subject, NONE, 0, 0, reply, headers, 0, headers.length, payload, 0, payload.length);
    }

    /**
     * Publishes a message.
     *
     * @param subject where it is sent
     * @param shown what those see who get it, {@code shownLength} bytes; 0: the subject
     */
    public void put(
            Account account,
            byte[] subject,
            byte[] shown,
            int shownOff,
            int shownLength,
            byte[] reply,
            byte[] headers,
            int headersOff,
            int headersLength,
            byte[] payload,
            int payloadOff,
            int payloadLength) {
        put(
                account,
                subject,
                shown,
                shownOff,
                shownLength,
                reply,
                reply.length,
                headers,
                headersOff,
                headersLength,
                payload,
                payloadOff,
                payloadLength);
    }

    /** As above; the reply is the first {@code replyLength} bytes of {@code reply}. */
    public void put(
            Account account,
            byte[] subject,
            byte[] shown,
            int shownOff,
            int shownLength,
            byte[] reply,
            int replyLength,
            byte[] headers,
            int headersOff,
            int headersLength,
            byte[] payload,
            int payloadOff,
            int payloadLength) {
        int size = headersLength + payloadLength;
        int to = fanouts.size() == 1 ? 0 : Math.floorMod(Arrays.hashCode(subject), fanouts.size());
        int whole = subject.length + shownLength + replyLength + size + HEAD;
        Parcel parcel = parcel(to, whole);
        int[] fields = parcel.fields;
        byte[] bytes = parcel.bytes;
        int field = parcel.count * FIELDS;
        int at = parcel.length;
        fields[field] = at;
        fields[field + 1] = subject.length;
        at = copy(subject, 0, subject.length, bytes, at);
        fields[field + 2] = at;
        fields[field + 3] = shownLength;
        at = copy(shown, shownOff, shownLength, bytes, at);
        fields[field + 4] = at; // the head: [reply ][headers ]size CRLF
        fields[field + 5] = replyLength;
        if (replyLength > 0) {
            at = copy(reply, 0, replyLength, bytes, at);
            bytes[at++] = ' ';
        }
        at = sizes(headersLength, size, bytes, at);
        fields[field + 6] = at;
        fields[field + 7] = headersLength;
        fields[field + 8] = size;
        at = copy(headers, headersOff, headersLength, bytes, at);
        at = copy(payload, payloadOff, payloadLength, bytes, at);
        bytes[at++] = '\r';
        bytes[at++] = '\n';
        parcel.length = at;
        parcel.accounts[parcel.count++] = account;
        parcel.weight += whole + EACH;
        waiting.addAndGet(whole + EACH);
        if (parcel.length >= PARCEL) {
            send(to, parcel);
        } else if (!flushing) {
            flushing = true;
            lane.execute(this::flush);
        }
    }

    // What goes to a loop, with room for one more of so many bytes.
    private Parcel parcel(int to, int more) {
        Parcel parcel = open[to];
        if (parcel == null) {
            parcel = new Parcel();
            open[to] = parcel;
        }
        if (parcel.bytes.length - parcel.length < more) {
            parcel.bytes = Arrays.copyOf(parcel.bytes, Math.max(2 * parcel.bytes.length, parcel.length + more));
        }
        if (parcel.count == parcel.accounts.length) {
            parcel.accounts = Arrays.copyOf(parcel.accounts, 2 * parcel.count);
            parcel.fields = Arrays.copyOf(parcel.fields, 2 * parcel.fields.length);
        }
        return parcel;
    }

    private static int sizes(int headers, int size, byte[] to, int at) {
        int end = at;
        if (headers > 0) {
            end = number(headers, to, end);
            to[end++] = ' ';
        }
        end = number(size, to, end);
        to[end++] = '\r';
        to[end++] = '\n';
        return end;
    }

    /** Hands over what was put in, now. */
    public void flush() {
        flushing = false;
        for (int i = 0; i < open.length; i++) {
            Parcel parcel = open[i];
            if (parcel != null) {
                send(i, parcel);
            }
        }
    }

    private void send(int to, Parcel parcel) {
        open[to] = null;
        Fanout fanout = fanouts.get(to);
        IoLoop loop = fanout.loop().loop();
        loop.execute(() -> publish(fanout, parcel, 0));
    }

    @Confined("I/O loop")
    private void publish(Fanout fanout, Parcel parcel, int from) {
        PubFrame frame = new PubFrame();
        int next = from;
        try {
            while (next < parcel.count) {
                int i = next++;
                fill(frame, parcel, i * FIELDS);
                fanout.route(parcel.accounts[i], frame, this);
            }
        } finally {
            if (next < parcel.count) { // one that goes wrong does not take those behind it with it
                int rest = next;
                fanout.loop().loop().execute(() -> publish(fanout, parcel, rest));
            } else {
                published(parcel.weight);
            }
        }
    }

    @Confined("I/O loop")
    private void published(long weight) {
        boolean wasFull = waiting.getAndAdd(-weight) >= MOST;
        if ((wasFull || !told) && waiting.get() < MOST) {
            lane.execute(this::tell);
        }
    }

    private static void fill(PubFrame frame, Parcel parcel, int field) {
        int[] fields = parcel.fields;
        byte[] bytes = parcel.bytes;
        frame.buf = bytes;
        frame.subject(bytes, fields[field], fields[field + 1]);
        frame.shown(bytes, fields[field + 2], fields[field + 3]);
        frame.reply = bytes;
        frame.replyOff = fields[field + 4];
        frame.replyLen = fields[field + 5];
        frame.head = bytes;
        frame.headOff = fields[field + 4];
        frame.headLen = fields[field + 6] - fields[field + 4];
        frame.bodyOff = fields[field + 6];
        frame.headerLen = fields[field + 7] > 0 ? fields[field + 7] : -1;
        frame.size = fields[field + 8];
        frame.contiguous = true;
    }

    private static int copy(byte[] from, int off, int length, byte[] to, int at) {
        System.arraycopy(from, off, to, at, length);
        return at + length;
    }

    private static int number(int value, byte[] into, int at) {
        int end = at + 1;
        for (int rest = value / 10; rest > 0; rest /= 10) {
            end++;
        }
        int rest = value;
        for (int i = end - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }

    @Override
    public @Nullable RequestInfo info(boolean detailed) {
        return null;
    }
}
