package io.midge.store.time;

import io.midge.loop.Confined;
import org.jspecify.annotations.Nullable;

/**
 * Which ids of messages ({@code Nats-Msg-Id}) came lately, and with which sequence. An id counts for as long as the window is,
 * never shorter, and about a 256th of it longer. Ids are not kept, but keyed hashes of them, 64 bits: 16 bytes or so each, 10
 * million in about 170 MB. A hash that is known is checked against the message; if that is gone meanwhile, the hash decides,
 * which for ten million ids is wrong once in 10^12.
 *
 * <p>Time passes in steps: each time sample knows the last sequence up to some time, so what has expired is what lies up to a
 * sequence, and nothing is walked through to find it.
 *
 * <pre>
 *   sequence    1 ........ 900 ........ 1800 ......... 2750
 *   time           sample       sample        sample          as many as fit into the window, at most 257
 *                  expired: floor = 900
 * </pre>
 *
 * What is on its way is {@link #reserve}d, then {@link #confirm}ed with its sequence or {@link #release}d. After a restart the window
 * is filled by confirming, in order, what the stream holds.
 */
@Confined("stream lane")
public final class DedupeWindow {
    /** What {@link #check} answers: the id was not seen. */
    public static final long NEW = 0;

    /** What {@link #check} answers: the id is reserved. */
    public static final long IN_FLIGHT = -1;

    /** What {@link #reserve} answers: there is no room for another id. */
    public static final long FULL = -2;

    /** What {@link #next} answers: nothing expires. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What a stream says of one of its messages. */
    public enum Match {
        SAME,
        OTHER,
        /** The message is gone. */
        GONE
    }

    /** Looks at messages. */
    public interface Stored {
        /** Whether the message of this sequence has this id. */
        Match match(long seq, byte[] id, int off, int length);
    }

    private static final int SAMPLES = 256;
    private static final int TABLES = 256; // by the upper bits of a hash, so that one at a time is made anew
    private static final int SHIFT = Long.SIZE - 8;
    private static final int MANY = SAMPLES + 2;

    private final KeyedHash hash;
    private final Stored stored;
    private final long limit;
    private long windowNs;
    private @Nullable DedupeTable[] tables = new @Nullable DedupeTable[0]; // none, or all
    private long live;
    private long floor; // all up to this sequence have expired
    private final InFlight inFlight = new InFlight();
    private final DedupeTable.Entries matching = this::match;

    private final long[] lastSeqs = new long[MANY];
    private final long[] lastTimes = new long[MANY];
    private final int[] counts = new int[MANY];
    private long sampleStart;
    private int head;
    private int samples;
    private int turn;

    /** The entry that {@link #match} is asked about. */
    private byte[] id = new byte[0];

    private int idOff;
    private int idLength;

    /**
     * @param windowNs for how long an id counts; 0: not at all
     * @param limit how many ids there may be
     * @param k0 with {@code k1}: what nobody else knows, so that nobody can make two ids look alike
     */
    public DedupeWindow(long windowNs, long limit, long k0, long k1, Stored stored) {
        this.windowNs = windowNs;
        this.limit = limit;
        this.hash = new KeyedHash(k0, k1);
        this.stored = stored;
    }

    /** From now on an id counts for so long. What has expired stays so. */
    public void setWindow(long newWindowNs) {
        windowNs = newWindowNs;
    }

    /**
     * What is known of an id.
     *
     * @return {@link #NEW}, {@link #IN_FLIGHT}, or the sequence of the message that had it
     */
    public long check(byte[] id, int off, int length, long nowNs) {
        return windowNs <= 0 ? NEW : check(hash.of(id, off, length), id, off, length, nowNs);
    }

    private long check(long h, byte[] ofId, int off, int length, long nowNs) {
        expire(nowNs);
        DedupeTable table = tables.length == 0 ? null : tables[(int) (h >>> SHIFT)];
        if (table != null) {
            id = ofId;
            idOff = off;
            idLength = length;
            long seq = table.find(h, floor, matching);
            if (seq != 0) {
                return seq;
            }
        }
        return inFlight.contains(h) ? IN_FLIGHT : NEW;
    }

