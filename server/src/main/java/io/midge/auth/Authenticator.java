package io.midge.auth;

import io.midge.account.Permissions;
import io.midge.conf.ByteText;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ConnectionType;
import io.midge.options.PermissionOptions;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.UserOptions;
import io.midge.proto.Credentials;
import java.security.MessageDigest;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who a connection is, by what a configuration says. Several ways may be configured together, and the first that
 * applies counts:
 *
 * <pre>
 *   nothing configured                          everybody
 *   users, and a name was presented             that user, by password; nobody else
 *   users, nothing presented, no_auth_user      that user
 *   token                                       by token
 *   one user                                    by name and password
 *   otherwise                                   nobody
 * </pre>
 *
 * A wrong name costs what a wrong password does: the secret of some user is compared, always of the same one for the same
 * name, so that time does not tell who exists. Immutable.
 */
public final class Authenticator {
    /** One who has a secret. */
    private static final class Entry {
        final User user;
        final SecretText secret;
        final byte[] bytes;
        final boolean hashed;
        final Set<ConnectionType> types;

        Entry(User user, SecretText secret, Set<ConnectionType> types) {
            this.user = user;
            this.secret = secret;
            this.bytes = ByteText.bytes(secret.reveal());
            this.hashed = Bcrypt.isHash(secret.reveal());
            this.types = types;
        }

        boolean allows(ConnectionType type) {
            return types.isEmpty() || types.contains(type);
        }
    }

    private final User anyone;
    private final Map<String, Entry> users = new LinkedHashMap<>();
    private final List<Entry> decoys;
    private final long seed;
    private final String noAuthUser;
    private final @Nullable Entry token;
    private final @Nullable Entry single;
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
        IdentityHashMap<PermissionOptions, Permissions> made =
                new IdentityHashMap<>(); // the default ones are many users'
        for (UserOptions each : authorization.users()) {
            User user = new User(each.name(), account, permissions(each, made));
            users.put(each.name(), new Entry(user, each.password(), each.connectionTypes()));
        }
        decoys = List.copyOf(users.values());
        this.seed = seed;
        noAuthUser = options.noAuthUser();
        token = authorization.token().isEmpty() ? null : new Entry(anyone, authorization.token(), Set.of());
        single = authorization.user().isEmpty()
                ? null
                : new Entry(new User(authorization.user(), account, null), authorization.password(), Set.of());
        String password = authorization.password().reveal();
        boolean plain = !password.isEmpty() && !Bcrypt.isHash(password);
        for (Entry each : decoys) {
            plain |= !each.hashed;
        }
        plaintext = plain;
    }

    /** Whether these options ask connections to say who they are. */
    public static boolean isRequired(SecurityOptions options) {
        AuthorizationOptions said = options.authorization();
        return said != null
                && !(said.users().isEmpty()
                        && said.token().isEmpty()
                        && said.user().isEmpty());
    }

    private static @Nullable Permissions permissions(
            UserOptions user, IdentityHashMap<PermissionOptions, Permissions> made) {
        PermissionOptions said = user.permissions();
        return said == null ? null : made.computeIfAbsent(said, Permissions::of);
    }

    /** Whether a connection has to say who it is. */
    public boolean isRequired() {
        return !users.isEmpty() || token != null || single != null;
    }

    /** Whether one that says nothing is somebody. */
    public boolean hasNoAuthUser() {
        return !noAuthUser.isEmpty();
    }

    /** Whether the configuration has a password that everybody can read who can read it. */
    public boolean hasPlaintext() {
        return plaintext;
    }

    /** The user of everybody where nobody has to say who they are. */
    public User anyone() {
        return anyone;
    }

    /** Whether there is a list of users, and one of this name in it. */
    public boolean knows(String name) {
        return users.containsKey(name);
    }

    /** Who may come without saying who it is, and with another operation than CONNECT first. */
    public Decision uninvited(ConnectionType type) {
        Entry entry = users.get(noAuthUser);
        return entry == null || !entry.allows(type)
                ? new Decision.Refused(Credentials.NONE, "CONNECT has to come first")
                : decide(Credentials.NONE, type);
    }

    /** Who it is that presents this. */
    public Decision decide(Credentials said, ConnectionType type) {
        if (!isRequired()) {
            return new Decision.Granted(anyone, said);
        }
        if (!users.isEmpty()) {
            Entry silent = said.isAnonymous() ? users.get(noAuthUser) : null;
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

    // As nats-server: the password of the configuration is what is presented, which never fits when it is a hash.
    private Decision silent(Entry entry, Credentials said, ConnectionType type) {
        Credentials as = new Credentials(entry.user.name(), entry.secret, SecretText.NONE, said.nkey());
        if (!entry.allows(type)) {
            return new Decision.Refused(as, "not by this type of connection, " + type);
        }
        return entry.hashed
                ? new Decision.Refused(as, "the password of no_auth_user is a hash, which nobody can present")
                : new Decision.Granted(entry.user, as);
    }

    private Decision named(Credentials said, ConnectionType type) {
        Entry entry = users.get(said.user());
        SecretText presented = said.password();
        if (entry == null) {
            long mixed = (said.user().hashCode() ^ seed) * 0x9E3779B97F4A7C15L;
            Entry decoy = decoys.get((int) Long.remainderUnsigned(mixed >>> 16, decoys.size()));
            return compare(decoy, false, said, presented, "unknown user");
        }
        boolean allowed = entry.allows(type);
        return compare(
                entry,
                allowed,
                said,
                presented,
                allowed ? "wrong password" : "wrong password, or not by this type of connection, " + type);
    }

    private static Decision compare(Entry entry, boolean may, Credentials as, SecretText presented, String why) {
        if (entry.hashed) {
            return new Decision.Unproved(may ? entry.user : null, as, entry.secret, presented, why);
        }
        boolean right = equal(presented.reveal(), entry.bytes);
        return right && may ? new Decision.Granted(entry.user, as) : new Decision.Refused(as, why);
    }

    // Takes as long as what was presented is long.
    private static boolean equal(String presented, byte[] expected) {
        return MessageDigest.isEqual(ByteText.bytes(presented), expected);
    }
}
