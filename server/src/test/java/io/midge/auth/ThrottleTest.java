package io.midge.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.net.Loops;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private final Loops time = new Loops(1, 1 << 20, 1 << 20, 1024);
    private final Throttle throttle = new Throttle(time);

    @AfterEach
    void stop() {
        time.close();
    }

    private long failedMs(String address, String name) {
        return TimeUnit.NANOSECONDS.toMillis(throttle.failed(address, name));
    }

    @Test
    void eachFailureCostsTwiceAsMuchUpToFiveSeconds() {
        assertThat(IntStream.range(0, 9).mapToLong(i -> failedMs("a", "u")))
                .containsExactly(100L, 200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L);
        IntStream.range(0, 100).forEach(i -> assertThat(failedMs("a", "u")).isEqualTo(5000));
    }

    @Test
    void othersPayNothingForIt() {
        failedMs("a", "u");
        assertThat(failedMs("b", "u")).isEqualTo(100);
        assertThat(failedMs("a", "v")).isEqualTo(100);
        assertThat(failedMs("a", "u")).isEqualTo(200);
    }

    @Test
    void whoSucceedsIsForgiven() {
        throttle.succeeded("a", "u");
        failedMs("a", "u");
        failedMs("a", "u");
        throttle.succeeded("a", "v");
        assertThat(failedMs("a", "u")).isEqualTo(400);
        throttle.succeeded("a", "u");
        assertThat(failedMs("a", "u")).isEqualTo(100);
    }

    @Test
    void aFailureIsForgottenAMinuteAfterTheLastOne() {
        failedMs("a", "u");
        time.pass(59, TimeUnit.SECONDS);
        assertThat(failedMs("a", "u")).isEqualTo(200);
        time.pass(59, TimeUnit.SECONDS);
        assertThat(throttle.size()).isEqualTo(1);
        time.pass(1, TimeUnit.SECONDS);
        assertThat(throttle.size()).isZero();
        assertThat(failedMs("a", "u")).isEqualTo(100);
    }

    @Test
    void soManyAreKeptAndTheOldestGoes() {
        for (int i = 0; i < Throttle.MAX_PAIRS; i++) {
            failedMs("a", "u" + i);
        }
        failedMs("a", "u0");
        failedMs("a", "new");
        assertThat(throttle.size()).isLessThanOrEqualTo(Throttle.MAX_PAIRS);
        assertThat(failedMs("a", "u0")).isEqualTo(400);
        assertThat(failedMs("a", "u1")).isEqualTo(100);
    }

    @Test
    void ofALongNameOnlyTheBeginningIsKept() {
        String name = "u".repeat(4000);
        failedMs("a", name + "1");
        assertThat(failedMs("a", name + "2")).isEqualTo(200);
    }
}
