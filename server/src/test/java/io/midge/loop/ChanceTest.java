package io.midge.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChanceTest {
    /** Limits of the chi-square distribution that one sample in a million exceeds. */
    @ParameterizedTest
    @CsvSource({"2, 23.9", "3, 27.6", "7, 38.3", "10, 44.8", "64, 128.9", "1000, 1229"})
    void eachNumberIsEquallyLikely(int bound, double limit) {
        for (long seed : new long[] {0, 1, -1, 42, Long.MIN_VALUE}) {
            Chance chance = new Chance(seed);
            int each = 10_000;
            int[] seen = new int[bound];
            for (int i = 0; i < each * bound; i++) {
                seen[chance.below(bound)]++;
            }
            double chiSquare = IntStream.of(seen)
                    .mapToDouble(n -> ((double) n - each) * (n - each) / each)
                    .sum();
            assertThat(chiSquare).as("seed %d", seed).isLessThan(limit);
        }
    }

    @Test
    void pairsAreEquallyLikelyToo() {
        Chance chance = new Chance(7);
        int[] seen = new int[64];
        for (int i = 0; i < 640_000; i++) {
            seen[8 * chance.below(8) + chance.below(8)]++;
        }
        double chiSquare = IntStream.of(seen)
                .mapToDouble(n -> (n - 10_000.0) * (n - 10_000.0) / 10_000)
                .sum();
        assertThat(chiSquare).isLessThan(128.9);
    }

    @Test
    void numbersStayBelowTheBound() {
        Chance chance = new Chance(3);
        for (int bound : new int[] {1, 2, 1_000_000_007, Integer.MAX_VALUE}) {
            for (int i = 0; i < 1000; i++) {
                assertThat(chance.below(bound)).isBetween(0, bound - 1);
            }
        }
    }

    @Test
    void theSameSeedGivesTheSameNumbers() {
        Chance one = new Chance(99);
        Chance two = new Chance(99);
        assertThat(IntStream.range(0, 100).map(i -> one.below(1000)))
                .containsExactly(IntStream.range(0, 100)
                        .map(i -> two.below(1000))
                        .boxed()
                        .toArray(Integer[]::new));
    }
}
