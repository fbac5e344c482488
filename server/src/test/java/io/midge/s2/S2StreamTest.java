package io.midge.s2;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class S2StreamTest {
    private static final String S2_BEGIN = "ff060000" + "53327354774f";
    private static final String SNAPPY_BEGIN = "ff060000" + "734e61507059";

    /** The chunk that holds "hello" as it is; its CRC32C is 0x9a71bb4c. */
    private static final String HELLO = "01090000" + "bb1f1c19" + "68656c6c6f";

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(Inputs inputs) throws IOException {
        for (int length : new int[] {0, 1, 100, 4095, 4096, 4097, 65_536, 200_000, (4 << 20) + 5}) {
            byte[] raw = inputs.make(length, length);
            assertThat(read(write(S2Encoder.s2(), 1 << 20, raw, length))).isEqualTo(raw);
            assertThat(read(write(S2Encoder.s2(), 4096, raw, 3000))).isEqualTo(raw);
            assertThat(read(write(S2Encoder.snappy(), 1 << 16, raw, 100_000))).isEqualTo(raw);
        }
    }

    @Test
    void bytesOneByOneArriveOneByOne() throws IOException {
        byte[] raw = Inputs.TEXT.make(1, 10_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (S2OutputStream stream = new S2OutputStream(out, S2Encoder.s2(), 777)) {
            for (byte each : raw) {
                stream.write(each);
            }
        }
        try (S2InputStream in = new S2InputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (byte each : raw) {
                assertThat(in.read()).isEqualTo(each & 0xff);
            }
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[5], 0, 5)).isEqualTo(-1);
            assertThat(in.read(new byte[5], 0, 0)).isZero();
        }
    }

    @Test
    void whatIsFlushedCanBeReadAtOnce() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (S2OutputStream stream = new S2OutputStream(out, S2Encoder.s2(), 1 << 20)) {
            SplittableRandom chance = new SplittableRandom(2);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            for (int i = 0; i < 50; i++) {
                byte[] raw = Inputs.TEXT.make(i, chance.nextInt(2000));
                all.writeBytes(raw);
                stream.write(raw);
                stream.flush();
                assertThat(read(out.toByteArray())).isEqualTo(all.toByteArray());
            }
            int length = out.size();
            stream.flush();
            assertThat(out.size()).isEqualTo(length); // nothing, no chunk
        }
    }

    @Test
    void aStreamOfNothingIsAnIdentifier() throws IOException {
        assertThat(write(S2Encoder.s2(), 100, new byte[0], 1)).isEqualTo("\u00ff\6\0\0S2sTwO".getBytes(ISO_8859_1));
        assertThat(write(S2Encoder.snappy(), 100, new byte[0], 1)).isEqualTo("\u00ff\6\0\0sNaPpY".getBytes(ISO_8859_1));
        assertThat(read(new byte[0])).isEmpty();
    }

    @Test
    void noiseGrowsByHeadsOnly() throws IOException {
        byte[] raw = Inputs.NOISE.make(1, 3 << 16);
        assertThat(write(S2Encoder.snappy(), 1 << 16, raw, raw.length)).hasSize(10 + raw.length + 3 * 8);
        assertThat(write(S2Encoder.s2(), 1 << 20, Inputs.TEXT.make(1, 100_000), 1))
                .hasSizeLessThan(70_000);
    }

    @Test
    void whatIsNoDataIsPassedOver() throws IOException {
        String padding = "fe030000" + "000000";
        String index = "99020000" + "abcd";
        String other = "80000000";
        String hello = HexFormat.of().formatHex(write(S2Encoder.s2(), 100, "hello".getBytes(US_ASCII), 5));
        assertThat(hello).startsWith(S2_BEGIN + "01090000").endsWith("68656c6c6f");
        String chunk = hello.substring(S2_BEGIN.length());
        assertThat(text(S2_BEGIN
                        + padding
                        + chunk
                        + index
                        + other
                        + chunk
                        + S2_BEGIN
                        + chunk
                        + SNAPPY_BEGIN
                        + chunk
                        + padding))
                .isEqualTo("hellohellohellohello");
    }

    @Test
    void theChecksumIsTheMaskedOne() throws IOException {
        assertThat(text(S2_BEGIN + HELLO)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01000000", // no identifier
                "ff050000 5332735477", // a short one
                "ff060000 533273547758", // another one
                "ff060000 5332", // cut off
                "ff0600",
                S2_BEGIN + "00", // a head cut off
                S2_BEGIN + "01050000 00", // a chunk cut off
                S2_BEGIN + "fe050000 00",
                S2_BEGIN + "00030000 000000", // no room for a checksum
                S2_BEGIN + "01030000 000000",
                S2_BEGIN + "00040000 00000000", // no block
                S2_BEGIN + "02000000", // may not be passed over
                S2_BEGIN + "7f000000",
                S2_BEGIN + "01050000 00000000 61", // a wrong checksum
                S2_BEGIN + "00070000 00000000 010061",
                S2_BEGIN + "00090000 00000000 8180800200", // 4 MiB + 1
                S2_BEGIN + "01050040 00000000",
                SNAPPY_BEGIN + "00080000 00000000 81800400", // 64 KiB + 1
                SNAPPY_BEGIN + "01050001 00000000"
            })
    void whatIsNoStreamIsRefused(String hex) {
        assertThatThrownBy(() -> text(hex)).isInstanceOf(S2Exception.class);
    }

    @Test
    void aStreamMayBeCutOffBetweenChunksOnly() throws IOException {
        byte[] raw = Inputs.TEXT.make(1, 300);
        byte[] stream = write(S2Encoder.s2(), 100, raw, 300);
        int whole = 0;
        for (int length = 0; length < stream.length; length++) {
            byte[] cut = Arrays.copyOf(stream, length);
            try {
                byte[] read = read(cut);
                assertThat(read).isEqualTo(Arrays.copyOf(raw, read.length));
                assertThat(read.length % 100).isZero();
                whole++;
            } catch (S2Exception e) {
                assertThat(e).hasMessage("a stream that is cut off");
            }
        }
        assertThat(whole).isEqualTo(4); // nothing, the identifier, and two chunks of three
    }

    @Test
    void aBitChangedInAChunkIsRefused() throws IOException {
        byte[] raw = Inputs.TEXT.make(1, 200);
        byte[] stream = write(S2Encoder.s2(), 200, raw, 200);
        for (int bit = 8 * (S2Chunks.IDENTIFIER + S2Chunks.HEAD); bit < 8 * stream.length; bit++) {
            byte[] changed = stream.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> read(changed)).isInstanceOf(S2Exception.class);
        }
    }

    @Test
    void afterDamageNothingComes() throws IOException {
        byte[] stream = HexFormat.of().parseHex(S2_BEGIN + HELLO + "02000000" + HELLO);
        try (S2InputStream in = new S2InputStream(new ByteArrayInputStream(stream))) {
            assertThat(in.readNBytes(5)).hasSize(5);
            assertThatThrownBy(in::read).isInstanceOf(S2Exception.class);
            assertThatThrownBy(in::read).isInstanceOf(S2Exception.class);
            assertThat(in.available()).isZero();
        }
    }

    @Test
    void roomIsMadeForWhatComesNotForWhatIsClaimed() {
        int[] asked = {0};
        InputStream trickle = new InputStream() {
            private final InputStream bytes =
                    new ByteArrayInputStream(HexFormat.of().parseHex(S2_BEGIN + "00000040" + "00".repeat(500)));

            @Override
            public int read() throws IOException {
                return bytes.read();
            }

            @Override
            public int read(byte[] to, int off, int length) throws IOException {
                asked[0] = Math.max(asked[0], to.length);
                return bytes.read(to, off, length);
            }
        };
        assertThatThrownBy(() -> new S2InputStream(trickle).readAllBytes())
                .isInstanceOf(S2Exception.class)
                .hasMessage("a stream that is cut off");
        assertThat(asked[0]).isBetween(500, 70_000);
    }

    @Test
    void theReadersLimitCounts() throws IOException {
        byte[] stream = write(S2Encoder.s2(), 5000, Inputs.TEXT.make(1, 5000), 5000);
        assertThat(new S2InputStream(new ByteArrayInputStream(stream), 5000).readAllBytes())
                .hasSize(5000);
        assertThatThrownBy(() -> new S2InputStream(new ByteArrayInputStream(stream), 4999).readAllBytes())
                .isInstanceOf(S2Exception.class);
    }

    @Test
    void aClosedStreamTakesNothing() throws IOException {
        S2OutputStream stream = new S2OutputStream(new ByteArrayOutputStream(), S2Encoder.s2(), 10);
        stream.close();
        stream.close();
        assertThatThrownBy(() -> stream.write(1)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> stream.write(new byte[3])).isInstanceOf(IOException.class);
        assertThatThrownBy(stream::flush).isInstanceOf(IOException.class);
    }

    @Test
    void chunksHaveALimit() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> new S2OutputStream(out, S2Encoder.snappy(), 65_537))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new S2OutputStream(out, S2Encoder.s2(), (4 << 20) + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new S2OutputStream(out, S2Encoder.s2(), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new S2InputStream(InputStream.nullInputStream(), (4 << 20) + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> new S2Chunks(S2Encoder.snappy()).chunk(new byte[70_000], 0, 65_537, new byte[80_000], 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static byte[] write(S2Encoder encoder, int blockSize, byte[] raw, int step) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (S2OutputStream stream = new S2OutputStream(out, encoder, blockSize)) {
            for (int at = 0; at < raw.length; at += step) {
                stream.write(raw, at, Math.min(step, raw.length - at));
            }
        }
        return out.toByteArray();
    }

    private static byte[] read(byte[] stream) throws IOException {
        return new S2InputStream(new ByteArrayInputStream(stream)).readAllBytes();
    }

    private static String text(String hex) throws IOException {
        return new String(read(HexFormat.of().parseHex(hex.replace(" ", ""))), US_ASCII);
    }
}
