package io.midge;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose signal USR2 is, by what HotSpot was told. */
class Usr2Test {
    @ParameterizedTest
    @ValueSource(strings = {"40", "13", "64"})
    void oursWhenHotSpotTakesAnother(String number) {
        assertThat(Signals.leavesUsr2(number)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "12", "11", "0", "-40", "65", "x", "40 ", "99999999999"})
    void hotSpotsOtherwise(@Nullable String number) {
        assertThat(Signals.leavesUsr2(number)).isFalse();
    }
}
