package io.midge.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.json.JsonWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientTraceTest {
    private static final String CANARY = "cAnArY";
    private static final String[] SECRETS = {
        "pass", "auth_token", "jwt", "nkey", "sig", "proxy_sig", "mypass", "password"
    };
    private static final String[] OTHERS = {"user", "name", "lang", "nkeys", "signature", "x\"y", "", "\u0130"};

    @Test
    void whatHasNoSecretStaysAsItIs() {
        String json = "{\"verbose\":false,\"user\":\"me\",\"name\":\"pass\",\"lang\":\"go\",\"x\":[\"sig\",{}]}";
        assertThat(ClientTrace.redacted(json)).isEqualTo(json);
    }

    @Test
    void onlyTheValuesOfSecretsAreReplaced() {
        assertThat(ClientTrace.redacted("{\"user\":\"me\",\"pass\":\"s3cr3t\",\"verbose\":true}"))
                .isEqualTo("{\"user\":\"me\",\"pass\":\"[REDACTED]\",\"verbose\":true}");
        assertThat(ClientTrace.redacted("{\"jwt\" : \"a.b\" , \"sig\":\"x\\\"y\"}"))
                .isEqualTo("{\"jwt\" : \"[REDACTED]\" , \"sig\":\"[REDACTED]\"}");
        assertThat(ClientTrace.redacted("{\"auth_token\":12345}")).isEqualTo("{\"auth_token\":[REDACTED]}");
    }

    /** Observed of nats-server 2.15.2, which shows the JWT as well; ours never does. */
    @Test
    void namesThatHaveAPasswordInThemAreSecretToo() {
        String json =
                "{\"verbose\":true,\"user\":\"me\",\"pass\":\"x1\",\"auth_token\":\"x2\",\"jwt\":\"x3\",\"nkey\":\"x4\","
                        + "\"sig\":\"x5\",\"proxy_sig\":\"x6\",\"name\":\"n pass\",\"mypass\":\"x7\",\"password\":\"x8\",\"lang\":\"go\"}";
        assertThat(ClientTrace.redacted(json)).isEqualTo(json.replaceAll("\"x[1-8]\"", "\"[REDACTED]\""));
        assertThat(ClientTrace.redacted("{\"headers\":false,\"pass\":123}"))
                .isEqualTo("{\"headers\":false,\"pass\":[REDACTED]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"pass\":\"cAnArY\"}",
                "{\"PASS\":\"cAnArY\"}",
                "{\"Auth_Token\" \t: \"cAnArY\"}",
                "{\"pa\\u0073s\":\"cAnArY\"}",
                "{\"pa\u017f\u017f\":\"cAnArY\"}",
                "{\"\u017fig\":\"cAnArY\"}",
                "{\"auth_to\u212aen\":\"cAnArY\"}",
                "{\"pass\":\"\\\"cAnArY\"}",
                "{\"pass\":\"\\\\\",\"jwt\":\"cAnArY\"}",
                "{\"pass\":\"a\",\"pass\":\"cAnArY\"}",
                "{\"pass\":cAnArY}",
                "{pass:cAnArY}",
                "{\"pass\":\"cAnArY",
                "{\"pass\":\"cAnArY\\",
                "{\"pass\":\"cAnArY\"\"sig\":\"cAnArY\"}",
                "{\"name\":\"a\\\"\",\"pass\":\"cAnArY\"}",
                "{\"name\":\"\\\\\",\"pass\":\"cAnArY\"}",
                "{\"name\":\"\u0130\u0130\u0130\u0130\",\"pass\":\"cAnArY\"}",
                "{\"name\":\"a\"b\",\"pass\":\"cAnArY\"}",
                "{name:\"a\",\"pass\":\"cAnArY\"}",
                "{\"pass\":[\"a\",\"cAnArY\"]}",
                "{\"pass\":{\"a\":1,\"b\":\"cAnArY\"}}",
                "{\"pass\":[[1],\"cAnArY\"]}",
                "{\"x\":{\"pass\":\"cAnArY\"}}",
                "\"pass\":\"cAnArY\"",
                "{\"pass\":\n\"cAnArY\"}",
            })
    void aSecretIsNotShownHoweverItIsWritten(String json) {
        assertThat(ClientTrace.redacted(json)).doesNotContain(CANARY);
    }

    @Test
    void noSecretOfAWellFormedConnectIsShown() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            String json = connect(random);
            String shown = ClientTrace.redacted(json);
            if (shown.contains(CANARY)) {
                assertThat(shown).as(json).doesNotContain(CANARY);
            }
        }
    }

    @Test
    void noSecretIsShownWhenTheEndIsMissing() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            String json = connect(random);
            String shown = ClientTrace.redacted(json.substring(0, random.nextInt(json.length())));
            if (shown.contains(CANARY)) {
                assertThat(shown).as(json).doesNotContain(CANARY);
            }
        }
    }

    /** An object whose secrets have the canary in them, and whose other texts have all that may confuse. */
    private static String connect(Random random) {
        JsonWriter out = random.nextBoolean() ? JsonWriter.compact() : JsonWriter.indented();
        out.beginObject();
        for (int n = 1 + random.nextInt(6); n > 0; n--) {
            if (random.nextBoolean()) {
                String name = SECRETS[random.nextInt(SECRETS.length)];
                out.string(anyCase(name, random), odd(random) + CANARY + odd(random));
            } else {
                out.string(OTHERS[random.nextInt(OTHERS.length)], odd(random));
            }
        }
        return out.endObject().toString();
    }

    private static String anyCase(String name, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(random.nextInt(3) == 0 ? Character.toUpperCase(c) : c);
        }
        return text.toString();
    }

    private static String odd(Random random) {
        String letters = "\"\\:,{}[] a\n\u0130\u20ac\"\\";
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(5); n > 0; n--) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }

    @Test
    void aSnippetIsShortQuotedAndHasNoSecret() {
        byte[] junk = "\u0000\u0001GET / HTTP/1.1\r\nHost: somewhere.example.com".getBytes(ISO_8859_1);
        assertThat(ClientTrace.snippet(junk, 0, junk.length))
                .isEqualTo("\"\\x00\\x01GET / HTTP/1.1\\r\\nHost: somewher\"");
        byte[] connect = " CONNECT {\"pass\":\"cAnArY\"}".getBytes(ISO_8859_1);
        assertThat(ClientTrace.snippet(connect, 0, connect.length)).doesNotContain(CANARY);
    }
}
