package io.midge.conf.file;

import io.midge.conf.ConfMap;
import io.midge.conf.ConfValue;
import io.midge.nkey.NkeyPrefix;
import io.midge.options.AccountOptions;
import io.midge.options.AccountOptions.JetStreamLimits;
import io.midge.options.AccountOptions.Limits;
import io.midge.options.AccountOptions.Trace;
import io.midge.options.PermissionOptions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The accounts of a configuration, each by itself; what they share is checked when all are known. */
final class AccountReader {
    private static final String GLOBAL = "$G";
    private static final int ALL = 100;

    private final Problems problems;

    private AccountReader(Problems problems) {
        this.problems = problems;
    }

    /** The accounts of the field {@code accounts}: names, or a map. What is neither stands for none, as in nats-server. */
    static List<AccountOptions> read(Block top) {
        AccountReader reader = new AccountReader(top.problems());
        return switch (top.value("accounts")) {
            case ConfValue.Items items -> reader.names(items, top);
            case ConfMap map -> reader.accounts(new Block(map, top.problems()));
            case null, default -> List.of();
        };
    }

    private List<AccountOptions> names(ConfValue.Items items, Block top) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : top.texts(items, "accounts")) {
            if (name.equals(GLOBAL)) {
                problems.error(items.at(), "\"$G\" is a Reserved Account");
            } else if (!names.add(name)) {
                problems.error(items.at(), "Duplicate Account Entry: " + name);
            }
        }
        return names.stream().map(AccountOptions::of).toList();
    }

    private List<AccountOptions> accounts(Block block) {
        List<AccountOptions> accounts = new ArrayList<>();
        block.entries().forEach((name, value) -> {
            if (block.isVariable(name)) {
                return;
            }
            if (!(value instanceof ConfMap map)) {
                problems.error(value.at(), "Expected map entries for accounts, got " + value.kind());
            } else if (name.equals(GLOBAL)) {
                problems.error(value.at(), "\"$G\" is a Reserved Account");
            } else {
                accounts.add(account(name, new Block(map, problems)));
            }
        });
        return accounts;
    }

    private AccountOptions account(String name, Block block) {
        PermissionOptions defaults = PermissionReader.read(block, "default_permissions");
        AccountOptions account = new AccountOptions(
                name,
                nkey(block),
                UserReader.read(block, defaults),
                defaults,
                ExportReader.read(block),
                ImportReader.read(block),
                MappingReader.read(block),
                jetStream(block.value("jetstream")),
                limits(block),
                trace(block.value("msg_trace", "trace_dest")));
        block.end();
        return account;
    }

    private String nkey(Block block) {
        ConfValue value = block.value("nkey");
        String nkey = value instanceof ConfValue.Text text ? text.value() : "";
        if (value != null && !Nkeys.isValid(NkeyPrefix.ACCOUNT, nkey)) {
            problems.error(value.at(), "Not a valid public nkey for an account; it starts with A");
        }
        return nkey;
    }

    private static Limits limits(Block account) {
        Block block = account.block("limits");
        if (block == null) {
            return Limits.NONE;
        }
        Limits limits = new Limits(
                limit(block, "max_connections", "max_conn"),
                limit(block, "max_subscriptions", "max_subs"),
                limit(block, "max_payload", "max_pay"),
                limit(block, "max_leafnodes", "max_leafs"));
        block.end();
        return limits;
    }

    /** A number that is larger than Go's 32 bits stands for the largest of them. */
    private static int limit(Block block, String... names) {
        long limit = block.whole((long) AccountOptions.UNLIMITED, Long.MIN_VALUE, Long.MAX_VALUE, names);
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, limit));
    }

    private @Nullable JetStreamLimits jetStream(@Nullable ConfValue value) {
        return switch (value) {
            case null -> null;
            case ConfValue.Bool bool -> bool.value() ? JetStreamLimits.NONE : null;
            case ConfMap map -> jetStream(new Block(map, problems));
            case ConfValue.Text text -> {
                String word = text.value().toLowerCase(Locale.ROOT);
                boolean enabled = word.equals("enabled") || word.equals("enable");
                if (!enabled && !word.equals("disabled") && !word.equals("disable")) {
                    problems.error(
                            text.at(),
                            "Expected 'enabled' or 'disabled' for string value, got '" + text.value() + '\'');
                }
                yield enabled ? JetStreamLimits.NONE : null;
            }
            case ConfValue other -> {
                problems.error(other.at(), "Expected map, bool or string to define JetStream, got " + other.kind());
                yield null;
            }
        };
    }

    private static JetStreamLimits jetStream(Block block) {
        JetStreamLimits limits = new JetStreamLimits(
                size(block, "max_memory", "max_mem", "mem", "memory"),
                size(block, "max_store", "max_file", "max_disk", "store", "disk"),
                size(block, "max_streams", "streams"),
                size(block, "max_consumers", "consumers"),
                size(block, "max_ack_pending"),
                size(block, "mem_max_stream_bytes", "memory_max_stream_bytes"),
                size(block, "disk_max_stream_bytes", "store_max_stream_bytes"),
                block.bool(false, "max_bytes_required", "max_stream_bytes", "max_bytes"),
                block.text("cluster_traffic").equals("owner"));
        ConfValue traffic = block.value("cluster_traffic");
        if (traffic instanceof ConfValue.Text text
                && !List.of("", "owner", "system").contains(text.value())) {
            block.problems()
                    .error(
                            text.at(),
                            "Expected 'system' or 'owner' string value for \"cluster_traffic\", got " + text.value());
        }
        block.end();
        return limits;
    }

    private static long size(Block block, String... names) {
        return block.whole((long) AccountOptions.UNLIMITED, Long.MIN_VALUE, Long.MAX_VALUE, names);
    }

    private @Nullable Trace trace(@Nullable ConfValue value) {
        if (value instanceof ConfValue.Text text) {
            return destination(text) ? new Trace(text.value(), ALL) : null;
        }
        if (!(value instanceof ConfMap map)) {
            if (value != null) {
                problems.error(
                        value.at(),
                        "Expected account message trace \"msg_trace\" to be a string or a map/struct, got "
                                + value.kind());
            }
            return null;
        }
        Block block = new Block(map, problems);
        String subject = block.text("dest");
        ConfValue dest = block.value("dest");
        ConfValue sampling = block.value("sampling");
        int samples = sampling == null ? ALL : sampling(sampling);
        block.end();
        if (dest == null && sampling != null) {
            problems.warn(map.at() + ": Trace destination sampling ignored since no destination was set");
        }
        return dest instanceof ConfValue.Text text && destination(text) ? new Trace(subject, samples) : null;
    }

    private boolean destination(ConfValue.Text subject) {
        if (SubjectText.isValidLiteral(subject.value())) {
            return true;
        }
        problems.error(subject.at(), "Trace destination \"" + subject.value() + "\" is not valid");
        return false;
    }

    private int sampling(ConfValue value) {
        Long samples = switch (value) {
            case ConfValue.Whole whole -> whole.value();
            case ConfValue.Text text -> GoInt.percent(text.value());
            default -> null;
        };
        if (samples == null) {
            problems.error(value.at(), "Invalid trace destination sampling value; write a number, or as in \"50%\"");
            return ALL;
        }
        if (samples < 1 || samples > ALL) {
            problems.error(
                    value.at(), "Trace destination sampling value " + samples + " is invalid, needs to be [1..100]");
            return ALL;
        }
        return samples.intValue();
    }
}
