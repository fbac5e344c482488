package io.midge.auth;

import io.midge.conf.ByteText;
import io.midge.nkey.NkeyException;
import io.midge.nkey.NkeyPrefix;
import io.midge.nkey.PublicKey;
import io.midge.nkey.Signature;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ConnectionType;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.proto.Credentials;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who a connection is, by what a configuration says. Several ways may be configured together, and the first that
 * applies counts:
 *
 * <pre>
 *   nothing configured                              everybody, or with no_implicit_anonymous nobody
 *   keys, nothing presented, no_auth_user is a key  that user
 *   keys, and a key was presented                   that user, by signature; nobody else
 *   users, nothing presented, no_auth_user          that user
 *   users, and a name was presented                 that user, by password; nobody else
 *   token                                           by token
 *   one user                                        by name and password
 *   otherwise                                       nobody
 * </pre>
 *
 * A wrong name costs what a wrong password does: the secret of some user is compared, always of the same one for the same
 * name, so that time does not tell who exists; and a wrong key what a wrong signature does. Immutable.
 */
public final class Authenticator {
    private final User anyone;
    private final Listed listed;
    private final String noAuthUser;
    private final boolean told;
    private final Listed.@Nullable Entry token;
    private final Listed.@Nullable Entry single;
    private final boolean required;
    private final boolean plaintext;

    /**
     * What these options ask for.
     *
     * @param account name of the account that users are in who are in no other
     * @param seed decides who is compared instead of a user who does not exist
     */
    public Authenticator(SecurityOptions options, String account, long seed) {
        AuthorizationOptions said = options.authorization();
        AuthorizationOptions authorization = said == null ? AuthorizationOptions.NONE : said;
        anyone = new User("", account, null);
        listed = new Listed(options, account, seed);
        told = !options.noAuthUser().isEmpty();
        noAuthUser = told ? options.noAuthUser() : listed.anonymous();
        token = authorization.token().isEmpty() ? null : new Listed.Entry(anyone, authorization.token(), Set.of());
        single = authorization.user().isEmpty()
                ? null
                : new Listed.Entry(new User(authorization.user(), account, null), authorization.password(), Set.of());
        required = isRequired(options);
        String password = authorization.password().reveal();
        plaintext = listed.hasPlaintext() || (!password.isEmpty() && !Bcrypt.isHash(password));
    }

    /** Whether these options ask connections to say who they are. */
    public static boolean isRequired(SecurityOptions options) {
        AuthorizationOptions said = options.authorization();
        return options.noImplicitAnonymous()
                || Anonymous.hasUsers(options)
                || Anonymous.isUser(options)
                || (said != null && !(said.token().isEmpty() && said.user().isEmpty()));
    }

    /** Whether a connection has to say who it is. */
    public boolean isRequired() {
        return required;
    }

    /** Whether one that says nothing is somebody, and may know. */
    public boolean hasNoAuthUser() {
        return told;
    }

    /** Whether there are users who prove by a signature who they are. */
    public boolean hasKeys() {
        return listed.hasKeys();
    }

    /** Whether the configuration has a password that everybody can read who can read it. */
    public boolean hasPlaintext() {
        return plaintext;
    }

    /** The user of everybody where nobody has to say who they are. */
    public User anyone() {
        return anyone;
    }

    /** The listed user who this is about, by key if it has one and else by name; null: there is none. */
    public @Nullable User find(String nkey, String name) {
        Listed.Entry entry = nkey.isEmpty() ? listed.byName(name) : listed.byKey(nkey);
        return entry == null ? null : entry.user;
    }

    /** What of these credentials it is about when they are wrong: a key where there are keys, or a name. */
    public String subject(Credentials said) {
        return listed.hasKeys() && !said.nkey().isEmpty() ? said.nkey() : said.user();
    }

    /** Who may come without saying who it is, and with another operation than CONNECT first. */
    public Decision uninvited(ConnectionType type) {
        Listed.Entry entry = listed.byName(noAuthUser);
        return entry == null || !entry.allows(type)
                ? new Decision.Refused(Credentials.NONE, "CONNECT has to come first")
                : decide(Credentials.NONE, "", type);
    }

