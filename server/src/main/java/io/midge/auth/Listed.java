package io.midge.auth;

import io.midge.account.Permissions;
import io.midge.conf.ByteText;
import io.midge.conf.Sha256;
import io.midge.nkey.NkeyException;
import io.midge.nkey.NkeyPrefix;
import io.midge.nkey.PublicKey;
import io.midge.options.AccountOptions;
import io.midge.options.AuthorizationOptions;
import io.midge.options.ConnectionType;
import io.midge.options.PermissionOptions;
import io.midge.options.SecretText;
import io.midge.options.SecurityOptions;
import io.midge.options.UserOptions;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The users of a configuration, those of its accounts included, by name and by key. Immutable. */
final class Listed {
    /** One who has a secret, or a key and none. */
    static final class Entry {
        final User user;
        final SecretText secret;
        final byte[] bytes;
        final boolean hashed;
        private final Set<ConnectionType> types;

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

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String ANONYMOUS = "nats-";
    private static final int LETTERS = 8;

    private final Map<String, Entry> names = new LinkedHashMap<>();
    private final Map<String, Entry> keys = new HashMap<>();
    private final Map<PermissionOptions, Permissions> made = new HashMap<>(); // many users have the same ones
    private final List<Entry> decoys;
    private final long seed;
    private final String anonymous;

    /**
     * Those of these options.
     *
     * @param account name of the account that users are in who are in no other
     * @param seed decides who is compared instead of a user who does not exist
     */
    Listed(SecurityOptions security, String account, long seed) {
        this.seed = seed;
        AuthorizationOptions authorization = security.authorization();
        if (authorization != null) {
            add(account, authorization.users());
        }
        for (AccountOptions each : security.accounts()) {
            add(each.name(), each.users());
        }
        if (Anonymous.isUser(security)) {
            String name = ANONYMOUS + letters(seed);
            SecretText password = SecretText.of(name.substring(ANONYMOUS.length() + 1)); // as in nats-server
            names.put(name, new Entry(new User(name, account, null), password, Set.of()));
            anonymous = name;
        } else {
            anonymous = "";
        }
        decoys = List.copyOf(names.values());
    }

    private void add(String account, List<UserOptions> users) {
        for (UserOptions each : users) {
            PermissionOptions said = each.permissions();
            Permissions permissions = said == null ? null : made.computeIfAbsent(said, Permissions::of);
            User user = new User(each.id(), account, permissions);
            Entry entry = new Entry(user, each.password(), each.connectionTypes());
            if (each.nkey().isEmpty()) {
                names.put(each.name(), entry);
            } else {
                keys.put(checked(each.nkey()), entry);
            }
        }
    }

    private static String checked(String nkey) {
        try {
            PublicKey.decode(NkeyPrefix.USER, nkey);
            return nkey;
        } catch (NkeyException e) {
            throw new IllegalArgumentException("not a valid public nkey for a user: \"" + nkey + '"', e);
        }
    }

    // The same at each reload, and of the seed itself it tells nothing.
    private static String letters(long seed) {
        Sha256 sum = new Sha256();
        sum.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
        long left = ByteBuffer.wrap(sum.finish()).getLong();
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < LETTERS; i++) {
            out.append(ALPHABET.charAt((int) Long.remainderUnsigned(left, ALPHABET.length())));
            left = Long.divideUnsigned(left, ALPHABET.length());
        }
        return out.toString();
    }

    boolean hasNames() {
        return !names.isEmpty();
    }

    boolean hasKeys() {
        return !keys.isEmpty();
    }

    @Nullable
    Entry byName(String name) {
        return names.get(name);
    }

    @Nullable
    Entry byKey(String nkey) {
        return keys.get(nkey);
    }

    /** Name of the user of those who say nothing although nothing is said of such; empty: there is none. */
    String anonymous() {
        return anonymous;
    }

    /** Who is compared instead of a user who does not exist: always the same one for the same name. */
    Entry decoy(String name) {
        long mixed = (name.hashCode() ^ seed) * 0x9E3779B97F4A7C15L;
        return decoys.get((int) Long.remainderUnsigned(mixed >>> 16, decoys.size()));
    }

    /** Whether one has a password that everybody can read who can read the configuration. */
    boolean hasPlaintext() {
        for (Entry each : decoys) {
            if (!each.hashed && !each.user.name().equals(anonymous)) {
                return true;
            }
        }
        return false;
    }
}
