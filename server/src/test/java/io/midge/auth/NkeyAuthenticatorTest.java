package io.midge.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.conf.file.ConfigFile;
import io.midge.nkey.Signer;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ConnectionType;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.UserOptions;
import io.midge.proto.ConnectOptions;
import io.midge.proto.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What nats-server 2.15.2 said to clients with keys, and to users of accounts, with these configurations. */
class NkeyAuthenticatorTest {
    private static final Signer SIGNER = Signer.of(1);
    private static final String OTHER = Signer.of(2).key();
    private static final String NONCE = "P9jKcNRAh-awmKU";

    private static final String KEYS = "authorization {users: [{nkey: KEY}]}";
    private static final String BOTH = "authorization {users: [{nkey: KEY}, {user: x, password: y}]}";
    private static final String ACCOUNTS =
            "accounts {A {users: [{nkey: KEY}, {user: x, password: y}]}, B {users: [{user: b, password: b}]}}";
    private static final String SYSTEM = "accounts {\"$SYS\" {users: [{user: s, password: s}]}}";

    private static String fill(String text) {
        String signature = SIGNER.sign(NONCE);
        return text.replace("KEY", SIGNER.key())
                .replace("OTHER", OTHER)
                .replace("FOREIGN", Signer.of(2).sign(NONCE))
                .replace("STALE", SIGNER.sign("another"))
                .replace("CUT", signature.substring(2))
                .replace("SIG", signature);
    }

    static SecurityOptions options(String text) throws ConfigException {
        Conf.Parsed parsed = Conf.text(fill(text), "test", name -> null);
        return ConfigFile.read("test", parsed.map()).options().security();
    }

    private static Authenticator authenticator(String text) throws ConfigException {
        return new Authenticator(options(text), "$G", 7);
    }

    private static Credentials says(String json) throws ConnectOptions.MalformedException {
        byte[] b = fill(json).getBytes(UTF_8);
        return ConnectOptions.parse(b, 0, b.length, ConnectOptions.DEFAULTS).credentials();
    }

