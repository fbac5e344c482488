package io.midge.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "1, 1ns",
        "999, 999ns",
        "1000, 1µs",
        "1500, 1.5µs",
        "1000000, 1ms",
        "1050000, 1.05ms",
        "500000000, 500ms",
        "999999999, 999.999999ms",
        "1000000000, 1s",
        "1500000000, 1.5s",
        "1000000001, 1.000000001s",
        "60000000000, 1m0s",
        "70000000000, 1m10s",
        "3600000000000, 1h0m0s",
        "3661000000000, 1h1m1s",
        "90061100000000, 25h1m1.1s",
        "-1500000000, -1.5s",
        "-1, -1ns",
        "9223372036854775807, 2562047h47m16.854775807s"
    })
    void itIsWhatGoPrints(long nanos, String text) {
        assertThat(GoDuration.text(Duration.ofNanos(nanos))).isEqualTo(text);
    }
}
