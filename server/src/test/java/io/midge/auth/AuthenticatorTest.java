package io.midge.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.Conf;
import io.midge.conf.file.ConfigFile;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ConnectionType;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.proto.ConnectOptions;
import io.midge.proto.Credentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What nats-server 2.15.2 said to these clients with these configurations. */
class AuthenticatorTest {
    private static final String HASH = "$2a$04$3E8lA1ucVpT7B4Xseuc7zOOb/xTgDIfYyzdnBC7QQkFPBt.pbIlZm"; // of "secret"
    private static final String USERS =
            "authorization {users: [{user: a, password: b}, {user: n, password: m}, {user: e}]}";

    @TempDir
    Path dir;

    private SecurityOptions options(String text) throws Exception {
        String file = Files.writeString(dir.resolve("c"), text.replace("HASH", '"' + HASH + '"'))
                .toString();
        return ConfigFile.read(file, Conf.file(file, name -> null).map())
                .options()
                .security();
    }

    private Authenticator authenticator(String text) throws Exception {
        return new Authenticator(options(text), "$G", 7);
    }

    private static Credentials says(String json) throws Exception {
        byte[] b = json.getBytes(UTF_8);
        return ConnectOptions.parse(b, 0, b.length, ConnectOptions.DEFAULTS).credentials();
    }

