package io.midge.conf.file;

import io.midge.conf.Position;
import io.midge.options.AccountOptions;
import io.midge.options.ExportOptions;
import io.midge.options.ImportOptions;
import io.midge.subject.Transform;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What accounts export to and import from each other: whether it fits together. Exports come first, then streams, then
 * services, each in the order of the file; nats-server takes accounts in any order.
 */
final class Sharing {
    /** As many accounts may import from one another in a row. */
    private static final int MAX_DEPTH = 1024;

    private static final String CYCLE = "import forms a cycle";

    /** Who may import something. */
    private static final class Approval {
        final Set<String> accounts = new HashSet<>();
        int position;
        boolean singleton = true;

        boolean allows(String account, String @Nullable [] tokens) {
            if (position > 0) {
                return tokens != null && position <= tokens.length && tokens[position - 1].equals(account);
            }
            return accounts.isEmpty() || accounts.contains(account);
        }
    }

    /** An import as it was taken. */
    private record Import(Shares exporter, String from, String to) {}

    /** What one account shares. */
    private static final class Shares {
        final String name;
        final Map<String, Approval> streams = new LinkedHashMap<>();
        final Map<String, Approval> services = new LinkedHashMap<>();
        final List<Import> streamImports = new ArrayList<>();
        final List<Import> serviceImports = new ArrayList<>();

        Shares(String name) {
            this.name = name;
        }

        static boolean approves(Map<String, Approval> exports, String subject, String account) {
            Approval exact = exports.get(subject);
            if (exact != null) {
                return exact.allows(account, null);
            }
            for (Map.Entry<String, Approval> each : exports.entrySet()) {
                if (SubjectText.isSubset(subject, each.getKey())) {
                    return each.getValue().allows(account, subject.split("\\.", -1));
                }
            }
            return false;
        }
    }

    private final Map<String, Shares> accounts = new LinkedHashMap<>();
    private final boolean systemAccount;
    private final Position at;
    private final Problems problems;

    private Sharing(List<AccountOptions> accounts, boolean systemAccount, Position at, Problems problems) {
        accounts.forEach(account -> this.accounts.put(account.name(), new Shares(account.name())));
        this.systemAccount = systemAccount;
        this.at = at;
        this.problems = problems;
    }

    /** Reports what does not fit together. */
    static void check(List<AccountOptions> accounts, boolean systemAccount, Position at, Problems problems) {
        Sharing sharing = new Sharing(accounts, systemAccount, at, problems);
        for (AccountOptions account : accounts) {
            account.exports().forEach(each -> sharing.export(account.name(), each));
        }
        for (boolean service : new boolean[] {false, true}) {
            for (AccountOptions account : accounts) {
                account.imports().stream()
                        .filter(each -> each.service() == service)
                        .forEach(each -> sharing.take(account.name(), each));
            }
        }
    }

    private Shares shares(String account) {
        Shares shares = accounts.get(account);
        if (shares == null) {
            throw new IllegalStateException("an account that is not in the list");
        }
        return shares;
    }

    private void export(String account, ExportOptions export) {
        String kind = export.service() ? "service" : "stream";
        for (String other : export.accounts()) {
            if (!accounts.containsKey(other)) {
                problems.error(at, '"' + other + "\" account not defined for " + kind + " export");
            }
        }
        String wrong = add(shares(account), export);
        if (wrong != null) {
            problems.error(at, "Error adding " + kind + " export \"" + export.subject() + "\": " + wrong);
        }
        ExportOptions.Latency latency = export.latency();
        if (latency != null) {
            wrong = wrongLatency(shares(account), export, latency);
            if (wrong != null) {
                problems.error(
                        at,
                        "Error adding service latency sampling for \"" + export.subject() + "\" on subject \""
                                + latency.subject() + "\": " + wrong);
            }
        }
    }

    private static @Nullable String add(Shares shares, ExportOptions export) {
        int position = export.accountTokenPosition();
        if (position > 0) {
            String[] tokens = export.subject().split("\\.", -1);
            if (tokens.length < position || !tokens[position - 1].equals("*")) {
                return "invalid subject; the token at account_token_position must be *";
            }
        }
        Approval approval = (export.service() ? shares.services : shares.streams)
                .computeIfAbsent(export.subject(), subject -> new Approval());
        if (position > 0 || !export.accounts().isEmpty()) {
            approval.position = position;
            approval.accounts.addAll(export.accounts());
        }
        approval.singleton &= export.response() == ExportOptions.Response.SINGLETON;
        return null;
    }

    private @Nullable String wrongLatency(Shares shares, ExportOptions export, ExportOptions.Latency latency) {
        if (!systemAccount) {
            return "system account not setup";
        }
        String subject = latency.subject();
        boolean loops = shares.services.keySet().stream()
                .anyMatch(each -> each.equals(subject) || SubjectText.isSubset(subject, each));
        if (!SubjectText.isValidLiteral(subject) || loops) {
            return "invalid publish subject";
        }
        Approval approval = shares.services.get(export.subject());
        return approval == null || approval.singleton ? null : "bad service response type";
    }

