package io.midge.proto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.midge.options.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectOptionsTest {
    private static ConnectOptions parse(String json, ConnectOptions before) {
        byte[] b = json.getBytes(UTF_8);
        try {
            return ConnectOptions.parse(b, 0, b.length, before);
        } catch (ConnectOptions.MalformedException e) {
            throw new AssertionError(json, e);
        }
    }

    private static ConnectOptions parse(String json) {
        return parse(json, ConnectOptions.DEFAULTS);
    }

    @Test
    void whoSaysNothingIsVerbosePedanticAndHearsItself() {
        assertThat(parse("{}"))
                .isEqualTo(ConnectOptions.DEFAULTS)
                .isEqualTo(new ConnectOptions(true, true, true, false, false, 0, "", "", "", false));
    }

    @Test
    void everyFieldIsRead() {
        String json = "{\"verbose\":false,\"pedantic\":false,\"echo\":false,\"headers\":true,\"no_responders\":true,"
                + "\"protocol\":1,\"name\":\"n\",\"lang\":\"l\",\"version\":\"v\",\"account\":\"a\"}";
        assertThat(parse(json)).isEqualTo(new ConnectOptions(false, false, false, true, true, 1, "n", "l", "v", true));
    }

    @Test
    void whatIsAbsentOrNullKeepsWhatAnEarlierConnectSaid() {
        ConnectOptions first = new ConnectOptions(false, false, false, true, true, 1, "n", "l", "v", false);
        assertThat(parse("{}", first)).isEqualTo(first);
        assertThat(parse("null", first)).isEqualTo(first);
        assertThat(parse("{\"verbose\":null,\"name\":null,\"protocol\":null,\"headers\":null}", first))
                .isEqualTo(first);
        assertThat(parse("{\"verbose\":true,\"name\":\"m\"}", first))
                .isEqualTo(new ConnectOptions(true, false, false, true, true, 1, "m", "l", "v", false));
    }

    @Test
    void credentialsAreReadAndKeptUntilOthersAreSaid() {
        ConnectOptions first =
                parse("{\"user\":\"u\",\"pass\":\"p\",\"auth_token\":\"t\",\"nkey\":\"n\",\"jwt\":\"j\"}");
        SecretText pass = SecretText.of("p");
        assertThat(first.credentials()).isEqualTo(new Credentials("u", pass, SecretText.of("t"), "n"));
        assertThat(parse("{\"USER\":\"v\"}", first).credentials())
                .isEqualTo(new Credentials("v", pass, SecretText.of("t"), "n"));
        assertThat(parse("{\"user\":null,\"pass\":\"\",\"auth_token\":\"\",\"nkey\":\"\"}", first)
                        .credentials())
                .isEqualTo(new Credentials("u", SecretText.NONE, SecretText.NONE, ""));
        assertThat(parse("{\"pass\":\"s3cr3t\",\"auth_token\":\"s3cr3t\"}").toString())
                .doesNotContain("s3cr3t");
    }

    @Test
    void whoOneIsIsShownWithoutSecrets() {
        SecretText secret = SecretText.of("s3cr3t");
        assertThat(Credentials.NONE.who() + Credentials.NONE.label()).isEmpty();
        assertThat(new Credentials("", secret, SecretText.NONE, "").who()).isEmpty();
        assertThat(new Credentials("", secret, secret, "").who()).isEqualTo("Token \"[REDACTED]\"");
        assertThat(new Credentials("", secret, secret, "").label()).isEqualTo("token");
        assertThat(new Credentials("a b", secret, secret, "").who()).isEqualTo("User \"a b\"");
        assertThat(new Credentials("a b", secret, secret, "").label()).isEqualTo("user:a b");
        assertThat(new Credentials("a", secret, secret, "UX").who()).isEqualTo("Nkey \"UX\"");
        assertThat(new Credentials("a", secret, secret, "UX").all()).isEqualTo("Nkey \"UX\", User \"a\"");
        assertThat(new Credentials("a", secret, secret, "").all()).isEqualTo("User \"a\"");
        assertThat(new Credentials("", secret, secret, "UX").all()).isEqualTo("Nkey \"UX\"");
        assertThat(new Credentials("a", secret, secret, "UX").label()).isEqualTo("nkey:UX");
        assertThat(new Credentials("a", secret, secret, "UX").isAnonymous()).isFalse();
        assertThat(new Credentials("", SecretText.NONE, SecretText.NONE, "UX").isAnonymous())
                .isTrue();
    }

    @Test
    void namesMatchInAnyCaseAndTheLastOfTwoWins() {
        assertThat(parse("{\"VERBOSE\":false}").verbose()).isFalse();
        assertThat(parse("{\"No_Responders\":true}").noResponders()).isTrue();
        assertThat(parse("{\"no_re\u017fponders\":true}").noResponders()).isTrue();
        assertThat(parse("{\"name\":\"a\",\"NAME\":\"b\"}").name()).isEqualTo("b");
        assertThat(parse("{\"verbos\\u0065\":false}").verbose()).isFalse();
    }

    @Test
    void whatIsUnknownIsSkippedWhateverItsShape() {
        assertThat(parse("{\"x\":[1,{\"verbose\":false}],\"y\":{\"echo\":false},\"z\":1e400,\"verbose\":false}"))
                .isEqualTo(new ConnectOptions(false, true, true, false, false, 0, "", "", "", false));
    }

    @Test
    void blanksAroundTheJsonDoNotMatter() {
        assertThat(parse(" \t{ \"verbose\" : false } \r").verbose()).isFalse();
    }

    @Test
    void protocolsBeyondOneAreAllAlike() {
        assertThat(parse("{\"protocol\":0}").protocol()).isZero();
        assertThat(parse("{\"protocol\":1}").protocol()).isEqualTo(1);
        for (String number : new String[] {"2", "-1", "4294967297", "9223372036854775807", "-9223372036854775808"}) {
            assertThat(parse("{\"protocol\":" + number + "}").protocol()).isEqualTo(-1);
        }
    }

    @Test
    void whoAsksForAnAccountPicksOne() {
        assertThat(parse("{\"account\":\"\",\"new_account\":false}").picksAccount())
                .isFalse();
        assertThat(parse("{\"account\":\"A\"}").picksAccount()).isTrue();
        assertThat(parse("{\"new_account\":true}").picksAccount()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "\"x\"",
                "5",
                "true",
                "{",
                "{}x",
                "{}{}",
                "{verbose:false}",
                "{\"verbose\":\"false\"}",
                "{\"verbose\":1}",
                "{\"protocol\":\"1\"}",
                "{\"protocol\":1.5}",
                "{\"protocol\":9223372036854775808}",
                "{\"name\":5}",
                "{\"lang\":[]}",
                "{\"version\":{}}",
                "{\"headers\":\"\"}",
                "{\"account\":true}",
                "{\"new_account\":\"x\"}",
                "{\"tls_required\":\"no\"}",
                "{\"pass\":5}",
                "{\"jwt\":false}",
                "{\"nkey\":[]}",
                "{\"sig\":1}",
                "{\"auth_token\":1}",
                "{\"user\":1}",
                "{\"proxy_sig\":1}",
            })
    void otherTypesAndOtherTextAreRefused(String json) {
        byte[] b = json.getBytes(UTF_8);
        assertThatThrownBy(() -> ConnectOptions.parse(b, 0, b.length, ConnectOptions.DEFAULTS))
                .isInstanceOf(ConnectOptions.MalformedException.class)
                .hasMessageMatching("invalid character .*|unexpected end of JSON input|json: cannot unmarshal .*");
    }

    @Test
    void aPasswordOfTheWrongTypeIsNotPartOfTheMessage() {
        byte[] b = "{\"pass\":271828182845}".getBytes(UTF_8);
        assertThatThrownBy(() -> ConnectOptions.parse(b, 0, b.length, ConnectOptions.DEFAULTS))
                .hasMessageNotContaining("2718");
    }

    @Test
    void theDescriptionHasWhatTheClientSaidOfItself() {
        assertThat(parse("{}").description()).isEmpty();
        assertThat(parse("{\"version\":\"1.2\",\"lang\":\"go\",\"name\":\"me\"}")
                        .description())
                .isEqualTo("\"v1.2:go:me\"");
        assertThat(parse("{\"lang\":\"go\"}").description()).isEqualTo("\"go\"");
        assertThat(parse("{\"name\":\"me\"}").description()).isEqualTo("\"me\"");
        assertThat(parse("{\"version\":\"1\",\"name\":\"me\"}").description()).isEqualTo("\"v1:me\"");
        assertThat(parse("{\"name\":\"a\\nb\\\"\"}").description()).isEqualTo("\"a\\nb\\\"\"");
    }
}
