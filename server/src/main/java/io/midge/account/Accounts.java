package io.midge.account;

import io.midge.conf.ByteText;
import io.midge.loop.IoLoop;
import io.midge.options.AccountOptions;
import io.midge.options.ExportOptions;
import io.midge.options.ImportOptions;
import io.midge.options.MappingOptions;
import io.midge.options.SecurityOptions;
import io.midge.subject.Subjects;
import io.midge.subject.Sublist;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All accounts of a server: {@code $G}, that of the system unless there is to be none, and those of the configuration. An
 * account is one object as long as the configuration has one of its name; what is said of it may change.
 *
 * <p>Threads: any may look; one at a time configures.
 */
public final class Accounts {
    private final Map<String, Account> byName = new ConcurrentHashMap<>();
    private final boolean cacheable;
    private final RandomGenerator random;
    private final IoLoop timers;
    private final Fanout fanout;
    private Latency.@Nullable Reporter reporter; // by who configures
    private final boolean shared;
    private final ServiceImport.Place place;
    private final ReplyBudget replies;
    private final Account global;
    private volatile @Nullable Account system;

    /**
     * Accounts as these options say.
     *
     * @param cacheable whether results of lists may be cached
     * @param random that nobody can guess
     * @param fanout of the loop whose timers are used, and on which the server itself publishes
     * @param shared whether more than one loop delivers
     */
    public Accounts(
            SecurityOptions options,
            boolean cacheable,
            RandomGenerator random,
            Fanout fanout,
            boolean shared,
            String server,
            String cluster) {
        this.cacheable = cacheable;
        this.random = random;
        this.fanout = fanout;
        this.timers = fanout.loop().loop();
        this.shared = shared;
        this.place = new ServiceImport.Place(server, cluster);
        this.replies = ReplyBudget.ofHeap(Runtime.getRuntime().maxMemory());
        this.global = make(Account.GLOBAL);
        byName.put(Account.GLOBAL, global);
        configure(options, cluster);
    }

    /** The account of who is in no other. */
    public Account global() {
        return global;
    }

    /** The system's own, null when there is to be none. */
    public @Nullable Account system() {
        return system;
    }

    /** What may be remembered of replies. */
    ReplyBudget replies() {
        return replies;
    }

    /** The account of a name, null if there is none. */
    public @Nullable Account find(String name) {
        return byName.get(name);
    }

    /** All of them, in no order. */
    public Collection<Account> all() {
        return List.copyOf(byName.values());
    }

    private Account make(String name) {
        Account account = new Account(name, new Sublist<>(cacheable, random.nextLong()), random.nextLong());
        account.responses(new Responses(account, timers, random, shared, Responses.MOST));
        account.awaited().budget(replies);
        return account;
    }

    /** What options come to, before anything is changed. */
    private final class Plan {
        final Map<String, AccountOptions> said = new LinkedHashMap<>();
        final String systemName;
        final Map<Account, Shares> made = new LinkedHashMap<>();
        private final Map<String, Account> accounts = new HashMap<>();
        private final Map<String, List<ServiceExport>> exports = new HashMap<>();

        Plan(SecurityOptions options, String cluster) {
            systemName = options.systemAccountName();
            said.put(Account.GLOBAL, ofGlobal(options.mappings()));
            if (!systemName.isEmpty()) {
                said.put(systemName, AccountOptions.of(systemName));
            }
            options.accounts().forEach(each -> said.put(each.name(), each));
            said.keySet().forEach(name -> accounts.put(name, thereOrNew(name)));
            said.forEach((name, each) -> exports.put(name, exportsOf(of(name), each, system())));
            said.forEach((name, each) -> made.put(of(name), shares(of(name), each, this, cluster)));
        }

        Account of(String name) {
            return Objects.requireNonNull(accounts.get(name));
        }

        @Nullable
        Account system() {
            return accounts.get(systemName);
        }

        List<ServiceExport> exports(String name) {
            return exports.getOrDefault(name, List.of());
        }
    }

    private Account thereOrNew(String name) {
        Account there = byName.get(name);
        return there == null ? make(name) : there;
    }

