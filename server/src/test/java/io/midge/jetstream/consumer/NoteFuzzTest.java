package io.midge.jetstream.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.stream.LongStream;

/** Whatever somebody sends as an acknowledgement is read within its bytes, and numbers are numbers. */
class NoteFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreAnAcknowledgementOrNoise(byte[] data) {
        Note.kind(data, 0, data.length);
        NakDelay.parse(data);
        long[] numbers = {0, 0, 0};
        Note.numbers(data, 0, data.length, numbers);
        assertThat(LongStream.of(numbers).min().orElse(0)).isGreaterThanOrEqualTo(-1);
    }
}
