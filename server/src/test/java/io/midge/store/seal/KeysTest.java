package io.midge.store.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.options.SecretText;
import io.midge.options.StoreCipher;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final String OWNER = "stream 000000000000002a";
    private static final String WHERE = "/data/jetstream/midge/streams/000000000000002a/meta";
    private static final String OLD = "correct horse battery staple";
    private static final String NEW = "s3cr3t!";

    private static Keys keys(String key, String previous) {
        return keys(key, previous, StoreCipher.CHACHA);
    }

    private static Keys keys(String key, String previous, StoreCipher cipher) {
        return new Keys(SecretText.of(key), SecretText.of(previous), cipher, new SplittableRandom(key.hashCode()));
    }

    @ParameterizedTest
    @EnumSource
    void aKeyComesBack(StoreCipher cipher) throws Exception {
        Keys.Held made = keys(OLD, "", cipher).make(OWNER);
        assertThat(record(made)).hasSize(Keys.RECORD).hasSizeLessThan(100);
        Keys.Held opened = keys(OLD, "", cipher).open(record(made), OWNER, WHERE);
        assertThat(opened.newRecord()).isEmpty();
        assertSame(made.key(), opened.key());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "ключ",
                "a key that is a good deal longer than any block of the hash that it goes into first"
            })
    void anyTextIsAKey(String text) throws Exception {
        Keys.Held made = keys(text, "").make(OWNER);
        assertSame(made.key(), keys(text, "").open(record(made), OWNER, WHERE).key());
        assertThatThrownBy(() -> keys(text + " ", "").open(record(made), OWNER, WHERE))
                .isInstanceOf(WrongKeyException.class);
    }

    @Test
    void keysAreAllDifferent() throws Exception {
        Keys keys = keys(OLD, "");
        Keys.Held one = keys.make(OWNER);
        Keys.Held other = keys.make(OWNER);
        assertThat(record(one)).isNotEqualTo(record(other));
        byte[] sealed = seal(one.key());
        assertThatThrownBy(() -> unseal(other.key(), sealed)).isInstanceOf(BadBlockException.class);
    }

    @ParameterizedTest
    @EnumSource
    void aKeyOfBeforeIsWrappedAnew(StoreCipher cipher) throws Exception {
        Keys.Held made = keys(OLD, "", cipher).make(OWNER);
        Keys.Held opened = keys(NEW, OLD, cipher).open(record(made), OWNER, WHERE);
        assertSame(made.key(), opened.key());
        byte[] rewrapped = opened.newRecord().orElseThrow();
        assertThat(rewrapped).hasSize(Keys.RECORD).isNotEqualTo(record(made));
        Keys.Held again = keys(NEW, "", cipher).open(rewrapped, OWNER, WHERE);
        assertThat(again.newRecord()).isEmpty();
        assertSame(made.key(), again.key());
        assertThatThrownBy(() -> keys(OLD, "", cipher).open(rewrapped, OWNER, WHERE))
                .isInstanceOf(WrongKeyException.class);
        // The record that was there before is good as long as the key before is named.
        assertSame(
                made.key(),
                keys(NEW, OLD, cipher).open(record(made), OWNER, WHERE).key());
    }

    @Test
    void aNewCipherWrapsAnewToo() throws Exception {
        Keys.Held made = keys(OLD, "").make(OWNER);
        Keys.Held opened = keys(OLD, "", StoreCipher.AES).open(record(made), OWNER, WHERE);
        assertSame(made.key(), opened.key());
        Keys.Held again = keys(OLD, "", StoreCipher.AES).open(opened.newRecord().orElseThrow(), OWNER, WHERE);
        assertThat(again.newRecord()).isEmpty();
        assertSame(made.key(), again.key());
    }

    @Test
    void aWrongKeySaysWhatAndWhereAndWhatToDo() {
        Keys.Held made = keys(OLD, "").make(OWNER);
        assertThatThrownBy(() -> keys(NEW, "").open(record(made), OWNER, WHERE))
                .isInstanceOf(WrongKeyException.class)
                .hasMessage(
                        "stream 000000000000002a is encrypted (/data/jetstream/midge/streams/000000000000002a/meta) with"
                                + " another key than jetstream { key }: set key to the one it was written with, or prev_key to it"
                                + " beside the new key");
        assertThatThrownBy(() -> keys(NEW, "hunter2", StoreCipher.AES).open(record(made), OWNER, WHERE))
                .isInstanceOf(WrongKeyException.class)
                .hasMessageContaining("another key than jetstream { key } and { prev_key }: set key to")
                .hasMessageNotContainingAny(NEW, "hunter2", OLD);
    }

    @Test
    void withoutAKeyNothingOpensAndNothingIsMade() {
        Keys.Held made = keys(OLD, "").make(OWNER);
        Keys none = keys("", OLD);
        assertThat(none.encrypts()).isFalse();
        assertThat(keys(OLD, "").encrypts()).isTrue();
        assertThatThrownBy(() -> none.open(record(made), OWNER, WHERE))
                .isInstanceOf(WrongKeyException.class)
                .hasMessage(
                        "stream 000000000000002a is encrypted (/data/jetstream/midge/streams/000000000000002a/meta),"
                                + " and no key is set: set jetstream { key } to the one it was written with");
        assertThatThrownBy(() -> none.make(OWNER)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aRecordIsOfNoUseToOthers() {
        Keys.Held made = keys(OLD, "").make(OWNER);
        assertThatThrownBy(() -> keys(OLD, "").open(record(made), "stream 000000000000002b", WHERE))
                .isInstanceOf(WrongKeyException.class);
        assertThatThrownBy(() -> keys(OLD, "").open(record(made), "journal", WHERE))
                .isInstanceOf(WrongKeyException.class);
    }

    @Test
    void damageIsNotTakenForAWrongKey() {
        byte[] record = record(keys(OLD, "").make(OWNER));
        for (int bit = 0; bit < 8 * record.length; bit++) {
            byte[] changed = record.clone();
            changed[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> keys(OLD, "").open(changed, OWNER, WHERE))
                    .isInstanceOf(BadBlockException.class)
                    .hasMessage("the record of the key of " + OWNER + " is damaged (" + WHERE + ")");
        }
        for (int length = 0; length <= record.length + 1; length++) {
            if (length != record.length) {
                byte[] changed = Arrays.copyOf(record, length);
                assertThatThrownBy(() -> keys(OLD, "").open(changed, OWNER, WHERE))
                        .isInstanceOf(BadBlockException.class);
            }
        }
    }

    @Test
    void nothingOfAKeyIsInARecordOrAText() {
        Keys keys = keys(OLD, "");
        Keys.Held made = keys.make(OWNER);
        String record = HexFormat.of().formatHex(record(made));
        assertThat(record).doesNotContain(HexFormat.of().formatHex(OLD.getBytes(UTF_8)));
        assertThat(keys.toString() + made).doesNotContain(OLD);
        for (StoreCipher kind : StoreCipher.values()) {
            String key = HexFormat.of().formatHex(made.key().of(kind).getEncoded());
            assertThat(record + made).doesNotContain(key);
        }
    }

    private static byte[] record(Keys.Held made) {
        return made.newRecord().orElseThrow();
    }

    private static void assertSame(DataKey one, DataKey other) throws BadBlockException {
        assertThat(unseal(other, seal(one))).containsExactly(7, 8, 9);
    }

    private static byte[] seal(DataKey key) {
        BlockCodec codec = new BlockCodecs(StoreCipher.AES, new SplittableRandom(1)).codec(false, key);
        byte[] to = new byte[codec.bound(3)];
        assertThat(codec.seal(new byte[] {7, 8, 9}, 0, 3, to, 0, 5)).isEqualTo(to.length);
        return to;
    }

    private static byte[] unseal(DataKey key, byte[] sealed) throws BadBlockException {
        byte[] to = new byte[3];
        new BlockCodecs(StoreCipher.AES, new SplittableRandom(1))
                .codec(false, key)
                .open(sealed, 0, sealed.length, to, 0, 3, 5);
        return to;
    }
}