    private Shares shares(Account account, AccountOptions options, Plan plan, String cluster) {
        List<StreamImport> streams = new ArrayList<>();
        List<ServiceImport> services = new ArrayList<>();
        for (ImportOptions wanted : options.imports()) {
            if (wanted.service()) {
                service(account, wanted, plan, services);
            } else {
                streams.add(stream(account, wanted, plan));
            }
        }
        Account system = plan.system();
        if (system != null) {
            systemImports(account, system, plan, services);
        }
        return new Shares(
                plan.exports(account.name()),
                List.copyOf(streams),
                List.copyOf(services),
                Mappings.of(options.mappings(), cluster),
                options.limits(),
                options);
    }

    /**
     * Refuses options that cannot be.
     *
     * @throws IllegalArgumentException who imports what is not exported to it, or in a way that does not lead back
     */
    public void check(SecurityOptions options, String cluster) {
        if (new Plan(options, cluster).made.isEmpty()) {
            throw new IllegalStateException("no account at all");
        }
    }

    /**
     * Takes other options, wholly or not at all: what is as it was goes on without a break.
     *
     * @return those that import other streams now, of which those who listen in them have to be told
     * @throws IllegalArgumentException as {@link #check}
     */
    public Set<Account> configure(SecurityOptions options, String cluster) {
        Plan plan = new Plan(options, cluster);
        place.cluster(cluster);
        Set<Account> changed = new HashSet<>();
        plan.made.forEach((account, shares) -> {
            if (!account.streams().equals(shares.streams())) {
                changed.add(account);
            }
        });
        apply(plan.made);
        system = plan.system();
        return changed;
    }

    private static AccountOptions ofGlobal(List<MappingOptions> mappings) {
        AccountOptions none = AccountOptions.of(Account.GLOBAL);
        return new AccountOptions(
                Account.GLOBAL, "", List.of(), null, List.of(), List.of(), mappings, null, none.limits(), null);
    }

    // What is exported as it was before is the same object: replies that are owed by it stay owed.
    private List<ServiceExport> exportsOf(Account account, AccountOptions options, @Nullable Account system) {
        List<ServiceExport> before = account.shares().exports();
        List<ExportOptions> wanted = new ArrayList<>(Exports.merged(options.exports(), true));
        if (account == system) {
            systemExports().stream()
                    .filter(each -> wanted.stream().noneMatch(own -> covers(own, each)))
                    .toList()
                    .forEach(wanted::add);
        }
        List<ServiceExport> made = new ArrayList<>();
        for (ExportOptions each : wanted) {
            made.add(before.stream()
                    .filter(there -> there.options().equals(each))
                    .findFirst()
                    .orElseGet(() -> new ServiceExport(account, each, latency(account, each))));
        }
        return List.copyOf(made);
    }

    private @Nullable Latency latency(Account account, ExportOptions export) {
        ExportOptions.Latency options = export.latency();
        if (options == null || export.response() != ExportOptions.Response.SINGLETON) {
            return null;
        }
        Latency.Reporter there = reporter;
        if (there == null) {
            there = new Latency.Reporter(place.server(), fanout, shared, random);
            reporter = there;
        }
        return new Latency(account, options, there);
    }

    private static boolean covers(ExportOptions own, ExportOptions other) {
        return Subjects.isSubset(ByteText.bytes(other.subject()), ByteText.bytes(own.subject()));
    }

    private static List<ExportOptions> systemExports() {
        return List.of(
                systemExport("$SYS.REQ.ACCOUNT.*.CONNZ", 4, ExportOptions.Response.STREAM),
                systemExport("$SYS.REQ.ACCOUNT.*.STATZ", 4, ExportOptions.Response.STREAM),
                systemExport("$SYS.DEBUG.SUBSCRIBERS", 0, ExportOptions.Response.SINGLETON),
                systemExport("$SYS.REQ.USER.*.INFO", 0, ExportOptions.Response.SINGLETON));
    }

    private static ExportOptions systemExport(String subject, int position, ExportOptions.Response response) {
        return new ExportOptions(true, subject, List.of(), position, response, Duration.ZERO, null, false);
    }