    private boolean match(long seq) {
        return stored.match(seq, id, idOff, idLength) != Match.OTHER;
    }

    /**
     * As {@link #check}; an id that is new is reserved until it is confirmed or released.
     *
     * @return {@link #FULL} as well: the id is new, and not reserved
     */
    public long reserve(byte[] id, int off, int length, long nowNs) {
        if (windowNs <= 0) {
            return NEW;
        }
        long h = hash.of(id, off, length);
        long answer = check(h, id, off, length, nowNs);
        if (answer == NEW) {
            if (live + inFlight.size() >= limit) {
                return FULL;
            }
            inFlight.add(h);
        }
        return answer;
    }

    /** The message that had a reserved id was not taken. */
    public void release(byte[] id, int off, int length) {
        inFlight.remove(hash.of(id, off, length));
    }

    /** A message with this id has this sequence; whether it was reserved does not matter. Again changes nothing. */
    public void confirm(byte[] id, int off, int length, long seq, long timeNs) {
        long h = hash.of(id, off, length);
        inFlight.remove(h);
        if (windowNs <= 0 || seq <= floor) {
            return;
        }
        sample(seq, timeNs);
        if (tables.length == 0) {
            tables = new @Nullable DedupeTable[TABLES];
        }
        DedupeTable table = tables[(int) (h >>> SHIFT)];
        if (table == null) {
            table = new DedupeTable();
            tables[(int) (h >>> SHIFT)] = table;
        }
        table.add(h, seq, floor);
    }

    private void sample(long seq, long timeNs) {
        int last = (head + samples - 1 + MANY) % MANY;
        if (samples > 0 && seq <= lastSeqs[last]) {
            return; // known, or older than what was told before
        }
        long time = samples > 0 ? Math.max(timeNs, lastTimes[last]) : timeNs;
        if (samples == 0 || time - sampleStart >= windowNs / SAMPLES) {
            if (samples == MANY) {
                halve();
            }
            last = (head + samples++) % MANY;
            counts[last] = 0;
            sampleStart = time;
        }
        lastSeqs[last] = seq;
        lastTimes[last] = time;
        counts[last]++;
        live++;
    }

    /** Makes one of two: there are more than the window has room for, as nobody asked for so long. */
    private void halve() {
        for (int i = 0; i < samples; i += 2) {
            int one = (head + i) % MANY;
            int other = (head + i + 1) % MANY;
            int to = (head + i / 2) % MANY;
            int count = counts[one] + counts[other];
            lastSeqs[to] = lastSeqs[other];
            lastTimes[to] = lastTimes[other];
            counts[to] = count;
        }
        samples /= 2;
    }

    private void expire(long nowNs) {
        while (samples > 0 && nowNs - lastTimes[head] >= windowNs) {
            floor = lastSeqs[head];
            live -= counts[head];
            head = (head + 1) % MANY;
            samples--;
        }
    }

    /** When {@link #evict} has something to do; {@link #NEVER} as long as there is nothing. */
    public long next() {
        return samples == 0 ? NEVER : lastTimes[head] + windowNs;
    }

    /** Gives back memory of what has expired, a little at a time. */
    public void evict(long nowNs) {
        expire(nowNs); // which checking has done before, as a rule
        if (tables.length > 0) {
            DedupeTable one = tables[turn++ & TABLES - 1];
            if (live == 0) {
                tables = new @Nullable DedupeTable[0];
            } else if (one != null) {
                one.sweep(floor);
            }
        }
    }

    /** How many ids count, but for those on their way. */
    public long size() {
        return live;
    }

    /** Whether it holds nothing, not even what has expired; what is on its way does not count. */
    public boolean isEmpty() {
        return tables.length == 0;
    }

    /** How many are on their way. */
    public int reserved() {
        return inFlight.size();
    }

    /** About how many bytes of heap it takes. */
    public long bytes() {
        long bytes = 20L * MANY + 256 + 4L * tables.length + inFlight.bytes();
        for (DedupeTable each : tables) {
            bytes += each == null ? 0 : each.bytes();
        }
        return bytes;
    }
}
