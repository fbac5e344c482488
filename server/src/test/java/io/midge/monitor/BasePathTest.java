package io.midge.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BasePathTest {
    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "/, ''",
        "foo, /foo",
        "/foo, /foo",
        "foo/, /foo",
        "/foo//bar/, /foo/bar",
        "a/../b, /b",
        "..,''"
    })
    void aPrefixIsTakenHoweverItIsWritten(String written, String path) {
        assertThat(Monitor.normal(written)).isEqualTo(path);
    }

    @ParameterizedTest
    @CsvSource({
        "'', /varz, /varz",
        "'', /, /",
        "/foo, /foo/varz, /varz",
        "/foo, /foo/, /",
        "/foo, /foo, /",
        "/foo, /varz, ''",
        "/foo, /fo, ''",
        "'', '', ''"
    })
    void onlyWhatIsBelowItIsAPage(String prefix, String path, String page) {
        assertThat(Monitor.below(prefix, path)).isEqualTo(page);
    }
}
