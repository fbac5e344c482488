package io.midge.nkey;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureTest {
    private static final String SIGNATURE =
            "0L1BhDoZR_8_55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwdCw";

    /** The rows of a table in the resources. */
    private static List<String[]> rows(String name) throws IOException {
        try (var in = SignatureTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }

    /** Those of RFC 8032, malleable ones, keys and points of small order, with a torsion, and in odd forms. */
    @Test
    void aSignatureIsRightWhereGoSaysSoButForKeysInASecondForm() throws Exception {
        int right = 0;
        for (String[] row : rows("ed25519.tsv")) {
            HexFormat hex = HexFormat.of();
            PublicKey key = PublicKey.of(NkeyPrefix.USER, hex.parseHex(row[1]));
            boolean holds = Signature.of(hex.parseHex(row[3])).isOf(key, hex.parseHex(row[2]));
            boolean second = row[0].startsWith("key not canonical") || row[0].equals("key x=0 sign");
            assertThat(holds).as(row[0]).isEqualTo(!second && Boolean.parseBoolean(row[4]));
            right += holds ? 1 : 0;
        }
        assertThat(right).isGreaterThan(10);
    }

    @Test
    void aSignatureOfNkeysIsRightInBothAlphabets() throws Exception {
        List<String[]> rows = rows("nkeys.tsv");
        assertThat(rows).hasSize(6);
        for (int i = 0; i < rows.size(); i++) {
            String[] row = rows.get(i);
            PublicKey key = PublicKey.decode(NkeyPrefix.USER, row[1]);
            PublicKey other = PublicKey.decode(NkeyPrefix.USER, rows.get((i + 1) % rows.size())[1]);
            byte[] nonce = row[2].getBytes(US_ASCII);
            for (String text : List.of(row[3], row[4], row[3].substring(0, 9) + "\r\n" + row[3].substring(9) + "\n")) {
                Signature signature = Signature.decode(text);
                assertThat(signature.isOf(key, nonce)).isTrue();
                assertThat(signature.isOf(other, nonce)).isFalse();
                assertThat(signature.isOf(key, "another".getBytes(US_ASCII))).isFalse();
                assertThat(signature).isEqualTo(Signature.decode(row[3]));
                assertThat(signature.hashCode())
                        .isEqualTo(Signature.decode(row[3]).hashCode());
            }
        }
    }

    @Test
    void bitsBehindTheLastByteCountForNothing() throws Exception {
        String other = SIGNATURE.substring(0, SIGNATURE.length() - 1) + "x"; // for the w of the last four bits
        assertThat(Signature.decode(other)).isEqualTo(Signature.decode(SIGNATURE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "=",
                "==",
                "x",
                "0L1BhDoZR_8_55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwd",
                "0L1BhDoZR_8_55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwdC",
                "0L1BhDoZR_8_55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwdCw=",
                "0L1BhDoZR_8_55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwdCw==",
                "0L1BhDoZR_8_55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwdCwA",
                "0L1BhDoZR_8_55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwdCwAA",
                "0L1BhDoZR/8/55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y+zwyOn0KlHSc5Qo1ZdbQpm6F0a+gmqhNdkwdCw",
                "0L1BhDoZR_8/55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y+zwyOn0KlHSc5Qo1ZdbQpm6F0a+gmqhNdkwdCw==",
                "0L1BhDoZR_8_55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwd==",
                "0L1BhDoZR_8_55v0Vo2qRnICQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwdC==",
                "0L1BhDoZR_8_55v0Vo2qRn CQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwdCw",
                "0L1BhDoZR_8_55v0Vo2qRn=CQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwdCw",
                "0L1BhDoZR_8_55v0Vo2qRn\u00e9CQLFQC3FgfiuF8E3529spBK7Y-zwyOn0KlHSc5Qo1ZdbQpm6F0a-gmqhNdkwdCw"
            })
    void whatIsNoSignatureIsRefused(String text) {
        assertThatThrownBy(() -> Signature.decode(text))
                .isInstanceOf(NkeyException.class)
                .hasMessage("nkeys: not the text of a signature");
    }

    @Test
    void aSignatureHas64Bytes() throws Exception {
        for (int length : new int[] {0, 1, 63, 65}) {
            assertThatThrownBy(() -> Signature.of(new byte[length]))
                    .isInstanceOf(NkeyException.class)
                    .hasMessage("nkeys: a signature has 64 bytes, not " + length);
        }
        assertThat(Signature.of(new byte[64]).bytes()).isEqualTo(new byte[64]);
        assertThat(Signature.of(new byte[64])).isNotEqualTo(Signature.decode(SIGNATURE));
    }
}
