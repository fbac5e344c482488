package io.midge.proto;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Any bytes are a header, none, or refused, and which of these is known from the moment on in which it is first said.
 * Runs over the seeds in the resources as a plain test; with {@code JAZZER_FUZZ=1} it looks for new ones.
 */
class ProxyHeaderFuzzTest {
    private static final int LONGEST = 16 + 65_535;

    @FuzzTest(maxDuration = "60s")
    void piecesMakeNoDifference(byte[] data) {
        ProxyHeader said = null;
        for (int end = 0; end <= Math.min(data.length, 200); end++) {
            ProxyHeader now = ProxyHeader.decode(Arrays.copyOf(data, end), 0, end);
            if (now instanceof ProxyHeader.Incomplete incomplete) {
                assertThat(said).isNull();
                assertThat(incomplete.need())
                        .isBetween(0, LONGEST)
                        .matches(need -> need == 0 || need > incomplete.partFrom());
                assertThat(incomplete.partFrom()).isLessThanOrEqualTo(end);
                continue;
            }
            if (said != null) {
                assertThat(now).isEqualTo(said);
            }
            said = now;
            assertThat(length(now)).isLessThanOrEqualTo(end);
        }
        ProxyHeader whole = ProxyHeader.decode(data, 0, data.length);
        if (said != null) {
            assertThat(whole).isEqualTo(said);
        }
    }

    private static int length(ProxyHeader header) {
        return switch (header) {
            case ProxyHeader.Local local -> local.length();
            case ProxyHeader.Proxied proxied -> {
                assertThat(proxied.port()).isBetween(0, 65_535);
                yield proxied.length();
            }
            case ProxyHeader.Malformed malformed -> {
                assertThat(malformed.text()).isNotEmpty().hasSizeLessThan(600).doesNotContain("\n", "\r");
                yield 0;
            }
            case ProxyHeader.Absent absent -> 0;
            case ProxyHeader.Incomplete incomplete -> throw new AssertionError(incomplete);
        };
    }
}
