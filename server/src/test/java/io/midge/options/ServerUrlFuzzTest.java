package io.midge.options;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Any text is a URL or refused, and a URL has parts that can be asked for. */
class ServerUrlFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyTextIsReadOrRefused(byte[] data) {
        String text = new String(data, StandardCharsets.UTF_8);
        ServerUrl url;
        try {
            url = ServerUrl.parse(text);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("parse ");
            return;
        }
        assertThat(url.host()).contains(url.hostname());
        assertThat(url.port()).matches("[0-9]*");
        assertThat(url.orPort(1).port()).isNotEmpty();
        assertThat(url.toString()).doesNotContain("\n");
    }
}
