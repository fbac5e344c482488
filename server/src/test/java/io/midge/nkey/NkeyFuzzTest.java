package io.midge.nkey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/**
 * Any text is a key, a seed or a signature, or is refused with one line that does not hold it; any key and signature can be
 * verified, and hardly any is right. Runs over the seeds in the resources as a plain test; with {@code JAZZER_FUZZ=1} it
 * looks for new ones.
 */
class NkeyFuzzTest {
    @FuzzTest(maxDuration = "60s")
    void anyTextIsReadOrRefused(byte[] data) {
        String text = new String(data, ISO_8859_1);
        try {
            assertThat(PublicKey.decode(text).toString()).as("has one form").isEqualTo(text);
        } catch (NkeyException refused) {
            assertRefusal(refused, text);
        }
        try {
            Secret secret = Secret.decode(NkeyPrefix.USER, text);
            assertThat(secret.encode(NkeyPrefix.USER)).as("has one form").isEqualTo(text);
        } catch (NkeyException refused) {
            assertRefusal(refused, text);
        }
        try {
            Signature signature = Signature.decode(text);
            assertThat(signature).isEqualTo(Signature.of(signature.bytes()));
        } catch (NkeyException refused) {
            assertRefusal(refused, text);
        }
    }

    private static void assertRefusal(NkeyException refused, String text) {
        assertThat(refused.getMessage()).startsWith("nkeys: ").doesNotContain("\n", "\r");
        assertThat(text.length() < 4 || !String.valueOf(refused.getMessage()).contains(text))
                .isTrue();
    }

    @FuzzTest(maxDuration = "60s")
    void anyKeyAndSignatureCanBeVerified(byte[] data) throws NkeyException {
        PublicKey key = PublicKey.of(NkeyPrefix.USER, Arrays.copyOf(data, PublicKey.RAW_LENGTH));
        byte[] rest = Arrays.copyOfRange(data, Math.min(data.length, PublicKey.RAW_LENGTH), data.length);
        Signature signature = Signature.of(Arrays.copyOf(rest, Signature.LENGTH));
        byte[] message = Arrays.copyOfRange(rest, Math.min(rest.length, Signature.LENGTH), rest.length);
        if (signature.isOf(key, message)) {
            byte[] highest = signature.bytes();
            assertThat(highest[63] & 0xe0).as("the number is below the order").isZero();
            highest[63] |= (byte) 0x80;
            assertThat(Signature.of(highest).isOf(key, message)).isFalse();
        }
    }
}
