package io.midge.monitor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any parameters are read, or refused with a text; what is read stays within its bounds. */
class QueryFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyParametersAreReadOrRefused(byte[] data) {
        Query query = Query.parse(new String(data, ISO_8859_1));
        try {
            ConnzOptions options = ConnzOptions.of(query);
            assertThat(options.offset()).isNotNegative();
            assertThat(options.limit()).isPositive();
            ConnzSort sort = options.sort();
            assertThat(sort.closedOnly() && options.state() != ConnzOptions.State.CLOSED)
                    .isFalse();
            assertThat(query.text("sort")).isIn("", sort.word());
        } catch (BadQueryException e) {
            assertThat(new String(e.text(), UTF_8))
                    .matches("(?s)(Error decoding |invalid sorting option: |sort by ).*");
        }
    }
}
