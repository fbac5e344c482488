package io.midge.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes made by Go's x/crypto, and what nats-server 2.15.2 says to them. */
class BcryptTest {
    private static final String SECRET = "$2a$04$3E8lA1ucVpT7B4Xseuc7zOOb/xTgDIfYyzdnBC7QQkFPBt.pbIlZm";
    private static final String EMPTY = "$2a$04$D0TqSqgsjNcDXAltjnMY/.Ram9xk.PmmYtsJ53OaXnnE8YkbLvQz6";
    private static final String ZERO = "$2a$04$s8LxeAnfusd4WalUAgyvzujrmFKTUC9PXUXGVMMcRND2MGVk6s2ka";
    private static final String UMLAUTS = "$2a$04$MjqN8kUz/FhgBclJzEm0v.rpCw17FUjnSR/eIasNwCc56rDh5mFH2";
    private static final String LONG = "$2a$04$Oqu.5C/3EzhjWy25aQRHHOkxuO/fCqmw7ENdGnFZg6HxaRfmvS0j2";

    private static boolean fits(String hash, String password) {
        return Bcrypt.fits(hash, password.getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(chars = {'a', 'b', 'x', 'y'})
    void allLettersMeanTheSame(char letter) {
        String hash = "$2" + letter + SECRET.substring(3);
        assertThat(Bcrypt.isHash(hash)).isTrue();
        assertThat(fits(hash, "secret")).isTrue();
        assertThat(fits(hash, "secreT")).isFalse();
        assertThat(fits(hash, "")).isFalse();
        assertThat(fits(hash, hash)).isFalse();
    }

    @Test
    void anyPasswordHasAHash() {
        assertThat(fits(EMPTY, "")).isTrue();
        assertThat(fits(EMPTY, "x")).isFalse();
        assertThat(fits(ZERO, "a\0b")).isTrue();
        assertThat(fits(ZERO, "a")).isFalse();
        assertThat(fits(UMLAUTS, "p\u00e4ssw\u00f6rd")).isTrue();
        assertThat(fits(UMLAUTS, "passwor\u0308d")).isFalse();
    }

    @Test
    void aPasswordCountsUpToItsByte72() {
        String right = "p".repeat(72);
        assertThat(fits(LONG, right)).isTrue();
        assertThat(fits(LONG, right + "x")).isTrue();
        assertThat(fits(LONG, right + "y".repeat(4000))).isTrue();
        assertThat(fits(LONG, right.substring(1))).isFalse();
        assertThat(fits(LONG, right.substring(1) + "x")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2a$04$short",
                "$2a$04$",
                "$2a$99$3E8lA1ucVpT7B4Xseuc7zOOb/xTgDIfYyzdnBC7QQkFPBt.pbIlZm",
                "$2a$03$3E8lA1ucVpT7B4Xseuc7zOOb/xTgDIfYyzdnBC7QQkFPBt.pbIlZm",
                "$2a$00$3E8lA1ucVpT7B4Xseuc7zOOb/xTgDIfYyzdnBC7QQkFPBt.pbIlZm",
                "$2a$04$!!8lA1ucVpT7B4Xseuc7zOOb/xTgDIfYyzdnBC7QQkFPBt.pbIlZm",
                "$2a$04$3E8lA1ucVpT7B4Xseuc7z/Ob/xTgDIfYyzdnBC7QQkFPBt.pbIlZm",
                "$2a$04$3E8lA1ucVpT7B4Xseuc7zOOb/xTgDIfYyzdnBC7QQkFPBt.pbIlZ",
                "$2a$04$3E8lA1ucVpT7B4Xseuc7zOOb/xTgDIfYyzdnBC7QQkFPBt.pbIlZ\u20ac"
            })
    void aHashThatIsNoneFitsNothing(String hash) {
        assertThat(Bcrypt.isHash(hash)).isTrue();
        assertThat(fits(hash, "secret")).isFalse();
        assertThat(fits(hash, hash)).isFalse();
    }

    @Test
    void whatStandsBehindAHashIsNotLookedAt() {
        assertThat(fits(SECRET + "trailing", "secret")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "$2z$04$3E8lA1ucVpT7B4Xseuc7zOOb",
        "$3a$04$3E8lA1ucVpT7B4Xseuc7zOOb",
        "$2$04$3E8lA1uc",
        "$2a$4$3E8lA1ucV",
        "$2a$0x$3E8lA1uc",
        "2a$04$3E8lA1uc",
        "x$2a$04$3E8lA",
        "$2a$04",
        "$",
        "''",
        "$2A$04$3E8lA1uc"
    })
    void whatLooksOtherwiseIsAPasswordOfItsOwn(String text) {
        assertThat(Bcrypt.isHash(text)).isFalse();
    }
}
