package io.midge.store.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.store.op.BadFrameException;
import io.midge.store.op.PackedIn;
import io.midge.store.op.PackedOut;

/**
 * Any bytes are an operation or a state, written in the one way there is, or are refused; and whatever operations there are, they
 * leave a state that is sound. Runs over the seeds in the resources as a plain test; with {@code JAZZER_FUZZ=1} it looks for new
 * ones.
 */
class ConsumerFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreAnOperationOrRefused(byte[] data) {
        try {
            ConsumerOp op = ConsumerOp.decode(data, 0, data.length);
            PackedOut out = new PackedOut(16);
            op.put(out);
            assertThat(out.toBytes()).isEqualTo(data);
        } catch (BadFrameException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyOperationsLeaveASoundState(byte[] data) {
        for (AckPolicy policy : AckPolicy.values()) {
            ConsumerState state = new ConsumerState(policy, 0);
            for (int at = 0; at < data.length; ) {
                int length = Math.min(Byte.toUnsignedInt(data[at]), data.length - at - 1);
                try {
                    if (ConsumerOp.decode(data, at + 1, length) instanceof ConsumerOp.OnState op) {
                        state.apply(op);
                    }
                } catch (BadFrameException refused) {
                    assertThat(refused.getMessage()).isNotEmpty();
                }
                at += 1 + length;
                assertThat(state.fault(Long.MAX_VALUE)).isEmpty();
            }
            roundTrip(state);
            state.repair(100, text -> {});
            assertThat(state.fault(100)).isEmpty();
        }
    }

    private static void roundTrip(ConsumerState state) {
        PackedOut out = new PackedOut(16);
        StateCode.put(state, out);
        try {
            ConsumerState read = StateCode.get(new PackedIn(out.buf(), 0, out.length()));
            PackedOut again = new PackedOut(16);
            StateCode.put(read, again);
            assertThat(again.toBytes()).isEqualTo(out.toBytes());
        } catch (BadFrameException e) {
            throw new AssertionError(state + " cannot be read", e);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreASnapshotOrRefused(byte[] data) {
        Consumers consumers = new Consumers();
        try {
            consumers.read(data, 0, data.length);
        } catch (BadFrameException refused) {
            assertThat(refused.getMessage()).isNotEmpty();
        }
        consumers.forEach(each -> {
            assertThat(each.state().fault(Long.MAX_VALUE)).isEmpty();
            assertThat(consumers.find(each.name())).isSameAs(each);
            roundTrip(each.state());
        });
    }
}