    // What each account asks the system about itself.
    private void systemImports(Account account, Account system, Plan plan, List<ServiceImport> services) {
        String own = "$SYS.REQ.ACCOUNT." + account.name();
        if (account != system) {
            systemImport(account, system, own + ".CONNZ", "$SYS.REQ.ACCOUNT.PING.CONNZ", false, plan, services);
            systemImport(account, system, own + ".CONNZ", "$SYS.REQ.SERVER.PING.CONNZ", false, plan, services);
            systemImport(account, system, own + ".STATZ", "$SYS.REQ.ACCOUNT.PING.STATZ", false, plan, services);
        }
        String user = "$SYS.REQ.USER." + account.name() + ".INFO";
        systemImport(account, system, user, "$SYS.REQ.USER.INFO", true, plan, services);
    }

    private void systemImport(
            Account account,
            Account system,
            String subject,
            String to,
            boolean share,
            Plan plan,
            List<ServiceImport> services) {
        boolean there = services.stream()
                .anyMatch(each -> each.options().account().equals(system.name())
                        && ByteText.of(each.from()).equals(to));
        ServiceExport export = Exports.find(plan.exports(system.name()), subject);
        if (!there && export != null && !Subjects.hasWildcard(ByteText.bytes(subject))) {
            add(
                    account,
                    export,
                    new ImportOptions(true, system.name(), subject, to, "", share, false),
                    plan.systemName,
                    services);
        }
    }

    private static StreamImport stream(Account account, ImportOptions wanted, Plan plan) {
        AccountOptions exporter = plan.said.get(wanted.account());
        if (exporter == null || !Exports.approve(Exports.merged(exporter.exports(), false), wanted, account.name())) {
            throw refused(account, wanted);
        }
        String here = StreamImport.here(wanted);
        return new StreamImport(plan.of(wanted.account()), wanted.subject(), here, wanted.allowTrace());
    }

    private void service(Account account, ImportOptions wanted, Plan plan, List<ServiceImport> services) {
        List<ServiceExport> exports = plan.exports(wanted.account());
        ServiceExport export = Exports.find(exports, wanted.subject());
        List<ExportOptions> said = exports.stream().map(ServiceExport::options).toList();
        if (export == null || !Exports.approve(said, wanted, account.name())) {
            throw refused(account, wanted);
        }
        add(account, export, wanted, plan.systemName, services);
    }

    private static IllegalArgumentException refused(Account account, ImportOptions wanted) {
        return new IllegalArgumentException("account " + wanted.account() + " does not export the "
                + (wanted.service() ? "service " : "stream ") + wanted.subject() + " to account " + account.name()
                + ", which imports it");
    }

    // What is imported as it was before is the same object: requests do not notice.
    private void add(
            Account account,
            ServiceExport export,
            ImportOptions wanted,
            String systemName,
            List<ServiceImport> services) {
        boolean intoSystem = export.account().name().equals(systemName);
        for (ServiceImport there : account.shares().services()) {
            if (there.isSame(export, wanted, intoSystem)) {
                services.add(there);
                return;
            }
        }
        services.add(new ServiceImport(account, export, wanted, intoSystem, place));
    }

    private void apply(Map<Account, Shares> made) {
        made.keySet().forEach(each -> byName.put(each.name(), each));
        for (Account each : all()) {
            if (!made.containsKey(each)) {
                apply(each, Shares.NONE);
                byName.remove(each.name());
            }
        }
        made.forEach(this::apply);
    }

    // Services are listed and unlisted here, so that each request finds one of them; streams are a matter of who
    // listens.
    private void apply(Account account, Shares now) {
        List<ServiceImport> gone = without(account.shares().services(), now.services());
        List<ServiceImport> come = without(now.services(), account.shares().services());
        account.shares(now);
        come.forEach(each -> each.list(shared));
        gone.forEach(each -> each.open(false));
        come.forEach(each -> each.open(true));
        gone.forEach(ServiceImport::unlist);
        Map<Account, Set<ServiceImport>> revoked = new HashMap<>();
        for (ServiceImport each : gone) {
            if (now.services().stream().noneMatch(there -> there.replaces(each))) {
                revoked.computeIfAbsent(each.export().account(), exporter -> new HashSet<>())
                        .add(each);
            }
        }
        revoked.forEach((exporter, imports) -> exporter.responses().revoke(imports));
    }

    private static List<ServiceImport> without(List<ServiceImport> all, List<ServiceImport> others) {
        return all.stream()
                .filter(each -> others.stream().noneMatch(other -> other == each))
                .toList();
    }
}
