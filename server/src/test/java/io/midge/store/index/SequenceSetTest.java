package io.midge.store.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.store.op.BadFrameException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SequenceSetTest {
    private static final long MIB = 1 << 20;

    /** How far the sequences are spread, how long the ranges are, and where it all begins. */
    @ParameterizedTest
    @CsvSource({
        "1, 300, 3, 0",
        "2, 9000, 40, 1",
        "3, 9000, 1, 4090",
        "4, 2000000, 400, 77",
        "5, 2000000, 1, 99",
        "6, 1099511627776, 300, 5",
        "7, 4000000000000000000, 100, 12",
        "8, 5000, 1000, 4611686018427387904",
        "9, 100000, 6000, 262000",
    })
    void itAnswersAsASortedMapOfRanges(long seed, long spread, int longest, long start) {
        Random random = new Random(seed);
        SequenceSet set = new SequenceSet();
        NaiveSequenceSet naive = new NaiveSequenceSet();
        long floor = start;
        for (int i = 0; i < 60_000; i++) {
            long seq = floor + Math.floorMod(random.nextLong(), spread);
            long near = seq + random.nextInt(longest) - longest / 2;
            int op = random.nextInt(longest > 1000 ? 40 : 8);
            if (op == 2
                    && random.nextInt(500) == 0
                    && floor < 2 * start + 10 * spread
                    && floor < SequenceSet.LIMIT / 4 * 3) {
                floor += Math.min(seq - floor, spread / 10);
                set.removeBelow(floor);
                naive.removeBelow(floor);
            }
            long other = op == 0 ? seq + random.nextInt(longest) : Math.min(seq, near);
            long answer = answer(set, op, seq, near, other);
            if (answer != answer(naive, op, seq, near, other)) {
                assertThat(answer)
                        .as("%s %s %s %s", op, seq, near, other)
                        .isEqualTo(answer(naive, op, seq, near, other));
            }
            if (i % 10_000 == 9_999) {
                compare(set, naive);
            }
        }
        set.removeBelow(floor + spread + longest);
        assertThat(set.isEmpty()).isTrue();
        assertThat(set.size()).isZero();
    }

    private static long answer(SequenceSet set, int op, long seq, long near, long other) {
        return switch (op) {
            case 0 -> set.add(seq, other);
            case 1 -> set.count(other, seq);
            case 2 -> set.size();
            case 3 -> set.nextAbsent(near);
            case 4 -> set.previousAbsent(near);
            default -> set.contains(op == 5 ? near : seq) ? 1 : 0;
        };
    }

    private static long answer(NaiveSequenceSet set, int op, long seq, long near, long other) {
        return switch (op) {
            case 0 -> set.add(seq, other);
            case 1 -> set.count(other, seq);
            case 2 -> set.size();
            case 3 -> set.nextAbsent(near);
            case 4 -> set.previousAbsent(near);
            default -> set.contains(op == 5 ? near : seq) ? 1 : 0;
        };
    }

    private static void compare(SequenceSet set, NaiveSequenceSet naive) {
        List<long[]> ranges = ranges(set);
        List<long[]> expected = new ArrayList<>();
        naive.forEach((from, to) -> expected.add(new long[] {from, to}));
        assertThat(ranges).usingElementComparator(Arrays::compare).containsExactlyElementsOf(expected);
        assertThat(ranges(decoded(set.encode())))
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(expected);
        assertThat(set.count(0, SequenceSet.LIMIT)).isEqualTo(naive.size());
        assertThat(set.bytes()).isBetween(HeapSize.arraysOf(set), HeapSize.arraysOf(set) + 500);
    }

    private static List<long[]> ranges(SequenceSet set) {
        List<long[]> ranges = new ArrayList<>();
        set.forEach((from, to) -> ranges.add(new long[] {from, to}));
        return ranges;
    }

    private static SequenceSet decoded(byte[] bytes) {
        try {
            return SequenceSet.decode(bytes, 0, bytes.length);
        } catch (BadFrameException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void rangesOfAnyLengthAreOneStep() {
        SequenceSet set = new SequenceSet();
        long far = 1L << 62;
        assertThat(set.add(1, far)).isEqualTo(far);
        assertThat(set.add(5, 9)).isZero();
        assertThat(set.add(0, SequenceSet.LIMIT - 1)).isEqualTo(SequenceSet.LIMIT - far);
        assertThat(set.nextAbsent(0)).isEqualTo(SequenceSet.LIMIT);
        assertThat(set.previousAbsent(far)).isEqualTo(-1);
        assertThat(set.count(far, far + 9)).isEqualTo(10);
        set.removeBelow(far - 3);
        assertThat(set.previousAbsent(far)).isEqualTo(far - 4);
        assertThat(set.size()).isEqualTo(SequenceSet.LIMIT - far + 3);
        assertThat(ranges(decoded(set.encode()))).hasSize(1);
        assertThat(set.bytes()).isLessThan(16_000);
        assertThat(set.encode()).hasSizeLessThan(40);
    }

    @Test
    void whatIsNoSequenceIsRefused() {
        SequenceSet set = new SequenceSet();
        assertThatIllegalArgumentException().isThrownBy(() -> set.add(-1, 3));
        assertThatIllegalArgumentException().isThrownBy(() -> set.add(3, SequenceSet.LIMIT));
        assertThat(set.add(4, 3)).isZero();
        assertThat(set.isEmpty()).isTrue();
        assertThat(set.contains(-1)).isFalse();
        set.add(0, 5);
        assertThat(set.contains(-1)).isFalse();
        assertThat(set.count(-10, 3)).isEqualTo(4);
        assertThat(set.count(9, 3)).isZero();
    }

    @Test
    void aMillionScatteredAmongAHundredMillionTakeAFewMegabytes() {
        Random random = new Random(7);
        SequenceSet set = new SequenceSet();
        for (int i = 0; i < 1_000_000; i++) {
            long seq = 1L + random.nextInt(100_000_000);
            set.add(seq, seq);
        }
        assertThat(set.size()).isGreaterThan(990_000);
        assertThat(set.bytes()).isLessThan(10 * MIB).isGreaterThan(HeapSize.arraysOf(set));
        byte[] bytes = set.encode();
        assertThat(bytes).hasSizeLessThan(3 << 20);
        assertThat(decoded(bytes).encode()).isEqualTo(bytes);
        set.removeBelow(99_000_000);
        assertThat(set.bytes()).isLessThan(MIB / 2);
    }

    @Test
    void everySecondOneTakesABitEach() {
        SequenceSet set = new SequenceSet();
        for (long seq = 0; seq < 2_000_000; seq += 2) {
            set.add(seq, seq);
        }
        assertThat(set.bytes()).isLessThan(340_000);
        assertThat(set.encode()).hasSizeLessThan(2_000_000 / 8 * 9 / 8);
        for (long seq = 1; seq < 2_000_000; seq += 2) {
            set.add(seq, seq);
        }
        assertThat(ranges(set)).hasSize(1);
        assertThat(set.encode()).hasSizeLessThan(16);
    }

    @Test
    void aFewFarApartAreCheap() {
        SequenceSet set = new SequenceSet();
        for (long i = 0; i < 10_000; i++) {
            set.add(i * 10_000_000, i * 10_000_000);
        }
        assertThat(set.size()).isEqualTo(10_000);
        assertThat(set.bytes()).isLessThan(2 * MIB);
    }

    @Test
    void aWindowThatMovesOnDoesNotGrow() {
        SequenceSet set = new SequenceSet();
        Random random = new Random(3);
        long most = 0;
        for (long seq = 0; seq < 1_000_000; seq += 1 + random.nextInt(4)) {
            set.add(seq, seq);
            if (seq % 64 == 0) {
                set.removeBelow(seq - 10_000);
            }
            most = Math.max(most, set.bytes());
        }
        assertThat(most).isLessThan(400_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void damagedBytesAreRefusedOrAnotherSet(long seed) {
        Random random = new Random(seed);
        SequenceSet set = new SequenceSet();
        for (int i = 0; i < 300; i++) {
            long seq = random.nextInt(4_000);
            set.add(seq, seq + random.nextInt(3));
        }
        byte[] bytes = set.encode();
        for (int cut = 0; cut < bytes.length; cut++) {
            int length = cut;
            assertThatThrownBy(() -> SequenceSet.decode(bytes, 0, length)).isInstanceOf(BadFrameException.class);
        }
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] = (byte) random.nextInt();
            try {
                SequenceSet other = SequenceSet.decode(damaged, 0, damaged.length);
                assertThat(ranges(decoded(other.encode()))).hasSameSizeAs(ranges(other));
            } catch (BadFrameException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void bytesThatClaimTooMuchAreRefused() {
        refuses();
        refuses(2, 0);
        refuses(1, 1);
        refuses(1, 0, 0);
        refuses(1, 1, 3, 0, 0, 0);
        refuses(1, 1, 0, -1, -1, -1, -1, -1, -1, -1, -1, 1);
        refuses(1, 1, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, 127);
        refuses(1, 1, 0, -128, -128, -128, -128, -128, -128, -128, -128, -128, -128, 0);
        assertThat(ranges(decoded(new byte[] {1, 3, 8, 2})))
                .usingElementComparator(Arrays::compare)
                .containsExactly(new long[] {4, 6});
    }

    private static void refuses(int... bytes) {
        byte[] buf = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            buf[i] = (byte) bytes[i];
        }
        assertThatThrownBy(() -> SequenceSet.decode(buf, 0, buf.length)).isInstanceOf(BadFrameException.class);
    }
}
