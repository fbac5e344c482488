package io.midge.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class StatsTest {
    @Test
    void medianIsTheMiddleValueOrTheMeanOfTheTwo() {
        assertThat(Stats.median(new double[] {3, 1, 2})).isEqualTo(2);
        assertThat(Stats.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
        assertThat(Stats.median(new double[0])).isNaN();
    }

    @Test
    void signedRankDistributionIsTheTabulatedOne() {
        // Tables of the Wilcoxon signed-rank test: two-sided 5 % for n = 7 is 2, for n = 10 is 8, for n = 15 is 25.
        assertThat(Stats.signedRank(7)[2]).isCloseTo(3 / 128.0, within(1e-12));
        assertThat(Stats.signedRank(10)[8]).isLessThanOrEqualTo(0.025);
        assertThat(Stats.signedRank(10)[9]).isGreaterThan(0.025);
        assertThat(Stats.signedRank(15)[25]).isLessThanOrEqualTo(0.025);
        assertThat(Stats.signedRank(15)[26]).isGreaterThan(0.025);
        assertThat(Stats.signedRank(15)[15 * 16 / 2]).isCloseTo(1, within(1e-12));
    }

    @Test
    void sevenValuesLeaveOutTwoPairMeansOnEachSide() {
        double[] values = {1, 2, 4, 8, 16, 32, 64};
        Stats.Interval interval = Stats.interval(values);
        assertThat(interval.median()).isEqualTo(8);
        // Means of two logarithms, base 2, in order: 0, 0.5, 1, 1, 1.5, …; the third from below is 1, from above 5.
        assertThat(interval.low()).isCloseTo(2, within(1e-9));
        assertThat(interval.high()).isCloseTo(32, within(1e-9));
        assertThat(interval.coverage()).isCloseTo(0.953125, within(1e-12));
        assertThat(interval.values()).isEqualTo(7);
    }

    @Test
    void fewValuesGiveTheirRangeAndItsTrueCoverage() {
        Stats.Interval interval = Stats.interval(new double[] {1.2, 1.0, 1.1});
        assertThat(interval).isEqualTo(new Stats.Interval(1.1, 1.0, 1.2, 0.75, 3));
        assertThat(Stats.interval(new double[] {2}).coverage()).isZero();
    }

    @Test
    void equalValuesGiveAnIntervalOfNoWidth() {
        Stats.Interval interval = Stats.interval(new double[] {3, 3, 3, 3, 3, 3, 3});
        assertThat(interval.low()).isCloseTo(3, within(1e-12));
        assertThat(interval.high()).isCloseTo(3, within(1e-12));
    }

    @Test
    void intervalHoldsTheTrueRatioAsOftenAsItSays() {
        Random random = new Random(42);
        int held = 0;
        int trials = 4000;
        for (int trial = 0; trial < trials; trial++) {
            double[] values = new double[7];
            for (int i = 0; i < values.length; i++) {
                values[i] = 1.3 * Math.exp(0.1 * random.nextGaussian());
            }
            Stats.Interval interval = Stats.interval(values);
            held += interval.low() <= 1.3 && 1.3 <= interval.high() ? 1 : 0;
        }
        assertThat((double) held / trials).isCloseTo(0.953, within(0.012));
    }

    @Test
    void intervalHoldsItsMedianAlways() {
        Random random = new Random(7);
        for (int n = 1; n <= 30; n++) {
            double[] values = new double[n];
            for (int i = 0; i < n; i++) {
                values[i] = Math.exp(random.nextGaussian());
            }
            Stats.Interval interval = Stats.interval(values);
            assertThat(interval.median()).isBetween(interval.low(), interval.high());
        }
    }

    @Test
    void refusesWhatHasNoLogarithm() {
        assertThatThrownBy(() -> Stats.interval(new double[] {1, 0})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stats.interval(new double[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
