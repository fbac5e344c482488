package io.midge.store.consumer;

import io.midge.store.op.BadFrameException;
import io.midge.store.op.PackedIn;
import io.midge.store.op.PackedOut;

/** {@link ConsumerOp} as bytes: a byte for its kind, then numbers, mostly as distances from the one before. */
final class OpCode {
    private static final int CREATE = 1;
    private static final int DELETE = 2;
    private static final int DELIVERED = 3;
    private static final int ACKED = 4;
    private static final int REDELIVERED = 5;
    private static final int FORGOTTEN = 6;
    private static final int CONFIG = 7;
    private static final int RESET = 8;

    private OpCode() {}

    static void put(ConsumerOp op, PackedOut out) {
        switch (op) {
            case ConsumerOp.Create create ->
                out.u8(CREATE)
                        .text(create.name())
                        .u8(create.policy().code())
                        .number(create.startSeq())
                        .signed(create.createdNs())
                        .bytes(create.config().bytes());
            case ConsumerOp.Delete delete -> out.u8(DELETE);
            case ConsumerOp.Delivered delivered -> putDelivered(delivered, out);
            case ConsumerOp.Acked acked -> putAcked(acked, out);
            case ConsumerOp.Redelivered redelivered -> putRedelivered(redelivered.messages(), out);
            case ConsumerOp.Forgotten forgotten -> out.u8(FORGOTTEN).number(forgotten.below());
            case ConsumerOp.Config config ->
                out.u8(CONFIG).bytes(config.config().bytes());
            case ConsumerOp.Reset reset -> out.u8(RESET).number(reset.streamSeq());
        }
    }

    private static void putDelivered(ConsumerOp.Delivered op, PackedOut out) {
        out.u8(DELIVERED).number(op.consumerSeq()).number(op.streamSeq()).signed(op.timeNs());
        Rows runs = op.fresh();
        out.number(runs.count());
        long stream = 0;
        long consumer = 0;
        long time = op.timeNs();
        for (int i = 0; i < runs.count(); i++) {
            long many = runs.at(i, 2);
            out.number(runs.at(i, 0) - stream - 1)
                    .number(runs.at(i, 1) - consumer - 1)
                    .number(many - 1)
                    .signed(runs.at(i, 3) - time);
            stream = runs.at(i, 0) + many - 1;
            consumer = runs.at(i, 1) + many - 1;
            time = runs.at(i, 3);
        }
    }

    private static void putAcked(ConsumerOp.Acked op, PackedOut out) {
        out.u8(ACKED).number(op.floorConsumer()).number(op.floorStream()).signed(op.timeNs());
        Rows ranges = op.ranges();
        out.number(ranges.count());
        long before = 0;
        for (int i = 0; i < ranges.count(); i++) {
            out.number(ranges.at(i, 0) - before - 1).number(ranges.at(i, 1) - ranges.at(i, 0));
            before = ranges.at(i, 1);
        }
    }

    private static void putRedelivered(Rows messages, PackedOut out) {
        out.u8(REDELIVERED).number(messages.count());
        long before = 0;
        long time = 0;
        for (int i = 0; i < messages.count(); i++) {
            out.number(messages.at(i, 0) - before - 1).number(messages.at(i, 1)).signed(messages.at(i, 2) - time);
            before = messages.at(i, 0);
            time = messages.at(i, 2);
        }
    }

    static ConsumerOp decode(byte[] buf, int off, int length) throws BadFrameException {
        PackedIn in = new PackedIn(buf, off, length);
        int kind = in.u8();
        ConsumerOp op = switch (kind) {
            case CREATE ->
                new ConsumerOp.Create(
                        in.text(ConsumerOp.MAX_NAME),
                        AckPolicy.read(in),
                        in.positive(),
                        in.signed(),
                        new Blob(in.bytes(ConsumerOp.MAX_CONFIG)));
            case DELETE -> new ConsumerOp.Delete();
            case DELIVERED -> delivered(in);
            case ACKED -> acked(in);
            case REDELIVERED -> redelivered(in);
            case FORGOTTEN -> new ConsumerOp.Forgotten(in.positive());
            case CONFIG -> new ConsumerOp.Config(new Blob(in.bytes(ConsumerOp.MAX_CONFIG)));
            case RESET -> new ConsumerOp.Reset(in.positive());
            default -> throw new BadFrameException("operation of a consumer of unknown kind " + kind);
        };
        in.end();
        return op;
    }

    private static ConsumerOp delivered(PackedIn in) throws BadFrameException {
        long consumerSeq = in.positive();
        long streamSeq = in.positive();
        long timeNs = in.signed();
        int count = rows(in, 4);
        long[] cells = new long[count * 4];
        long stream = 0;
        long consumer = 0;
        long time = timeNs;
        long total = 0;
        for (int i = 0; i < cells.length; i += 4) {
            cells[i] = next(in, stream);
            cells[i + 1] = next(in, consumer);
            long more = in.upTo(ConsumerOp.MAX_ROWS - 1);
            time += in.signed();
            cells[i + 2] = more + 1;
            cells[i + 3] = time;
            stream = cells[i] + more;
            consumer = cells[i + 1] + more;
            total += more + 1;
            if (stream < 0 || consumer < 0 || stream > streamSeq || consumer > consumerSeq) {
                throw new BadFrameException("a delivery behind the last");
            }
        }
        if (total > ConsumerOp.MAX_ROWS) {
            throw new BadFrameException("more deliveries than an operation can have");
        }
        return new ConsumerOp.Delivered(consumerSeq, streamSeq, timeNs, Rows.of(4, cells));
    }

    private static ConsumerOp acked(PackedIn in) throws BadFrameException {
        long floorConsumer = in.positive();
        long floorStream = in.positive();
        long timeNs = in.signed();
        int count = rows(in, 2);
        long[] cells = new long[count * 2];
        long before = 0;
        for (int i = 0; i < cells.length; i += 2) {
            cells[i] = next(in, before);
            cells[i + 1] = in.after(cells[i]);
            before = cells[i + 1];
        }
        return new ConsumerOp.Acked(floorConsumer, floorStream, timeNs, Rows.of(2, cells));
    }

    private static ConsumerOp redelivered(PackedIn in) throws BadFrameException {
        int count = rows(in, 3);
        long[] cells = new long[count * 3];
        long before = 0;
        long time = 0;
        for (int i = 0; i < cells.length; i += 3) {
            before = next(in, before);
            cells[i] = before;
            cells[i + 1] = in.upTo(Integer.MAX_VALUE);
            time += in.signed();
            cells[i + 2] = time;
        }
        return new ConsumerOp.Redelivered(Rows.of(3, cells));
    }

    private static int rows(PackedIn in, int least) throws BadFrameException {
        int count = in.count(least);
        if (count > ConsumerOp.MAX_ROWS) {
            throw new BadFrameException("more rows than an operation can have");
        }
        return count;
    }

    /** A number above {@code before}, at least by one. */
    static long next(PackedIn in, long before) throws BadFrameException {
        if (before == Long.MAX_VALUE) {
            throw new BadFrameException("a number is too large");
        }
        return in.after(before + 1);
    }
}
