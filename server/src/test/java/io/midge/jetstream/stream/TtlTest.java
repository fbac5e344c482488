package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.store.op.OpFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long messages say that they live. */
class TtlTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    '', 0
                    5, 5
                    00, 0
                    1s, 1
                    1.9s, 1
                    1h2m3s, 3723
                    1m0.5s, 60
                    +2s, 2
                    1000ms, 1
                    99999999999, 2147483647
                    1000000h, 2147483647
                    """)
    void wholeSecondsAndDurationsAreUnderstood(String text, long seconds) {
        assertThat(Ttl.parse(text)).isEqualTo(seconds);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "-5s", "999ms", "1 s", "soon", "5x", "1.5", "s", "1..2s", "9999999h", "0x10"})
    void allElseIsInvalid(String text) {
        assertThat(Ttl.parse(text)).isEqualTo(Ttl.INVALID);
    }

    @ParameterizedTest
    @CsvSource({"never", "Never", "NEVER"})
    void itMayBeForEver(String text) {
        assertThat(Ttl.parse(text)).isEqualTo(OpFrame.FOREVER);
    }
}
