package io.midge.store.consumer;

import io.midge.loop.Confined;
import java.util.Arrays;

/**
 * Where what a consumer does is decided: a state that is ahead of the log, and what of it the log does not have yet. Nobody waits
 * for most of it, so it is kept until somebody flushes it and then told in as few operations as possible: what was delivered and
 * acknowledged in between is a number that went up.
 *
 * <p>Operations of a flush are told in the order Reset, Delivered, Forgotten, Acked, Redelivered, in which the last one overrides:
 * a message that was given up is still known to be when the floor passes it.
 */
@Confined("stream lane")
public final class ConsumerLog {
    /** Takes the operations of a flush. They belong together, but any of them may stand alone. */
    public interface Sink {
        void op(ConsumerOp op);
    }

    /** How many messages may be noted before a flush is due: it bounds the memory and the work of one. */
    static final int MANY = 1 << 14;

    private static final int ACK_ROWS = 1 << 13;

    /** Of a row of {@link ConsumerOp.Redelivered}. */
    private static final int WIDTH = 3;

    private ConsumerState ahead;
    private boolean reset;
    private long toldConsumer;
    private long toldStream;
    private long toldDeliveredNs;
    private long toldFloorConsumer;
    private long toldFloorStream;
    private long toldAckedNs;
    private long forgotten;
    private boolean due;
    /** Acknowledged or given up, and pending as far as the log knows. */
    private final Seqs done = new Seqs();
    /** Acknowledged, and only known to have been delivered again. */
    private final Seqs unmarked = new Seqs();
    /** Delivered again, put off or given up: what is known of these is told anew. */
    private final Seqs again = new Seqs();

    /** Sequences in the order in which they came. */
    private static final class Seqs {
        private long[] seqs = new long[0];
        private int size;

        void add(long seq) {
            if (size == seqs.length) {
                seqs = Arrays.copyOf(seqs, Math.max(16, size * 2));
            }
            seqs[size++] = seq;
        }

        /** In order, none twice, and none of them is kept. */
        long[] take() {
            Arrays.sort(seqs, 0, size);
            int to = 0;
            for (int i = 0; i < size; i++) {
                if (i == 0 || seqs[i] != seqs[i - 1]) {
                    seqs[to++] = seqs[i];
                }
            }
            long[] taken = Arrays.copyOf(seqs, to);
            clear();
            return taken;
        }

        void clear() {
            size = 0;
            seqs = seqs.length > 256 ? new long[0] : seqs;
        }
    }

    /** Ahead of what is applied, which is copied. */
    public ConsumerLog(ConsumerState applied) {
        ahead = applied.copy();
        told();
    }

    /** What has been decided: to be looked at only. */
    public ConsumerState state() {
        return ahead;
    }

    /** Whether a flush would tell anything. */
    public boolean isDirty() {
        return reset
                || forgotten > 0
                || toldConsumer != ahead.deliveredConsumer()
                || toldStream != ahead.deliveredStream()
                || toldDeliveredNs != ahead.deliveredNs()
                || toldFloorConsumer != ahead.floorConsumer()
                || toldFloorStream != ahead.floorStream()
                || toldAckedNs != ahead.ackedNs()
                || done.size + unmarked.size + again.size > 0;
    }

    /** Whether to flush without waiting for more: somebody waits, or it has become much. */
    public boolean isDue() {
        return due
                || done.size + unmarked.size + again.size >= MANY
                || ahead.deliveredConsumer() - toldConsumer >= MANY;
    }

    /** A message was delivered for the first time. Both sequences are above all before. */
    public void delivered(long consumerSeq, long streamSeq, long timeNs) {
        ahead.deliver(consumerSeq, streamSeq, timeNs);
    }

    /** A message was delivered again, {@code deliveries} times by now; the consumer sequence is above all before. */
    public void redelivered(long consumerSeq, long streamSeq, int deliveries, long timeNs) {
        if (ahead.redeliver(consumerSeq, streamSeq, deliveries, timeNs)) {
            again.add(streamSeq);
        }
    }

    /** A pending message's acknowledgement is waited for from this time on. */
    public void delayed(long streamSeq, long timeNs) {
        if (ahead.delay(streamSeq, timeNs)) {
            again.add(streamSeq);
        }
    }

    /** A message will not be delivered again, and how often it was stays known. */
    public void givenUp(long streamSeq, int redeliveries) {
        if (ahead.isPending(streamSeq) && streamSeq <= toldStream) {
            done.add(streamSeq);
        }
        if (ahead.giveUp(streamSeq, redeliveries)) {
            again.add(streamSeq);
        }
    }

    /**
     * A message is acknowledged, or terminated.
     *
     * @param consumerSeq of the delivery that is acknowledged
     * @param waits whether somebody is to be told when that survives
     * @return false: nothing waited for it
     */
    public boolean acked(long consumerSeq, long streamSeq, long timeNs, boolean waits) {
        boolean marked = ahead.redelivered(streamSeq) > 0;
        boolean pending = ahead.isPending(streamSeq);
        boolean acked = ahead.ack(consumerSeq, streamSeq, timeNs);
        if (pending && !ahead.isPending(streamSeq)) {
            if (streamSeq <= toldStream) {
                done.add(streamSeq);
            }
        } else if (marked && pending) {
            again.add(streamSeq);
        } else if (marked) {
            unmarked.add(streamSeq);
        }
        due |= waits && isDirty();
        return acked;
    }

