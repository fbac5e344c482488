package io.midge.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.json.JsonException;
import io.midge.json.JsonReader;
import io.midge.options.Options;
import java.util.List;

/** Any request for a page is answered with JSON, or refused with a text. */
class PagesFuzzTest {
    private static final List<String> NAMES =
            List.of("VARZ", "CONNZ", "SUBSZ", "ACCOUNTZ", "INFO", "STATZ", "HEALTHZ", "ROUTEZ", "JSZ", "NONE");

    @FuzzTest(maxDuration = "60s")
    void anyRequestIsAnsweredOrRefused(byte[] data) {
        Pages pages = new Pages(new FakeServer(Options.builder().build()));
        for (String name : NAMES) {
            for (String account : List.of("", "A")) {
                try {
                    byte[] page = pages.page(name, data, account, !account.isEmpty());
                    if (page != null) {
                        JsonReader.of(page);
                        assertThat(new String(page, UTF_8)).startsWith("{").endsWith("}");
                    }
                } catch (JsonException | BadQueryException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                }
            }
        }
    }
}
