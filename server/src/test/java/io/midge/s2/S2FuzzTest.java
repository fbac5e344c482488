package io.midge.s2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;

/** Any bytes are a block, or a stream, or are refused; any bytes can be made into both. */
class S2FuzzTest {
    private static final int ROOM = 1 << 18;

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreABlockOrAreRefused(byte[] data) {
        byte[] to = new byte[ROOM + 16];
        int length;
        try {
            length = S2.decode(data, 0, data.length, to, 8, ROOM);
        } catch (S2Exception e) {
            assertThat(e).hasMessageStartingWith("a ");
            length = ROOM;
        }
        assertThat(length).isBetween(0, ROOM);
        assertThat(Arrays.copyOf(to, 8)).containsOnly(0);
        assertThat(Arrays.copyOfRange(to, 8 + length, to.length)).containsOnly(0);
    }

    @FuzzTest(maxDuration = "60s")
    void anyBytesAreAStreamOrAreRefused(byte[] data) throws IOException {
        byte[] to = new byte[ROOM];
        try (S2InputStream in = new S2InputStream(new ByteArrayInputStream(data))) {
            int count = 0;
            while (count < 64 && in.read(to, 0, ROOM) > 0) {
                count++;
            }
            assertThat(in.available()).isBetween(0, S2Chunks.MAX_BLOCK);
        } catch (S2Exception e) {
            assertThat(e).hasMessageStartingWith("a");
        }
    }

    @FuzzTest(maxDuration = "60s")
    void anyBytesComeBack(byte[] data) throws S2Exception {
        for (S2Encoder encoder : new S2Encoder[] {S2Encoder.s2(), S2Encoder.snappy()}) {
            byte[] block = new byte[S2.maxEncodedLength(data.length)];
            int length = encoder.encode(data, 0, data.length, block, 0);
            byte[] back = new byte[data.length];
            assertThat(S2.decode(block, 0, length, back, 0, back.length)).isEqualTo(data.length);
            assertThat(back).isEqualTo(data);
        }
    }
}