    private void take(String account, ImportOptions each) {
        String kind = each.service() ? "service" : "stream";
        Shares exporter = accounts.get(each.account());
        if (exporter == null) {
            problems.error(at, '"' + each.account() + "\" account not defined for " + kind + " import");
            return;
        }
        Shares importer = shares(account);
        String wrong = each.service() ? service(importer, exporter, each) : stream(importer, exporter, each);
        if (wrong != null) {
            problems.error(at, "Error adding " + kind + " import \"" + each.subject() + "\": " + wrong);
        }
    }

    private static @Nullable String stream(Shares importer, Shares exporter, ImportOptions each) {
        String from = each.subject();
        if (!SubjectText.isValid(from) || !Shares.approves(exporter.streams, from, importer.name)) {
            return "stream import not authorized";
        }
        String prefix = each.prefix();
        if (!prefix.isEmpty() && SubjectText.hasWildcard(prefix)) {
            return "stream import prefix can not contain wildcard tokens";
        }
        String to = each.to().isEmpty() ? from : each.to();
        if (!prefix.isEmpty()) {
            to = prefix + (prefix.endsWith(".") ? "" : ".") + from;
        }
        String cycle = streamCycle(exporter, to, visited(importer));
        cycle = cycle == null ? streamCycle(exporter, from, visited(importer)) : cycle;
        if (cycle != null) {
            return cycle;
        }
        if (SubjectText.hasWildcard(from) && !to.equals(from)) {
            String wrong = Transform.wrong(from, Transform.numbered(to), true);
            if (wrong != null) {
                return "failed to create mapping transform for stream import subject from \"" + from + "\" to \"" + to
                        + "\": " + wrong;
            }
            to = Transform.starred(to);
        }
        if (importer.streamImports.stream().anyMatch(other -> other.exporter == exporter && other.from.equals(from))) {
            return "stream import already exists";
        }
        importer.streamImports.add(new Import(exporter, from, to));
        return null;
    }

    /** Here {@code from} is the subject where it is imported, {@code to} where it is exported. */
    private static @Nullable String service(Shares importer, Shares exporter, ImportOptions each) {
        String to = each.subject();
        String from = each.to().isEmpty() ? to : each.to();
        if (!SubjectText.isValid(from) || !SubjectText.isValid(to)) {
            return "invalid subject";
        }
        if (!Shares.approves(exporter.services, to, importer.name)) {
            return "service import not authorized";
        }
        boolean wild = SubjectText.hasWildcard(to);
        String cycle = serviceCycle(exporter, wild ? Transform.starred(from) : from, visited(importer));
        if (cycle != null) {
            return cycle;
        }
        String there = from;
        if (importer.serviceImports.stream()
                .anyMatch(other -> other.exporter == exporter && other.from.equals(there))) {
            return "duplicate service import subject \"" + from + "\", previously used in import for account \""
                    + exporter.name + '"';
        }
        if (wild && !to.equals(from)) {
            String starred = Transform.starred(to);
            String wrong = Transform.wrong(starred, Transform.numbered(from), true);
            if (wrong != null) {
                return "failed to create mapping transform for service import subject from \"" + from + "\" to \""
                        + starred + "\": " + wrong;
            }
            if (!starred.equals(to)) {
                return "service import not found; its subject holds a wildcard and a placeholder";
            }
            from = Transform.starred(from);
        }
        importer.serviceImports.add(new Import(exporter, from, to));
        return null;
    }

    private static Set<String> visited(Shares importer) {
        Set<String> visited = new HashSet<>();
        visited.add(importer.name);
        return visited;
    }

    private static @Nullable String streamCycle(Shares account, String to, Set<String> visited) {
        if (visited.size() >= MAX_DEPTH) {
            return "search cycle depth exhausted";
        }
        boolean exported = account.streams.keySet().stream().anyMatch(each -> SubjectText.isSubset(to, each));
        if (!exported) {
            return null;
        }
        for (Import each : account.streamImports) {
            if (SubjectText.collide(to, each.to)) {
                if (!enter(account, each, visited)) {
                    return CYCLE;
                }
                String next = SubjectText.isSubset(each.to, to) ? each.to : to;
                String cycle = streamCycle(each.exporter, next, visited);
                if (cycle != null) {
                    return cycle;
                }
            }
        }
        return null;
    }

    private static @Nullable String serviceCycle(Shares account, String from, Set<String> visited) {
        if (visited.size() >= MAX_DEPTH) {
            return "search cycle depth exhausted";
        }
        for (Import each : account.serviceImports) {
            if (SubjectText.collide(from, each.to)) {
                if (!enter(account, each, visited)) {
                    return CYCLE;
                }
                String next = SubjectText.isSubset(each.from, from) ? each.from : from;
                String cycle = serviceCycle(each.exporter, next, visited);
                if (cycle != null) {
                    return cycle;
                }
            }
        }
        return null;
    }

    /** False if the way on leads to where it came from. */
    private static boolean enter(Shares account, Import each, Set<String> visited) {
        if (visited.contains(each.exporter.name)) {
            return false;
        }
        visited.add(account.name);
        return true;
    }
}
