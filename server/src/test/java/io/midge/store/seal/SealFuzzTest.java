package io.midge.store.seal;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import io.midge.store.op.OpFrame;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Any bytes are a block or the record of a key, or are refused; nobody makes an encrypted one by chance. */
class SealFuzzTest {
    private static final int ROOM = 1 << 16;
    private static final DataKey KEY = new DataKey(new byte[32]);

    /** The first byte says which codec, the next two how long the block was. */
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreABlockOrAreRefused(byte[] data) {
        if (data.length < 3) {
            return;
        }
        int flags = data[0] & (OpFrame.FLAG_COMPRESSED | OpFrame.FLAG_ENCRYPTED);
        int raw = (data[1] & 0xff) << 8 | (data[2] & 0xff);
        byte[] to = new byte[ROOM + 8];
        try {
            new BlockCodecs(StoreCipher.AES, new SplittableRandom(1))
                    .codec(flags, (flags & OpFrame.FLAG_ENCRYPTED) == 0 ? null : KEY)
                    .open(data, 3, data.length - 3, to, 4, raw, 77);
            assertThat(flags & OpFrame.FLAG_ENCRYPTED).isZero();
        } catch (BadBlockException e) {
            assertThat(e).hasMessageMatching("[ -~]+");
        }
        assertThat(Arrays.copyOf(to, 4)).containsOnly(0);
        assertThat(Arrays.copyOfRange(to, 4 + raw, to.length)).containsOnly(0);
    }

    /** With the checksum set right, or else nothing behind it would ever be looked at. */
    @FuzzTest(maxDuration = "60s")
    void anyBytesAreNoRecordOfAKey(byte[] data) {
        byte[] record = Arrays.copyOf(data, data.length % 2 == 0 ? Keys.RECORD : data.length);
        if (record.length >= 4) {
            CRC32C crc = new CRC32C();
            crc.update(record, 0, record.length - 4);
            for (int i = 0; i < 4; i++) {
                record[record.length - 4 + i] = (byte) (crc.getValue() >>> (8 * i));
            }
        }
        Keys keys =
                new Keys(SecretText.of("key"), SecretText.of("previous"), StoreCipher.CHACHA, new SplittableRandom(1));
        boolean opened;
        try {
            opened = keys.open(record, "journal", "here").key() != null;
        } catch (WrongKeyException | BadBlockException e) {
            opened = false;
            assertThat(e.getMessage()).isNotEmpty();
        }
        assertThat(opened).isFalse();
    }
}
