package io.midge.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.json.JsonException;
import java.util.List;
import java.util.Map;

/** Any request says for which servers it is, or is refused with a text. */
class FilterFuzzTest {
    private static final Home.Identity SERVER =
            new Home.Identity("N", "name", "host", "", "", "2", List.of("a"), Map.of(), Map.of());

    @FuzzTest(maxDuration = "60s")
    void anyRequestIsReadOrRefused(byte[] data) {
        for (String goType : List.of("", "ConnzEventOptions")) {
            try {
                Filter filter = Filter.of(data, goType);
                boolean unfit = filter.cluster().length() + filter.domain().length() > 0;
                assertThat(filter.matches(SERVER) && unfit).isFalse();
            } catch (JsonException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }
}
