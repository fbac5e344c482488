package io.midge.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.jetstream.config.OfflineAsset;
import io.midge.raft.Replicator;
import io.midge.store.Decision;
import io.midge.store.consumer.AckPolicy;
import io.midge.store.consumer.Blob;
import io.midge.store.consumer.ConsumerOp;
import io.midge.store.consumer.StoredConsumer;
import io.midge.store.op.PackedOut;
import org.junit.jupiter.api.Test;

class OfflineConsumersTest {
    private static void put(Rig rig, long number, String name) {
        PackedOut out = new PackedOut(64);
        new ConsumerOp.Create(name, AckPolicy.NONE, 0, 0, new Blob(new byte[] {1, 2, 3})).put(out);
        Decision decision = new Decision().consumer(number, 0, out.buf(), out.length());
        rig.lane.on(() -> rig.stream.propose(decision, new Replicator.Proposal() {
            @Override
            public void committed(long index) {}

            @Override
            public void failed(String why) {
                throw new IllegalStateException(why);
            }
        }));
        rig.settle();
    }

    @Test
    void whatTheStreamNotesDownOfItsOwnIsNoConsumerThatNobodyUnderstands() {
        try (Rig rig = new Rig()) {
            put(rig, 1, StoredConsumer.NOTE + "note");
            put(rig, 2, "strange");
            assertThat(OfflineConsumers.of(rig.stream))
                    .extracting(OfflineAsset::name)
                    .containsExactly("strange");
        }
    }
}
