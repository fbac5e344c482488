package io.midge.jetstream.meta;

import io.midge.account.Account;
import io.midge.jetstream.config.StorageType;
import io.midge.options.AccountOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The accounts as JetStream sees them. Where no account is configured but the system's, {@code $G} has JetStream; otherwise those that
 * are configured to have it. Any thread looks; the API lane changes.
 */
public final class JsAccounts {
    private final ConcurrentSkipListMap<String, JsAccount> byName = new ConcurrentSkipListMap<>();
    private final Quota server;

    /** @param server what the server itself may hold */
    public JsAccounts(Quota server) {
        this.server = server;
    }

    /** What the server itself may hold, and holds. */
    public Quota server() {
        return server;
    }

    /** All of them, by name. */
    public Collection<JsAccount> all() {
        return Collections.unmodifiableCollection(byName.values());
    }

    /** The account of a name, null if there is none. */
    public @Nullable JsAccount find(String name) {
        return byName.get(name);
    }

    /** How many have JetStream. */
    public int enabled() {
        int count = 0;
        for (JsAccount each : byName.values()) {
            count += each.isEnabled() ? 1 : 0;
        }
        return count;
    }

    /** Takes the accounts that there are now, with their limits; those that are gone have JetStream no more. */
    public void configure(Collection<Account> accounts, @Nullable Account system) {
        List<String> names = new ArrayList<>();
        boolean globalOnly = accounts.stream().allMatch(each -> each == system || isGlobal(each));
        for (Account each : accounts) {
            names.add(each.name());
            JsAccount there = byName.get(each.name());
            if (there == null || there.account() != each || there.isSystem() != (each == system)) {
                if (there != null) {
                    there.limits(null); // whoever has it still knows that it is void
                }
                there = new JsAccount(each, each == system);
                byName.put(each.name(), there);
            }
            there.limits(limits(each, globalOnly, each == system));
        }
        for (JsAccount each : byName.values()) {
            if (!names.contains(each.name())) {
                each.limits(null);
                byName.remove(each.name());
            }
        }
    }

    private static AccountOptions.@Nullable JetStreamLimits limits(
            Account account, boolean globalOnly, boolean system) {
        if (system) {
            return null;
        }
        return globalOnly && isGlobal(account) && account.jetStream() == null
                ? AccountOptions.JetStreamLimits.NONE
                : account.jetStream();
    }

    private static boolean isGlobal(Account account) {
        return account.name().equals(Account.GLOBAL);
    }

    /** Which limit of the server the accounts' own ones exceed together, in the words of an error; empty: none. */
    public String excess() {
        for (StorageType storage : List.of(StorageType.MEMORY, StorageType.FILE)) {
            long sum = 0;
            for (JsAccount each : byName.values()) {
                long most = each.isEnabled() ? each.quota().limit(storage) : 0;
                sum = Quota.sum(sum, Math.max(0, most));
            }
            if (Quota.exceeds(server.limit(storage), 0, sum)) {
                return storage == StorageType.MEMORY
                        ? "insufficient memory resources available (10028): accounts may have " + sum
                                + " bytes in memory, the server's max_mem is " + server.limit(storage)
                        : "insufficient storage resources available (10047): accounts may have " + sum
                                + " bytes in files, the server's max_file is " + server.limit(storage);
            }
        }
        return "";
    }
}
