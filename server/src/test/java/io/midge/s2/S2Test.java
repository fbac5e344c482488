package io.midge.s2;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class S2Test {
    private static final byte GUARD = 0x55;

    @ParameterizedTest
    @EnumSource
    void everyLengthComesBack(Inputs inputs) throws S2Exception {
        S2Encoder s2 = S2Encoder.s2();
        S2Encoder snappy = S2Encoder.snappy();
        for (int length = 0; length <= 2000; length++) {
            byte[] raw = inputs.make(length, length);
            roundTrip(s2, raw);
            roundTrip(snappy, raw);
        }
    }

    @ParameterizedTest
    @EnumSource
    void longBlocksComeBack(Inputs inputs) throws S2Exception {
        S2Encoder s2 = S2Encoder.s2();
        S2Encoder snappy = S2Encoder.snappy();
        for (int length : new int[] {65_535, 65_536, 65_537, 300_001, (4 << 20) + 77}) {
            byte[] raw = inputs.make(length, length);
            roundTrip(s2, raw);
            roundTrip(snappy, raw);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65_803, 65_804, 65_805, 16_842_800, 40_000_000})
    void aVeryLongRunIsAFewBytes(int length) throws S2Exception {
        byte[] raw = new byte[length];
        Arrays.fill(raw, (byte) 'x');
        assertThat(roundTrip(S2Encoder.s2(), raw)).isLessThan(32);
        raw[length - 1] = 'y';
        assertThat(roundTrip(S2Encoder.s2(), raw)).isLessThan(32);
    }

    @Test
    void whatRepeatsShrinks() throws S2Exception {
        assertThat(roundTrip(S2Encoder.s2(), Inputs.TEXT.make(1, 65_536))).isLessThan(50_000);
        assertThat(roundTrip(S2Encoder.snappy(), Inputs.TEXT.make(1, 65_536))).isLessThan(50_000);
        assertThat(roundTrip(S2Encoder.s2(), Inputs.RUNS.make(1, 65_536))).isLessThan(2_000);
        assertThat(roundTrip(S2Encoder.s2(), Inputs.PIECES.make(1, 1 << 20))).isLessThan(1 << 19);
    }

    @Test
    void noiseStaysAsItIs() throws S2Exception {
        assertThat(roundTrip(S2Encoder.s2(), Inputs.NOISE.make(1, 65_536)))
                .isEqualTo(65_536 + 3 + 3)
                .isEqualTo(S2.maxEncodedLength(65_536));
    }

    @Test
    void aLimitIsKept() throws S2Exception {
        for (Inputs inputs : Inputs.values()) {
            byte[] raw = inputs.make(2, 3000);
            S2Encoder encoder = S2Encoder.s2();
            byte[] to = new byte[S2.maxEncodedLength(raw.length)];
            for (int limit = 0; limit <= to.length; limit += 7) {
                Arrays.fill(to, GUARD);
                int length = encoder.encode(raw, 0, raw.length, to, 0, limit);
                assertThat(length).isLessThanOrEqualTo(limit);
                assertThat(Arrays.copyOfRange(to, limit, to.length)).containsOnly(GUARD);
                if (length >= 0) {
                    assertThat(decode(Arrays.copyOf(to, length), raw.length)).isEqualTo(raw);
                }
            }
        }
    }

    @Test
    void aBlockDependsOnNothingButItsBytes() {
        S2Encoder used = S2Encoder.s2();
        byte[] raw = Inputs.TEXT.make(3, 5000);
        byte[] fresh = encode(S2Encoder.s2(), raw);
        for (Inputs inputs : Inputs.values()) {
            encode(used, inputs.make(3, 70_000));
            assertThat(encode(used, raw)).isEqualTo(fresh);
        }
        assertThat(encode(used, raw)).isEqualTo(fresh);
    }

    @Test
    @Tag("long")
    void theTableBeginsAnewBeforeItsNumbersRunOver() throws S2Exception {
        S2Encoder encoder = S2Encoder.s2();
        byte[] large = new byte[1 << 26];
        byte[] to = new byte[S2.maxEncodedLength(large.length)];
        byte[] raw = Inputs.TEXT.make(4, 5000);
        byte[] fresh = encode(S2Encoder.s2(), raw);
        for (int i = 0; i < 34; i++) { // 2 GiB and more
            assertThat(encoder.encode(large, 0, large.length, to, 0)).isLessThan(64);
            assertThat(encode(encoder, raw)).isEqualTo(fresh);
        }
        roundTrip(encoder, raw);
    }

    @ParameterizedTest
    @EnumSource
    void snappyHasNoRepeats(Inputs inputs) {
        byte[] block = encode(S2Encoder.snappy(), inputs.make(5, 200_000));
        int at = 3; // the length
        int repeats = 0;
        while (at < block.length) {
            int n = (block[at] & 0xff) >>> 2;
            switch (block[at] & 3) {
                case S2.LITERAL -> {
                    int length = n;
                    int wide = Math.max(0, n - 59);
                    for (int i = 0; i < wide; i++) {
                        length = (i == 0 ? 0 : length) | (block[at + 1 + i] & 0xff) << (8 * i);
                    }
                    at += 1 + wide + length + 1;
                }
                case S2.COPY_1 -> {
                    repeats += n >>> 3 == 0 && block[at + 1] == 0 ? 1 : 0;
                    at += 2;
                }
                case S2.COPY_2 -> at += 3;
                default -> at += 5;
            }
        }
        assertThat(at).isEqualTo(block.length);
        assertThat(repeats).isZero();
    }

    // Each kind of element, in each of its sizes.
    @ParameterizedTest
    @CsvSource({
        "00, ''",
        "0100 61, a",
        "04 0c 61626364, abcd",
        "04 f003 61626364, abcd",
        "04 f40300 61626364, abcd",
        "04 f8030000 61626364, abcd",
        "04 fc03000000 61626364, abcd",
        "8400 0c 61626364, abcd", // more bytes for the length than it needs
        "08 04 6162 0902, abababab", // copy 1: length 6, offset 2
        "05 04 6162 0a0200, ababa", // copy 2: length 3
        "05 04 6162 0b02000000, ababa", // copy 4
        "03 04 6162 020100, abb", // copy 2: length 1
        "0e 08 616263 020300 0c 78797a78 0500 0079, abcaxyzxyzxyzy" // copy 1 byte from 3 ago; repeat that for 5
    })
    void elementsMeanWhatTheySay(String hex, String text) throws S2Exception {
        byte[] block = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(new String(decode(block, 100), US_ASCII)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0100, '', 4",
        "1100, '', 8",
        "1500, 00, 8",
        "1500, ff, 263",
        "1900, 0000, 260",
        "1900, ffff, 65795",
        "1d00, 000000, 65540",
        "1d00, ffffff, 16842755"
    })
    void aRepeatIsAsLongAsItSays(String head, String more, int length) throws S2Exception {
        HexFormat hex = HexFormat.of();
        byte[] elements = hex.parseHex("0061" + "020100" + head + more);
        byte[] block = new byte[8 + elements.length];
        int body = Elements.varint(2 + length, block, 0);
        System.arraycopy(elements, 0, block, body, elements.length);
        byte[] raw = decode(Arrays.copyOf(block, body + elements.length), 2 + length);
        byte[] expected = new byte[2 + length];
        Arrays.fill(expected, (byte) 'a');
        assertThat(Arrays.equals(raw, expected)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // no length
                "80", // half a length
                "8080808080", // none of five bytes
                "808080808000",
                "ffffffff0f 00", // 4 GiB
                "65 00 61", // more than the caller takes
                "01", // nothing
                "02 00 61", // less than it says
                "01 04 6162", // more
                "00 00 61",
                "04 0c 616263", // a literal cut off
                "04 f0",
                "04 f403",
                "04 fc030000",
                "04 fcffffffff 61626364", // a literal of 4 GiB
                "04 fcffffff7f 61626364",
                "04 0100", // a repeat of nothing
                "08 0c 61626364 0100", // a repeat before any copy
                "08 0c 61626364 01", // copies cut off
                "08 0c 61626364 0e04",
                "08 0c 61626364 0f040000",
                "08 0c 61626364 0105", // from before the beginning
                "08 0c 61626364 0e0500",
                "08 0c 61626364 0f05000000",
                "08 0c 61626364 0e0000", // from nowhere
                "08 0c 61626364 0f00000000",
                "08 0c 61626364 0fffffffff",
                "06 0c 61626364 0104", // longer than the block
                "08 00 61 020100 15", // repeats cut off
                "08 00 61 020100 1900",
                "08 00 61 020100 190000",
                "08 00 61 020100 1d000000",
                "08 00 61 020100 1500ff" // and longer than the block
            })
    void whatIsNoBlockIsRefused(String hex) {
        byte[] block = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThatThrownBy(() -> decode(block, 100)).isInstanceOf(S2Exception.class);
    }

    @Test
    void aBlockCutOffAnywhereIsRefused() {
        byte[] raw = Inputs.PIECES.make(6, 3000);
        byte[] block = encode(S2Encoder.s2(), raw);
        for (int length = 0; length < block.length; length++) {
            byte[] cut = Arrays.copyOf(block, length);
            assertThatThrownBy(() -> decode(cut, 3000)).isInstanceOf(S2Exception.class);
        }
    }

    @Test
    void aChangedBlockIsRefusedOrAnotherOne() {
        byte[] raw = Inputs.CRUMBS.make(7, 400);
        byte[] block = encode(S2Encoder.s2(), raw);
        int refused = 0;
        for (int bit = 0; bit < 8 * block.length; bit++) {
            byte[] changed = block.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertThat(decode(changed, 400)).isNotEqualTo(raw);
            } catch (S2Exception e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    void theCallersLimitCounts() throws S2Exception {
        byte[] block = encode(S2Encoder.s2(), new byte[1000]);
        assertThat(S2.decodedLength(block, 0, block.length, 1000)).isEqualTo(1000);
        assertThatThrownBy(() -> S2.decodedLength(block, 0, block.length, 999))
                .isInstanceOf(S2Exception.class)
                .hasMessage("a block of 1000 bytes where at most 999 are taken");
        assertThatThrownBy(() -> S2.decode(block, 0, block.length, new byte[2000], 5, 999))
                .isInstanceOf(S2Exception.class);
    }

    @Test
    void rangesOutsideOfArraysAreTheCallersFault() {
        byte[] block = encode(S2Encoder.s2(), new byte[100]);
        byte[] to = new byte[100];
        assertThatThrownBy(() -> S2.decode(block, 1, block.length, to, 0, 100))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> S2.decode(block, 0, block.length, to, 1, 100))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> S2Encoder.s2().encode(to, 0, 100, to, 0))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> S2.maxEncodedLength(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> S2.maxEncodedLength(Integer.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] encode(S2Encoder encoder, byte[] raw) {
        byte[] to = new byte[S2.maxEncodedLength(raw.length)];
        return Arrays.copyOf(to, encoder.encode(raw, 0, raw.length, to, 0));
    }

    // Into the middle of an array whose other bytes stay as they are.
    private static byte[] decode(byte[] block, int limit) throws S2Exception {
        byte[] from = new byte[block.length + 7];
        System.arraycopy(block, 0, from, 3, block.length);
        byte[] to = new byte[limit + 9];
        Arrays.fill(to, GUARD);
        try {
            int length = S2.decode(from, 3, block.length, to, 5, limit);
            return Arrays.copyOfRange(to, 5, 5 + length);
        } finally {
            assertThat(Arrays.copyOf(to, 5)).containsOnly(GUARD);
            assertThat(Arrays.copyOfRange(to, 5 + limit, to.length)).containsOnly(GUARD);
        }
    }

    /** From and to the middle of arrays; how long the block was. */
    private static int roundTrip(S2Encoder encoder, byte[] raw) throws S2Exception {
        byte[] from = new byte[raw.length + 21];
        Arrays.fill(from, GUARD);
        System.arraycopy(raw, 0, from, 11, raw.length);
        int most = S2.maxEncodedLength(raw.length);
        byte[] to = new byte[most + 13];
        Arrays.fill(to, GUARD);
        int plain = encoder.encode(from, 11, raw.length, to, 6);
        assertThat(plain).isBetween(1, most);
        assertThat(Arrays.copyOf(to, 6)).containsOnly(GUARD);
        assertThat(Arrays.copyOfRange(to, 6 + most, to.length)).containsOnly(GUARD);
        assertThat(S2.decodedLength(to, 6, plain, raw.length)).isEqualTo(raw.length);
        byte[] back = new byte[raw.length + 4];
        Arrays.fill(back, GUARD);
        assertThat(S2.decode(to, 6, plain, back, 2, raw.length)).isEqualTo(raw.length);
        assertThat(Arrays.equals(back, 2, 2 + raw.length, raw, 0, raw.length)).isTrue();
        assertThat(back[0] + back[1] + back[raw.length + 2] + back[raw.length + 3])
                .isEqualTo(4 * GUARD);
        return plain;
    }
}