    /** Account and user, or "no". */
    private static String outcome(Decision decision) {
        Decision last = decision instanceof Decision.Unproved unproved
                ? unproved.proved(unproved.proof().holds())
                : decision;
        if (!(last instanceof Decision.Granted granted)) {
            return "no";
        }
        String name =
                granted.user().name().replace(SIGNER.key(), "KEY").replaceFirst("^nats-[0-9A-Za-z]{8}$", "nats-RANDOM");
        return granted.user().account() + '/' + name;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                KEYS + " | {} | no",
                KEYS + " | {\"nkey\":\"KEY\",\"sig\":\"SIG\"} | $G/KEY",
                KEYS + " | {\"nkey\":\"KEY\",\"sig\":\"FOREIGN\"} | no",
                KEYS + " | {\"nkey\":\"KEY\",\"sig\":\"STALE\"} | no",
                KEYS + " | {\"nkey\":\"KEY\",\"sig\":\"CUT\"} | no",
                KEYS + " | {\"nkey\":\"KEY\",\"sig\":\"SIG==\"} | no",
                KEYS + " | {\"nkey\":\"KEY\",\"sig\":\"SIG\\r\\n\"} | $G/KEY",
                KEYS + " | {\"nkey\":\"KEY\"} | no",
                KEYS + " | {\"nkey\":\"OTHER\",\"sig\":\"FOREIGN\"} | no",
                KEYS + " | {\"nkey\":\"UX\",\"sig\":\"SIG\"} | no",
                KEYS + " | {\"user\":\"x\",\"pass\":\"y\"} | no",
                KEYS + " | {\"user\":\"KEY\",\"sig\":\"SIG\"} | no",
                KEYS + " | {\"user\":\"x\",\"nkey\":\"KEY\",\"sig\":\"SIG\"} | $G/KEY",
                BOTH + " | {} | no",
                BOTH + " | {\"nkey\":\"KEY\",\"sig\":\"SIG\"} | $G/KEY",
                BOTH + " | {\"user\":\"x\",\"pass\":\"y\"} | $G/x",
                BOTH + " | {\"user\":\"x\",\"pass\":\"y\",\"nkey\":\"OTHER\"} | no",
                BOTH + " | {\"user\":\"x\",\"pass\":\"n\",\"nkey\":\"KEY\",\"sig\":\"SIG\"} | $G/KEY",
                BOTH + ", no_auth_user: KEY | {} | $G/KEY",
                BOTH + ", no_auth_user: KEY | {\"nkey\":\"KEY\"} | $G/KEY",
                BOTH + ", no_auth_user: KEY | {\"nkey\":\"KEY\",\"sig\":\"junk\"} | $G/KEY",
                BOTH + ", no_auth_user: KEY | {\"nkey\":\"OTHER\"} | no",
                BOTH + ", no_auth_user: KEY | {\"user\":\"z\"} | no",
                BOTH + ", no_auth_user: KEY | {\"auth_token\":\"z\"} | no",
                BOTH + ", no_auth_user: x | {} | $G/x",
                BOTH + ", no_auth_user: x | {\"nkey\":\"OTHER\"} | no",
            })
    void oneComesByAKeyAsInNatsServer(String config, String connect, String user) throws Exception {
        assertOutcome(config, connect, user);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                ACCOUNTS + " | {} | no",
                ACCOUNTS + " | {\"nkey\":\"KEY\",\"sig\":\"SIG\"} | A/KEY",
                ACCOUNTS + " | {\"user\":\"x\",\"pass\":\"y\"} | A/x",
                ACCOUNTS + " | {\"user\":\"b\",\"pass\":\"b\"} | B/b",
                ACCOUNTS + " | {\"user\":\"b\",\"pass\":\"y\"} | no",
                ACCOUNTS + ", no_auth_user: b | {} | B/b",
                ACCOUNTS + ", no_auth_user: KEY | {} | A/KEY",
                "accounts {A {}} | {} | $G/",
                SYSTEM + " | {} | $G/nats-RANDOM",
                SYSTEM + " | {\"user\":\"s\",\"pass\":\"s\"} | $SYS/s",
                SYSTEM + " | {\"user\":\"z\"} | no",
                SYSTEM + ", authorization {} | {} | no",
                SYSTEM + ", no_system_account: true | {} | $G/nats-RANDOM",
                "accounts {\"$SYS\" {}} | {} | $G/nats-RANDOM",
                "accounts {\"$SYS\" {}} | {\"user\":\"z\"} | no",
                "accounts {\"$SYS\" {}}, authorization {timeout: 2} | {} | $G/",
                "accounts {\"$SYS\" {users: [{nkey: KEY}]}} | {} | $G/nats-RANDOM",
                "accounts {\"$SYS\" {users: [{nkey: KEY}]}} | {\"nkey\":\"KEY\",\"sig\":\"SIG\"} | $SYS/KEY",
                "system_account: F, accounts {F {users: [{user: s, password: s}]}} | {} | $G/nats-RANDOM",
                "system_account: F, accounts {F {users: [{user: s, password: s}]}}, mappings {a: b} | {} | $G/nats-RANDOM",
                "system_account: F, accounts {A {}, F {users: [{user: s, password: s}]}} | {} | no",
                "no_implicit_anonymous: true | {} | no",
                "no_implicit_anonymous: true | {\"user\":\"a\"} | no",
                "no_implicit_anonymous: true, accounts {A {}} | {} | no",
                "no_implicit_anonymous: true, accounts {\"$SYS\" {}} | {} | no",
                SYSTEM + ", no_implicit_anonymous: true | {} | no",
                SYSTEM + ", no_implicit_anonymous: true | {\"user\":\"s\",\"pass\":\"s\"} | $SYS/s",
                BOTH + ", no_implicit_anonymous: true, no_auth_user: x | {} | $G/x",
            })
    void oneComesToAnAccountAsInNatsServer(String config, String connect, String user) throws Exception {
        assertOutcome(config, connect, user);
    }

    private static void assertOutcome(String config, String connect, String user) throws Exception {
        Authenticator authenticator = authenticator(config);
        assertThat(outcome(authenticator.decide(says(connect), NONCE, ConnectionType.STANDARD)))
                .isEqualTo(user);
        assertThat(authenticator.isRequired()).isEqualTo(!user.equals("$G/"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"nkey\":\"KEY\"} | no signature",
                "{\"nkey\":\"KEY\",\"sig\":\"CUT\"} | malformed: nkeys: not the text of a signature",
                "{\"nkey\":\"KE\",\"sig\":\"SIG\"} | malformed: nkeys: invalid encoded key"
            })
    void whatCanBeNoSignatureIsRefusedBeforeAnythingIsComputed(String connect, String why) throws Exception {
        Decision decision = authenticator(KEYS).decide(says(connect), NONCE, ConnectionType.STANDARD);
        assertThat(decision).isEqualTo(new Decision.Refused(says(connect), why));
    }

    @Test
    void aKeyThatDoesNotExistCostsWhatAWrongSignatureCosts() throws Exception {
        Credentials said = says("{\"nkey\":\"OTHER\",\"sig\":\"FOREIGN\"}");
        Decision decision = authenticator(KEYS).decide(said, NONCE, ConnectionType.STANDARD);
        assertThat(decision).isInstanceOfSatisfying(Decision.Unproved.class, unproved -> {
            assertThat(unproved.user()).isNull();
            assertThat(unproved.proof().holds()).isTrue();
            assertThat(unproved.proved(true)).isEqualTo(new Decision.Refused(said, "unknown nkey"));
        });
    }

    @Test
    void whoWasAskedToSignNothingCannotComeByAKey() throws Exception {
        String signed = "{\"nkey\":\"KEY\",\"sig\":\"" + SIGNER.sign("") + "\"}";
        assertThat(authenticator(KEYS).decide(says(signed), "", ConnectionType.STANDARD))
                .isEqualTo(new Decision.Refused(says(signed), "a key, when it was asked for none"));
    }

    @Test
    void theTypeOfConnectionHasToBeAllowedToAKey() throws Exception {
        String one = "authorization {users: [{nkey: KEY, allowed_connection_types: [IN_PROCESS]}]}";
        Credentials said = says("{\"nkey\":\"KEY\",\"sig\":\"SIG\"}");
        for (String config : new String[] {one, one + ", no_auth_user: KEY"}) {
            Authenticator authenticator = authenticator(config);
            assertThat(outcome(authenticator.decide(said, NONCE, ConnectionType.IN_PROCESS)))
                    .isEqualTo("$G/KEY");
            assertThat(outcome(authenticator.decide(said, NONCE, ConnectionType.STANDARD)))
                    .isEqualTo("no");
        }
    }

    @Test
    void whoSaysNothingGoesOnAsTheKeyThatItIs() throws Exception {
        Decision decision =
                authenticator(BOTH + ", no_auth_user: KEY").decide(Credentials.NONE, NONCE, ConnectionType.STANDARD);
        assertThat(decision.as()).isEqualTo(new Credentials("", SecretText.NONE, SecretText.NONE, SIGNER.key(), ""));
    }

    /** The user of those who say nothing may come with any operation first, and a key may not, as in nats-server. */
    @Test
    void withoutConnectComesAUserAndNoKey() throws Exception {
        assertThat(outcome(authenticator(BOTH + ", no_auth_user: KEY").uninvited(ConnectionType.STANDARD)))
                .isEqualTo("no");
        assertThat(outcome(authenticator(SYSTEM).uninvited(ConnectionType.STANDARD)))
                .isEqualTo("$G/nats-RANDOM");
        assertThat(outcome(authenticator(ACCOUNTS + ", no_auth_user: b").uninvited(ConnectionType.STANDARD)))
                .isEqualTo("B/b");
    }

    @Test
    void theImplicitUserIsTheSameAfterAReloadAndIsNotToldOf() throws Exception {
        Authenticator before = authenticator(SYSTEM);
        Authenticator after = authenticator(SYSTEM.replace("password: s", "password: t"));
        assertThat(after.decide(Credentials.NONE, "", ConnectionType.STANDARD))
                .isEqualTo(before.decide(Credentials.NONE, "", ConnectionType.STANDARD));
        assertThat(before.hasNoAuthUser()).isFalse();
        assertThat(authenticator(ACCOUNTS + ", no_auth_user: b").hasNoAuthUser())
                .isTrue();
        Decision other =
                new Authenticator(options(SYSTEM), "$G", 8).decide(Credentials.NONE, "", ConnectionType.STANDARD);
        assertThat(other).isNotEqualTo(before.decide(Credentials.NONE, "", ConnectionType.STANDARD));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                KEYS + " | false",
                BOTH + " | true",
                "accounts {A {users: [{user: x, password: y}]}} | true",
                "accounts {\"$SYS\" {}} | false",
            })
    void plaintextIsWarnedOfAsNatsServerDoes(String config, boolean warned) throws Exception {
        assertThat(authenticator(config).hasPlaintext()).isEqualTo(warned);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | Clients without credentials are let in, in account $G, because nothing is configured to ask for them; 'no_implicit_anonymous: true' keeps them out",
                "accounts {A {}} | Clients without credentials are let in, in account $G, because nothing is configured to ask for them; 'no_implicit_anonymous: true' keeps them out",
                SYSTEM
                        + " | Clients without credentials are let in, in account $G, because no other than the system account is configured; 'no_implicit_anonymous: true' keeps them out",
                ACCOUNTS
                        + ", no_auth_user: b | Clients without credentials are let in as \"b\", in account B (no_auth_user)",
                BOTH
                        + ", no_auth_user: x | Clients without credentials are let in as \"x\", in account $G (no_auth_user)",
                SYSTEM + ", no_implicit_anonymous: true | ''",
                SYSTEM + ", authorization {} | ''",
                ACCOUNTS + " | ''",
                "no_implicit_anonymous: true | ''",
                "authorization {token: t} | ''"
            })
    void theOperatorIsToldWhoComesWithoutCredentials(String config, String warning) throws Exception {
        assertThat(Anonymous.warning(options(config))).isEqualTo(warning.startsWith("''") ? "" : warning);
    }

    @Test
    void aKeyThatIsNoneIsRefusedWithTheOptions() {
        UserOptions user = new UserOptions("", SecretText.NONE, "UX", null, Set.of(), false);
        AuthorizationOptions block = new AuthorizationOptions(
                "", SecretText.NONE, SecretText.NONE, Duration.ZERO, List.of(user), null, null, false);
        SecurityOptions options = SecurityOptions.builder().authorization(block).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Authenticator(options, "$G", 1))
                .withMessage("not a valid public nkey for a user: \"UX\"");
    }
}
