package io.midge.store.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.options.StoreCipher;
import io.midge.store.op.OpFrame;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BlockCodecsTest {
    private static final long HERE = 0x1234_5678_9abc_def0L;
    private static final int OVERHEAD = 1 + 12 + 16;
    private static final DataKey KEY = new DataKey(Arrays.copyOf(new byte[] {1, 2, 3}, 32));

    private static BlockCodecs codecs(StoreCipher cipher, long seed) {
        return new BlockCodecs(cipher, new SplittableRandom(seed));
    }

    private static List<BlockCodec> all() {
        return List.of(
                BlockCodec.NONE,
                codecs(StoreCipher.CHACHA, 1).codec(true),
                codecs(StoreCipher.CHACHA, 1).codec(false, KEY),
                codecs(StoreCipher.AES, 1).codec(false, KEY),
                codecs(StoreCipher.CHACHA, 1).codec(true, KEY),
                codecs(StoreCipher.AES, 1).codec(true, KEY));
    }

    private static List<BlockCodec> encrypting() {
        return all().subList(2, 6);
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] text(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + i % 17);
        }
        return bytes;
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsSealedOpens(BlockCodec codec) throws BadBlockException {
        for (int length : new int[] {0, 1, 15, 16, 17, 100, 65_536, 3 << 20}) {
            for (byte[] raw : new byte[][] {noise(length), text(length)}) {
                byte[] sealed = seal(codec, raw, HERE);
                assertThat(open(codec, sealed, length, HERE)).isEqualTo(raw);
                assertThat(open(codec, sealed, length, HERE)).isEqualTo(raw); // and again
            }
        }
    }

    @Test
    void flagsSayWhatWasDone() {
        assertThat(all().stream().map(BlockCodec::flags))
                .containsExactly(
                        0,
                        OpFrame.FLAG_COMPRESSED,
                        OpFrame.FLAG_ENCRYPTED,
                        OpFrame.FLAG_ENCRYPTED,
                        OpFrame.FLAG_COMPRESSED | OpFrame.FLAG_ENCRYPTED,
                        OpFrame.FLAG_COMPRESSED | OpFrame.FLAG_ENCRYPTED);
    }

    @Test
    void flagsLeadBackToTheCodec() throws BadBlockException {
        byte[] raw = text(5000);
        for (BlockCodec codec : all()) {
            boolean encrypted = (codec.flags() & OpFrame.FLAG_ENCRYPTED) != 0;
            BlockCodec other = codecs(StoreCipher.CHACHA, 9).codec(codec.flags(), encrypted ? KEY : null);
            assertThat(other.flags()).isEqualTo(codec.flags());
            assertThat(open(other, seal(codec, raw, 3), 5000, 3)).isEqualTo(raw);
        }
        assertThat(codecs(StoreCipher.AES, 1).codec(0, null)).isSameAs(BlockCodec.NONE);
        assertThatThrownBy(() -> codecs(StoreCipher.AES, 1).codec(OpFrame.FLAG_ENCRYPTED, null))
                .isInstanceOf(BadBlockException.class)
                .hasMessage("encrypted, but no key is known");
        for (int flags : new int[] {0, OpFrame.FLAG_COMPRESSED}) {
            assertThatThrownBy(() -> codecs(StoreCipher.AES, 1).codec(flags, KEY))
                    .as("whoever has a key wants nothing else")
                    .isInstanceOf(BadBlockException.class);
        }
    }

    @Test
    void whatRepeatsShrinksAndNoiseGrowsByAByte() {
        BlockCodec codec = codecs(StoreCipher.AES, 1).codec(true);
        assertThat(seal(codec, text(65_536), 0)).hasSizeLessThan(100);
        assertThat(seal(codec, noise(65_536), 0)).hasSize(65_537).startsWith(0);
        BlockCodec both = codecs(StoreCipher.AES, 1).codec(true, KEY);
        assertThat(seal(both, text(65_536), 0)).hasSizeLessThan(100 + OVERHEAD);
        assertThat(seal(both, noise(65_536), 0)).hasSize(65_537 + OVERHEAD);
    }

    @ParameterizedTest
    @MethodSource("encrypting")
    void nothingOfTheBlockIsToBeSeen(BlockCodec codec) {
        String sealed = HexFormat.of().formatHex(seal(codec, text(200), 0));
        for (int i = 0; i < 196; i++) {
            assertThat(sealed).doesNotContain(HexFormat.of().formatHex(text(200), i, i + 4));
        }
    }

    @ParameterizedTest
    @MethodSource("encrypting")
    void eachBitCounts(BlockCodec codec) throws BadBlockException {
        byte[] raw = text(40);
        byte[] sealed = seal(codec, raw, HERE);
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertRefused(codec, changed, raw.length, HERE);
        }
        assertThat(open(codec, sealed, raw.length, HERE)).isEqualTo(raw);
    }

    @ParameterizedTest
    @MethodSource("encrypting")
    void aBlockBelongsWhereItIs(BlockCodec codec) throws BadBlockException {
        byte[] raw = text(40);
        byte[] here = seal(codec, raw, 1);
        byte[] there = seal(codec, raw, 2);
        assertRefused(codec, here, raw.length, 2);
        assertRefused(codec, there, raw.length, 1);
        for (int bit = 0; bit < 64; bit++) {
            assertRefused(codec, here, raw.length, 1 ^ 1L << bit);
        }
        assertThat(open(codec, here, raw.length, 1)).isEqualTo(raw);
    }

    @ParameterizedTest
    @MethodSource("encrypting")
    void aBlockIsAsLongAsItWas(BlockCodec codec) {
        byte[] sealed = seal(codec, text(40), HERE);
        for (int length = 0; length < sealed.length; length++) {
            assertRefused(codec, Arrays.copyOf(sealed, length), 40, HERE);
        }
        assertRefused(codec, Arrays.copyOf(sealed, sealed.length + 1), 40, HERE);
        assertRefused(codec, sealed, 39, HERE);
        assertRefused(codec, sealed, 41, HERE);
    }

    @Test
    void flagsAreBoundToTheBlock() throws BadBlockException {
        BlockCodecs codecs = codecs(StoreCipher.AES, 1);
        byte[] sealed = seal(codecs.codec(false, KEY), new byte[] {0, 'x'}, HERE);
        // What is inside would do as a compressed block of one byte.
        assertRefused(codecs.codec(true, KEY), sealed, 1, HERE);
        assertRefused(codecs.codec(true, KEY), sealed, 2, HERE);
    }

    @ParameterizedTest
    @EnumSource
    void anotherKeyOpensNothing(StoreCipher cipher) {
        byte[] sealed = seal(codecs(cipher, 1).codec(false, KEY), text(40), HERE);
        assertRefused(codecs(cipher, 1).codec(false, new DataKey(new byte[32])), sealed, 40, HERE);
    }

    @ParameterizedTest
    @EnumSource
    void blocksOfTheOtherCipherOpenToo(StoreCipher cipher) throws BadBlockException {
        byte[] sealed = seal(codecs(cipher, 1).codec(true, KEY), text(400), HERE);
        for (StoreCipher now : StoreCipher.values()) {
            assertThat(open(codecs(now, 2).codec(true, KEY), sealed, 400, HERE)).isEqualTo(text(400));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noNonceComesTwice(StoreCipher cipher) {
        Set<String> nonces = new HashSet<>();
        SplittableRandom chance = new SplittableRandom(1);
        for (int open = 0; open < 20; open++) {
            BlockCodec codec = new BlockCodecs(cipher, chance).codec(false, KEY);
            for (int i = 0; i < 50; i++) {
                byte[] sealed = seal(codec, new byte[1], i);
                nonces.add(HexFormat.of().formatHex(sealed, 1, 13));
            }
        }
        assertThat(nonces).hasSize(1000);
    }

    @Test
    void aReaderDrawsNothing() throws BadBlockException {
        byte[] sealed = seal(codecs(StoreCipher.AES, 1).codec(true, KEY), text(400), HERE);
        RandomGenerator none = () -> {
            throw new AssertionError("drawn");
        };
        BlockCodec reader = new BlockCodecs(StoreCipher.AES, none).codec(true, KEY);
        assertThat(open(reader, sealed, 400, HERE)).isEqualTo(text(400));
    }

    @Test
    void theSameChanceMakesTheSameBlocks() {
        assertThat(seal(codecs(StoreCipher.AES, 4).codec(true, KEY), text(400), HERE))
                .isEqualTo(seal(codecs(StoreCipher.AES, 4).codec(true, KEY), text(400), HERE));
    }

    @Test
    void damageOfWhatIsOnlyCompressedIsFound() {
        BlockCodec codec = codecs(StoreCipher.AES, 1).codec(true);
        byte[] sealed = seal(codec, text(400), 0);
        assertRefused(codec, new byte[0], 0, 0);
        assertRefused(codec, new byte[] {2, 0}, 0, 0); // no such kind
        assertRefused(codec, new byte[] {0, 'x'}, 2, 0);
        assertRefused(codec, new byte[] {0, 'x'}, 0, 0);
        assertRefused(codec, sealed, 399, 0);
        assertRefused(codec, sealed, 401, 0);
        assertRefused(codec, sealed, -1, 0);
        assertRefused(codec, Arrays.copyOf(sealed, sealed.length - 1), 400, 0);
        assertRefused(BlockCodec.NONE, new byte[3], 2, 0);
    }

    @Test
    void aKeyIsNotToBeRead() {
        assertThat(KEY.toString()).isEqualTo("[REDACTED]");
    }

    private static void assertRefused(BlockCodec codec, byte[] sealed, int raw, long context) {
        byte[] to = new byte[Math.max(raw, 0) + 8];
        assertThatThrownBy(() -> codec.open(sealed, 0, sealed.length, to, 4, raw, context))
                .isInstanceOf(BadBlockException.class);
    }

    // From and to the middle of arrays whose other bytes stay as they are.
    private static byte[] seal(BlockCodec codec, byte[] raw, long context) {
        byte[] from = new byte[raw.length + 9];
        System.arraycopy(raw, 0, from, 4, raw.length);
        int bound = codec.bound(raw.length);
        byte[] to = new byte[bound + 11];
        int length = codec.seal(from, 4, raw.length, to, 5, context);
        assertThat(length).isLessThanOrEqualTo(bound);
        assertThat(Arrays.copyOf(to, 5)).containsOnly(0);
        assertThat(Arrays.copyOfRange(to, 5 + bound, to.length)).containsOnly(0);
        return Arrays.copyOfRange(to, 5, 5 + length);
    }

    private static byte[] open(BlockCodec codec, byte[] sealed, int raw, long context) throws BadBlockException {
        byte[] from = new byte[sealed.length + 9];
        System.arraycopy(sealed, 0, from, 4, sealed.length);
        byte[] to = new byte[raw + 11];
        codec.open(from, 4, sealed.length, to, 5, raw, context);
        assertThat(Arrays.copyOf(to, 5)).containsOnly(0);
        assertThat(Arrays.copyOfRange(to, 5 + raw, to.length)).containsOnly(0);
        return Arrays.copyOfRange(to, 5, 5 + raw);
    }
}
