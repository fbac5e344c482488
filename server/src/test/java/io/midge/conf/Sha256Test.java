package io.midge.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Sha256Test {
    @Test
    void isThatOfTheJdkHoweverTheTextComes() throws Exception {
        var random = new Random(1);
        for (int length = 0; length < 300; length++) {
            byte[] text = new byte[length];
            random.nextBytes(text);
            var sha = new Sha256();
            int at = 0;
            while (at < length) {
                int end = Math.min(length, at + random.nextInt(length + 1));
                sha.update(Arrays.copyOfRange(text, at, end));
                at = end;
            }
            assertThat(sha.finish())
                    .isEqualTo(MessageDigest.getInstance("SHA-256").digest(text));
        }
    }
}
