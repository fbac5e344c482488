package io.midge.store.consumer;

import java.util.Arrays;

/** Makes {@link ConsumerOp.Delivered} of what is pending: messages that follow each other at one time are one row. */
final class FreshRuns implements ConsumerState.Pendings {
    private static final int WIDTH = 4;

    private final ConsumerState state;
    private final ConsumerLog.Sink sink;
    private long[] cells = new long[16 * WIDTH];
    private int end;
    private int messages;

    FreshRuns(ConsumerState state, ConsumerLog.Sink sink) {
        this.state = state;
        this.sink = sink;
    }

    /** Tells what was delivered and what of it is pending, as far as it lies behind this stream sequence. */
    void tell(long behind) {
        state.forEachPending(behind + 1, this);
        sink.op(new ConsumerOp.Delivered(
                state.deliveredConsumer(), state.deliveredStream(), state.deliveredNs(), take()));
    }

    @Override
    public void pending(long streamSeq, long consumerSeq, long timeNs) {
        if (messages == ConsumerLog.MANY) {
            long many = cells[end - 2];
            long lastStream = cells[end - 4] + many - 1;
            long lastConsumer = cells[end - 3] + many - 1;
            sink.op(new ConsumerOp.Delivered(lastConsumer, lastStream, cells[end - 1], take()));
        }
        messages++;
        if (end > 0) {
            long many = cells[end - 2];
            if (cells[end - 4] + many == streamSeq
                    && cells[end - 3] + many == consumerSeq
                    && cells[end - 1] == timeNs) {
                cells[end - 2]++;
                return;
            }
        }
        if (end == cells.length) {
            cells = Arrays.copyOf(cells, end * 2);
        }
        cells[end] = streamSeq;
        cells[end + 1] = consumerSeq;
        cells[end + 2] = 1;
        cells[end + 3] = timeNs;
        end += WIDTH;
    }

    private Rows take() {
        Rows rows = Rows.of(WIDTH, Arrays.copyOf(cells, end));
        end = 0;
        messages = 0;
        return rows;
    }
}
