package io.midge.sim.store;

import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.StreamStore;
import io.midge.store.op.MessageParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A message to see whether a stream still takes any. */
final class OneMore {
    private static final byte[] NONE = new byte[0];

    private OneMore() {}

    /** Appends it; {@code then} runs when it is durable. On the stream's lane. */
    static void append(StreamStore stream, Runnable then) {
        Decision decision = new Decision();
        try {
            stream.message(
                    decision,
                    stream.lastSeq() + 1,
                    1_800_000_000_000_000_000L,
                    0,
                    0,
                    MessageParts.of("one.more".getBytes(StandardCharsets.ISO_8859_1), NONE, NONE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        boolean taken = stream.propose(decision, new Replicator.Proposal() {
            @Override
            public void committed(long index) {
                then.run();
            }

            @Override
            public void failed(String why) {
                throw new IllegalStateException(why);
            }
        });
        if (!taken) {
            throw new IllegalStateException("refused: " + stream.failure());
        }
    }
}
