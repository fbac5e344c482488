package io.midge.conf.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Any text is a token or refused, and no text becomes one that nobody signed. */
class ClaimsFuzzTest {
    private static final String HEADER = encode("{\"typ\":\"JWT\",\"alg\":\"ed25519-nkey\"}");

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreRefused(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        refused(text);
        refused(HEADER + '.' + encode(text) + '.' + encode("x".repeat(64)));
    }

    private static void refused(String token) {
        try {
            Claims.operator(token);
            throw new AssertionError("nobody signed this");
        } catch (Claims.Invalid expected) {
            assertThat(expected.getMessage()).isNotEmpty();
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
