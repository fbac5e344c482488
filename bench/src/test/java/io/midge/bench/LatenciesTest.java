package io.midge.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

final class LatenciesTest {
    @Test
    void quantilesOfAKnownDistributionAreRightToTwoPercent() {
        Latencies latencies = new Latencies();
        for (int micros = 1; micros <= 100_000; micros++) {
            latencies.record(micros * 1000L);
        }
        assertThat(latencies.count()).isEqualTo(100_000);
        assertThat(latencies.quantile(0.5)).isCloseTo(50_000_000, Percentage.withPercentage(1.6));
        assertThat(latencies.quantile(0.99)).isCloseTo(99_000_000, Percentage.withPercentage(1.6));
        assertThat(latencies.quantile(1)).isCloseTo(100_000_000, Percentage.withPercentage(1.6));
    }

    @Test
    void everyMagnitudeHasABucket() {
        for (int bits = 0; bits < 63; bits++) {
            Latencies latencies = new Latencies();
            latencies.record(1L << bits);
            assertThat(latencies.quantile(0.5)).isCloseTo((double) (1L << bits), Percentage.withPercentage(1.6));
        }
        Latencies latencies = new Latencies();
        latencies.record(Long.MAX_VALUE);
        latencies.record(-1);
        assertThat(latencies.quantile(0.1)).isZero();
    }

    @Test
    void clearForgetsEverything() {
        Latencies latencies = new Latencies();
        latencies.record(5);
        latencies.clear();
        assertThat(latencies.count()).isZero();
        assertThat(latencies.quantile(0.5)).isNaN();
    }
}