    /**
     * Who it is that presents this.
     *
     * @param nonce what it was asked to sign; empty: nothing
     */
    public Decision decide(Credentials said, String nonce, ConnectionType type) {
        if (!required) {
            return new Decision.Granted(anyone, said);
        }
        if (listed.hasKeys()) {
            boolean silent = said.isAnonymous() && said.nkey().isEmpty() && listed.byKey(noAuthUser) != null;
            Credentials as = silent ? by(noAuthUser, said) : said;
            if (!as.nkey().isEmpty()) {
                return keyed(as, nonce, type);
            }
        }
        if (listed.hasNames()) {
            Listed.Entry silent = said.isAnonymous() ? listed.byName(noAuthUser) : null;
            if (silent != null) {
                return silent(silent, said, type);
            }
            if (!said.user().isEmpty()) {
                return named(said, type);
            }
        }
        if (token != null) {
            String why = said.token().isEmpty() ? "no token" : "wrong token";
            return compare(token, true, said, said.token(), why);
        }
        if (single != null) {
            boolean named = equal(said.user(), ByteText.bytes(single.user.name()));
            return compare(single, named, said, said.password(), named ? "wrong password" : "unknown user");
        }
        return new Decision.Refused(said, said.token().isEmpty() ? "no user" : "a token, where users are configured");
    }

    private static Credentials by(String nkey, Credentials said) {
        return new Credentials(said.user(), said.password(), said.token(), nkey, said.signature());
    }

    // What no key can be, and what no signature can be, is refused before anything is computed.
    private Decision keyed(Credentials said, String nonce, ConnectionType type) {
        Listed.Entry entry = listed.byKey(said.nkey());
        boolean allowed = entry != null && entry.allows(type);
        if (entry != null && said.nkey().equals(noAuthUser)) {
            return allowed ? new Decision.Granted(entry.user, said) : new Decision.Refused(said, wrongType(type));
        }
        if (said.signature().isEmpty() || nonce.isEmpty()) {
            return new Decision.Refused(said, nonce.isEmpty() ? "a key, when it was asked for none" : "no signature");
        }
        try {
            PublicKey key = PublicKey.decode(NkeyPrefix.USER, said.nkey());
            Proof proof = new Proof.Signed(key, nonce, Signature.decode(said.signature()));
            String why = entry == null
                    ? "unknown nkey"
                    : allowed ? "wrong signature" : "wrong signature, or " + wrongType(type);
            return new Decision.Unproved(entry != null && allowed ? entry.user : null, said, proof, why);
        } catch (NkeyException e) {
            return new Decision.Refused(said, "malformed: " + e.getMessage());
        }
    }

    private static String wrongType(ConnectionType type) {
        return "not by this type of connection, " + type;
    }

    // As nats-server: the password of the configuration is what is presented, which never fits when it is a hash.
    private static Decision silent(Listed.Entry entry, Credentials said, ConnectionType type) {
        Credentials as =
                new Credentials(entry.user.name(), entry.secret, SecretText.NONE, said.nkey(), said.signature());
        if (!entry.allows(type)) {
            return new Decision.Refused(as, wrongType(type));
        }
        return entry.hashed
                ? new Decision.Refused(as, "the password of no_auth_user is a hash, which nobody can present")
                : new Decision.Granted(entry.user, as);
    }

    private Decision named(Credentials said, ConnectionType type) {
        Listed.Entry entry = listed.byName(said.user());
        SecretText presented = said.password();
        if (entry == null) {
            return compare(listed.decoy(said.user()), false, said, presented, "unknown user");
        }
        boolean allowed = entry.allows(type);
        String why = allowed ? "wrong password" : "wrong password, or " + wrongType(type);
        return compare(entry, allowed, said, presented, why);
    }

    private static Decision compare(Listed.Entry entry, boolean may, Credentials as, SecretText presented, String why) {
        if (entry.hashed) {
            Proof proof = new Proof.Password(entry.secret, presented);
            return new Decision.Unproved(may ? entry.user : null, as, proof, why);
        }
        boolean right = equal(presented.reveal(), entry.bytes);
        return right && may ? new Decision.Granted(entry.user, as) : new Decision.Refused(as, why);
    }

    // Takes as long as what was presented is long.
    private static boolean equal(String presented, byte[] expected) {
        return MessageDigest.isEqual(ByteText.bytes(presented), expected);
    }
}