    /** The user's name, "-" for one without, or "no". */
    private static String outcome(Decision decision) {
        Decision last = decision instanceof Decision.Unproved unproved
                ? unproved.proved(unproved.proof().holds())
                : decision;
        if (last instanceof Decision.Granted granted) {
            return granted.user().name().isEmpty() ? "-" : granted.user().name();
        }
        return "no";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | {} | -",
                "`` | {\"user\":\"x\",\"pass\":\"y\",\"auth_token\":\"z\"} | -",
                "authorization {} | {\"user\":\"a\",\"auth_token\":\"x\"} | -",
                "authorization {users: []} | {\"user\":\"a\"} | -",
                "authorization {password: x} | {} | -",
                USERS + " | {} | no",
                USERS + " | {\"user\":\"a\",\"pass\":\"b\"} | a",
                USERS + " | {\"user\":\"a\",\"pass\":\"b\",\"auth_token\":\"t\"} | a",
                USERS + " | {\"user\":\"a\"} | no",
                USERS + " | {\"user\":\"a\",\"pass\":\"bb\"} | no",
                USERS + " | {\"user\":\"a\",\"pass\":\"B\"} | no",
                USERS + " | {\"user\":\"A\",\"pass\":\"b\"} | no",
                USERS + " | {\"user\":\"n\",\"pass\":\"b\"} | no",
                USERS + " | {\"user\":\"e\",\"pass\":\"\"} | e",
                USERS + " | {\"user\":\"e\",\"pass\":\"q\"} | no",
                USERS + " | {\"user\":\"x\",\"pass\":\"b\"} | no",
                USERS + " | {\"pass\":\"b\"} | no",
                USERS + " | {\"auth_token\":\"b\"} | no",
                USERS + " | {\"nkey\":\"UX\",\"user\":\"a\"} | no",
                USERS + ", no_auth_user: n | {} | n",
                USERS + ", no_auth_user: n | {\"nkey\":\"UX\"} | n",
                USERS + ", no_auth_user: n | {\"user\":\"a\"} | no",
                USERS + ", no_auth_user: n | {\"user\":\"n\"} | no",
                USERS + ", no_auth_user: n | {\"pass\":\"m\"} | no",
                USERS + ", no_auth_user: n | {\"auth_token\":\"q\"} | no",
                USERS + ", no_auth_user: n | {\"user\":\"a\",\"pass\":\"b\"} | a",
                "authorization {users: [{user: n, password: HASH}]}, no_auth_user: n | {} | no",
                "authorization {users: [{user: n, password: HASH}]}, no_auth_user: n | {\"user\":\"n\",\"pass\":\"secret\"} | n",
                "authorization {users: [{user: n, password: HASH}]} | {\"user\":\"n\",\"pass\":\"secrex\"} | no",
                "authorization {users: [{user: n, password: HASH}]} | {\"user\":\"o\",\"pass\":\"secret\"} | no",
                "authorization {token: tok} | {} | no",
                "authorization {token: tok} | {\"auth_token\":\"tok\"} | -",
                "authorization {token: tok} | {\"auth_token\":\"tok\",\"user\":\"x\",\"pass\":\"y\"} | -",
                "authorization {token: tok} | {\"user\":\"tok\"} | no",
                "authorization {token: tok} | {\"pass\":\"tok\"} | no",
                "authorization {token: HASH} | {\"auth_token\":\"secret\"} | -",
                "authorization {token: HASH} | {\"auth_token\":\"wrong\"} | no",
                "authorization {token: HASH} | {} | no",
                "authorization {user: a, password: b} | {} | no",
                "authorization {user: a, password: b} | {\"user\":\"a\",\"pass\":\"b\"} | a",
                "authorization {user: a, password: b} | {\"user\":\"a\",\"pass\":\"b\",\"auth_token\":\"x\"} | a",
                "authorization {user: a, password: b} | {\"user\":\"a\"} | no",
                "authorization {user: a, password: b} | {\"user\":\"x\",\"pass\":\"b\"} | no",
                "authorization {user: a, password: HASH} | {\"user\":\"a\",\"pass\":\"secret\"} | a",
                "authorization {user: a, password: HASH} | {\"user\":\"x\",\"pass\":\"secret\"} | no",
                "authorization {user: a} | {\"user\":\"a\"} | a",
                "authorization {user: a} | {\"user\":\"a\",\"pass\":\"b\"} | no",
                "authorization {user: a} | {} | no"
            })
    void oneIsLetInAsNatsServerDoes(String config, String connect, String user) throws Exception {
        Decision decision = authenticator(config).decide(says(connect), "", ConnectionType.STANDARD);
        assertThat(outcome(decision)).isEqualTo(user);
    }

    @Test
    void flagsBesideAListOfUsersAddATokenButNoUser() throws Exception {
        var users = options("authorization {users: [{user: a, password: b}]}");
        var listed = Objects.requireNonNull(users.authorization());
        var both = new AuthorizationOptions(
                "f", SecretText.of("p"), SecretText.of("t"), listed.timeout(), listed.users(), null, null, false);
        Authenticator authenticator =
                new Authenticator(users.toBuilder().authorization(both).build(), "$G", 7);
        assertThat(outcome(authenticator.decide(says("{\"auth_token\":\"t\"}"), "", ConnectionType.STANDARD)))
                .isEqualTo("-");
        assertThat(outcome(authenticator.decide(says("{\"user\":\"f\",\"pass\":\"p\"}"), "", ConnectionType.STANDARD)))
                .isEqualTo("no");
        assertThat(outcome(authenticator.decide(
                        says("{\"user\":\"a\",\"auth_token\":\"t\"}"), "", ConnectionType.STANDARD)))
                .isEqualTo("no");
    }

    @ParameterizedTest
    @CsvSource({
        "STANDARD, a, STANDARD",
        "STANDARD, no, IN_PROCESS",
        "IN_PROCESS, no, STANDARD",
        "IN_PROCESS, a, IN_PROCESS",
        "WEBSOCKET, no, STANDARD",
        "MQTT, no, IN_PROCESS",
        "in_process, a, IN_PROCESS"
    })
    void theTypeOfConnectionHasToBeAllowed(String allowed, String user, ConnectionType type) throws Exception {
        for (String password : new String[] {"secret", "HASH"}) {
            String config = "authorization {users: [{user: a, password: " + password + ", allowed_connection_types: ["
                    + allowed + "]}]}, no_auth_user: a";
            Authenticator authenticator = authenticator(config);
            assertThat(outcome(authenticator.decide(says("{\"user\":\"a\",\"pass\":\"secret\"}"), "", type)))
                    .isEqualTo(user);
            String silent = password.equals("HASH") ? "no" : user;
            assertThat(outcome(authenticator.decide(says("{}"), "", type))).isEqualTo(silent);
            assertThat(outcome(authenticator.uninvited(type))).isEqualTo(silent);
        }
    }

    @Test
    void whoSaysNothingGoesOnAsTheUserThatItIs() throws Exception {
        Authenticator authenticator = authenticator(USERS + ", no_auth_user: n");
        Credentials as = authenticator.uninvited(ConnectionType.STANDARD).as();
        assertThat(as).isEqualTo(new Credentials("n", SecretText.of("m"), SecretText.NONE, ""));
        assertThat(outcome(authenticator(USERS).uninvited(ConnectionType.STANDARD)))
                .isEqualTo("no");
    }

    @Test
    void aUserWhoDoesNotExistCostsWhatOneWhoDoesCosts() throws Exception {
        Authenticator hashed = authenticator(
                "authorization {users: [{user: a, password: HASH}, {user: b, password: \"$2b$11$x\"}, {user: c, password: d}]}");
        boolean[] seen = new boolean[3];
        for (int i = 0; i < 200; i++) {
            Credentials said = says("{\"user\":\"nobody" + i + "\",\"pass\":\"secret\"}");
            Decision decision = hashed.decide(said, "", ConnectionType.STANDARD);
            assertThat(decision).isEqualTo(hashed.decide(said, "", ConnectionType.STANDARD));
            assertThat(outcome(decision)).isEqualTo("no");
            if (decision instanceof Decision.Unproved unproved) {
                assertThat(unproved.user()).isNull();
                Proof.Password password = (Proof.Password) unproved.proof();
                seen[password.hash().equals(SecretText.of(HASH)) ? 0 : 1] = true;
            } else {
                seen[2] = true;
            }
        }
        assertThat(seen).containsOnly(true);
    }

    @Test
    void aByteOfTheConfigurationThatIsNoUtf8IsNoQuestionMark() throws Exception {
        Path file = dir.resolve("c");
        Files.write(file, "authorization {user: a, password: \"\\xff\"}".getBytes(UTF_8));
        SecurityOptions options = ConfigFile.read(
                        file.toString(),
                        Conf.file(file.toString(), name -> null).map())
                .options()
                .security();
        Authenticator authenticator = new Authenticator(options, "$G", 7);
        for (String pass : new String[] {"?", "\\ufffd", "\\u00ff", "\\udcff"}) {
            Credentials said = says("{\"user\":\"a\",\"pass\":\"" + pass + "\"}");
            assertThat(outcome(authenticator.decide(said, "", ConnectionType.STANDARD)))
                    .as(pass)
                    .isEqualTo("no");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | false | false",
                "authorization {password: x} | true | false",
                "authorization {token: x} | false | true",
                "authorization {user: a} | false | true",
                "authorization {user: a, password: b} | true | true",
                "authorization {user: a, password: HASH} | false | true",
                "authorization {users: [{user: a, password: HASH}]} | false | true",
                "authorization {users: [{user: a}]} | true | true",
                "authorization {users: [{user: a, password: HASH}, {user: b, password: \"$2z$04$x\"}]} | true | true"
            })
    void plaintextIsWarnedOfAsNatsServerDoes(String config, boolean warned, boolean required) throws Exception {
        assertThat(authenticator(config).hasPlaintext()).isEqualTo(warned);
        assertThat(authenticator(config).isRequired()).isEqualTo(required);
        assertThat(Authenticator.isRequired(options(config))).isEqualTo(required);
    }

    @Test
    void nothingThatIsPrintedHasASecretInIt() throws Exception {
        for (String config : new String[] {USERS, "authorization {user: n, password: HASH}"}) {
            Decision decision = authenticator(config)
                    .decide(says("{\"user\":\"n\",\"pass\":\"s3cr3t\"}"), "", ConnectionType.STANDARD);
            assertThat(decision.toString()).contains("n").doesNotContain("s3cr3t", HASH);
        }
        assertThat(says("{\"user\":\"n\",\"pass\":\"s3cr3t\",\"auth_token\":\"s3cr3t\"}")
                        .toString())
                .doesNotContain("s3cr3t");
    }
}
