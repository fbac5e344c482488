package io.midge.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.store.op.BadFrameException;

/** Any bytes: refused, or a set that comes back from its own bytes. */
class SequenceSetFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreASetOrRefused(byte[] data) {
        SequenceSet set;
        try {
            set = SequenceSet.decode(data, 0, data.length);
        } catch (BadFrameException e) {
            return;
        }
        byte[] bytes = set.encode();
        try {
            SequenceSet again = SequenceSet.decode(bytes, 0, bytes.length);
            assertThat(again.size()).isEqualTo(set.size());
            assertThat(again.encode()).isEqualTo(bytes);
        } catch (BadFrameException e) {
            throw new AssertionError(e);
        }
        assertThat(set.bytes()).isLessThan(100_000 + 400L * data.length);
        long[] sum = new long[2];
        set.forEach((from, to) -> {
            assertThat(from).isGreaterThanOrEqualTo(sum[1]);
            assertThat(set.contains(from) && set.contains(to)).isTrue();
            assertThat(set.nextAbsent(from)).isEqualTo(to + 1);
            assertThat(set.previousAbsent(to)).isEqualTo(from - 1);
            assertThat(set.count(from, to)).isEqualTo(to - from + 1);
            sum[0] += to - from + 1;
            sum[1] = to + 2;
        });
        assertThat(sum[0]).isEqualTo(set.size());
        set.removeBelow(sum[1] / 2);
        assertThat(set.count(0, sum[1] / 2 - 1)).isZero();
    }
}
