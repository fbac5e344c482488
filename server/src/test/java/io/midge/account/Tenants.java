package io.midge.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.conf.Conf;
import io.midge.conf.ConfigException;
import io.midge.conf.file.ConfigFile;
import io.midge.net.Loops;
import io.midge.options.SecurityOptions;
import io.midge.subject.MatchCache;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The accounts of a configuration, on loops whose time a test makes pass, and who publishes and listens in them. */
final class Tenants implements AutoCloseable {
    final Loops loops;
    final Accounts accounts;
    private final List<Fanout> fanouts = new ArrayList<>();
    private final List<Tenant> all = new ArrayList<>();

    Tenants(String... accounts) {
        this(1, accounts);
    }

    /** Each of these is one of the entries of {@code accounts}. */
    Tenants(int count, String... accounts) {
        loops = new Loops(count, 1 << 20, 1 << 20, 4096);
        for (int i = 0; i < count; i++) {
            fanouts.add(new Fanout(loops.get(i), new MatchCache<>()));
        }
        this.accounts =
                new Accounts(options(accounts), true, new Random(1), fanouts.getFirst(), count > 1, "server", "");
    }

    static SecurityOptions options(String... accounts) {
        String text = "accounts {\n" + String.join("\n", accounts) + "\n}";
        try {
            return ConfigFile.read("test", Conf.text(text, "test", name -> null).map())
                    .options()
                    .security();
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    /** The configuration is another one now, and who is there is told as a server tells them. */
    void reload(String... accounts) {
        Set<Account> changed = this.accounts.configure(options(accounts), "");
        for (Tenant each : all) {
            if (changed.contains(each.account())) {
                loops.run(each.loop(), each::reimport);
            }
        }
    }

    Account account(String name) {
        return Objects.requireNonNull(accounts.find(name), name);
    }

    /** Somebody in this account. */
    Tenant in(String account) {
        return in(account, 0);
    }

    /** The same, whose connection belongs to that loop. */
    Tenant in(String account, int loop) {
        Tenant tenant = new Tenant(this, account(account), fanouts.get(loop), loop, all.size() + 1);
        all.add(tenant);
        return tenant;
    }

    /** Time goes on, after what is under way has been done. */
    void passes(long ms) {
        loops.settle();
        loops.pass(ms, TimeUnit.MILLISECONDS);
    }

    /** How many replies services of this account owe. */
    int owed(String account) {
        return account(account).responses().size();
    }

    /** Nobody owes anything, and nobody waits for it. */
    void assertSettled() {
        assertThat(accounts.replies().used()).isZero();
        for (Account each : accounts.all()) {
            assertThat(each.responses().size()).as("owed by %s", each.name()).isZero();
            assertThat(each.awaited().isEmpty())
                    .as("awaited by %s", each.name())
                    .isTrue();
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