    /** Nothing up to this stream sequence is to be delivered any more. */
    public void skipped(long streamSeq) {
        ahead.skip(streamSeq);
    }

    /** The same, where that was found out: the floor goes with it as soon as nothing is pending. */
    public void passed(long streamSeq) {
        ahead.pass(streamSeq);
    }

    /** How often messages below this sequence were delivered again does not matter any more. */
    public void forgotten(long below) {
        if (ahead.forget(below)) {
            forgotten = Math.max(forgotten, below);
        }
    }

    /** The stream's first message is this one from now on. */
    public void purged(long firstSeq) {
        int marks = ahead.redelivered();
        ahead.purge(firstSeq);
        if (ahead.redelivered() != marks) {
            forgotten = Math.max(forgotten, firstSeq);
        }
    }

    /** Begins anew: nothing was delivered, and everything up to this stream sequence is done. Somebody waits for it. */
    public void reset(long streamSeq) {
        ahead.reset(streamSeq);
        drop();
        told();
        reset = true;
        due = true;
    }

    /** Takes back all that is not applied: the log did not take it. */
    public void rollBack(ConsumerState applied) {
        ahead = applied.copy();
        drop();
        told();
    }

    private void drop() {
        done.clear();
        unmarked.clear();
        again.clear();
        forgotten = 0;
        reset = false;
        due = false;
    }

    private void told() {
        toldConsumer = ahead.deliveredConsumer();
        toldStream = ahead.deliveredStream();
        toldDeliveredNs = ahead.deliveredNs();
        toldFloorConsumer = ahead.floorConsumer();
        toldFloorStream = ahead.floorStream();
        toldAckedNs = ahead.ackedNs();
    }

    /** Tells what the log does not have yet. Applied in order, it makes the state that is {@link #state} now. */
    public void flush(Sink sink) {
        if (reset) {
            sink.op(new ConsumerOp.Reset(toldStream));
        }
        if (toldConsumer != ahead.deliveredConsumer()
                || toldStream != ahead.deliveredStream()
                || toldDeliveredNs != ahead.deliveredNs()) {
            new FreshRuns(ahead, sink).tell(toldStream);
        }
        if (forgotten > 0) {
            sink.op(new ConsumerOp.Forgotten(forgotten));
        }
        flushAcks(sink);
        flushAgain(sink);
        drop();
        told();
        ahead.trim();
    }

    private void flushAcks(Sink sink) {
        long[] acked = done.take();
        int behind = 0; // the floor says that these are done
        while (behind < acked.length && acked[behind] <= ahead.floorStream()) {
            behind++;
        }
        long[] marks = unmarked.take();
        long[] all = Arrays.copyOf(marks, marks.length + acked.length - behind);
        System.arraycopy(acked, behind, all, marks.length, acked.length - behind);
        Arrays.sort(all);
        if (all.length == 0
                && toldFloorConsumer == ahead.floorConsumer()
                && toldFloorStream == ahead.floorStream()
                && toldAckedNs == ahead.ackedNs()) {
            return;
        }
        long[] ranges = ranges(all);
        int from = 0;
        do {
            int to = Math.min(ranges.length, from + 2 * ACK_ROWS);
            sink.op(new ConsumerOp.Acked(
                    ahead.floorConsumer(),
                    ahead.floorStream(),
                    ahead.ackedNs(),
                    Rows.of(2, Arrays.copyOfRange(ranges, from, to))));
            from = to;
        } while (from < ranges.length);
    }

    /** Sequences in order, as ranges. What lies between two that is neither pending nor marked does no harm in one. */
    private long[] ranges(long[] seqs) {
        long[] ranges = new long[seqs.length * 2];
        int to = 0;
        boolean marks = ahead.redelivered() > 0;
        long wall = -1; // the next that is pending behind the last range's start; 0 if there is none
        for (long seq : seqs) {
            boolean joins = to > 0 && (seq <= ranges[to - 1] + 1 || (!marks && (wall == 0 || seq < wall)));
            if (!joins) {
                ranges[to] = seq;
                to += 2;
                wall = ahead.nextPending(seq);
            }
            ranges[to - 1] = seq;
        }
        return Arrays.copyOf(ranges, to);
    }

    private void flushAgain(Sink sink) {
        long[] seqs = again.take();
        long[] rows = new long[seqs.length * WIDTH];
        int to = 0;
        for (long seq : seqs) {
            int count = ahead.redelivered(seq);
            if (count > 0 || ahead.isPending(seq)) {
                rows[to] = seq;
                rows[to + 1] = count;
                rows[to + 2] = ahead.pendingNs(seq);
                to += WIDTH;
            }
        }
        for (int from = 0; from < to; from += WIDTH * ACK_ROWS) {
            sink.op(new ConsumerOp.Redelivered(Rows.of(
                    WIDTH, Arrays.copyOfRange(rows, from, Math.min(to, from + WIDTH * ACK_ROWS)))));
        }
    }
}
