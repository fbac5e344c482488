package io.midge.conf;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Map;
import java.util.Objects;

/**
 * Any bytes are a configuration or are refused for a reason, which always has the same words. Files are not read; the
 * environment has variables that use themselves and each other.
 */
class ConfFuzzTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "A",
            "$A",
            "B",
            "[ $C, $C ]",
            "C",
            "{ c: $a, d: 1k }",
            "D",
            "'",
            "E",
            "",
            "F",
            "include x",
            "G",
            "$B\ninclude y");

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreReadOrRefused(byte[] data) {
        String first = read(data);
        assertThat(read(data)).isEqualTo(first);
    }

    private static String read(byte[] data) {
        try {
            Conf.Parsed parsed = Conf.bytes(new Source(ENVIRONMENT::get, false, 1 << 20), data, "fuzz.conf");
            assertThat(parsed.digest()).matches("sha256:[0-9a-f]{64}");
            return parsed.digest();
        } catch (Refusal e) {
            assertThat(e.text()).isNotEmpty();
            assertThat(e.advice()).startsWith("  ");
            return Objects.requireNonNull(e.forOperators().getMessage());
        }
    }
}
