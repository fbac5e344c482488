package io.midge.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteTextTest {
    /** Few enough to meet often, among them the ends of each length of UTF-8 and what is none. */
    private static final String BYTES = "61 7f 80 bf c2 c3 df e0 a0 ed 9f ee ef f0 90 f4 8f ff";

    @Test
    void anyBytesComeBack() {
        for (byte[] bytes : samples()) {
            assertThat(ByteText.bytes(ByteText.of(bytes, 0, bytes.length))).isEqualTo(bytes);
        }
    }

    @Test
    void orderIsThatOfTheBytes() {
        List<byte[]> samples = samples();
        var order = new ByteText.Order();
        for (int i = 1; i < samples.size(); i++) {
            byte[] one = samples.get(i - 1);
            byte[] other = samples.get(i);
            int found = order.compare(ByteText.of(one, 0, one.length), ByteText.of(other, 0, other.length));
            assertThat(Integer.signum(found)).isEqualTo(Integer.signum(Arrays.compareUnsigned(one, other)));
        }
    }

    private static List<byte[]> samples() {
        var random = new Random(7);
        String[] values = BYTES.split(" ", -1);
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(7)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) Integer.parseInt(values[random.nextInt(values.length)], 16);
            }
            samples.add(bytes);
        }
        return samples;
    }
}
