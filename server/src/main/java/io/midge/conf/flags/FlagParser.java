package io.midge.conf.flags;

import io.midge.options.Options;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one command line as Go's flag package does: one dash or two, a value after {@code =} or as the next argument,
 * yes-or-no flags only with {@code =}, and the first argument that is no flag ends the flags. The whole line must make
 * sense before anything is done; then version and help come before the rest, and what nats-server has and this server
 * has not yet is refused by name.
 */
final class FlagParser {
    private enum Kind {
        BOOL,
        INT,
        TEXT
    }

    private final String[] args;
    private final Options.Builder options = Options.builder();
    private int at;
    private boolean version;
    private boolean help;
    private boolean debug;
    private boolean trace;
    private @Nullable Boolean debugAndTrace;
    private long port;
    private long httpPort;
    private @Nullable String refused;

    FlagParser(String[] args) {
        this.args = args;
    }

    CommandLine parse() {
        CommandLine.Fail failure = flags();
        if (failure != null) {
            return failure;
        }
        if (version) {
            return new CommandLine.PrintVersion();
        }
        if (help) {
            return new CommandLine.PrintUsage();
        }
        if (at < args.length) {
            return switch (args[at].toLowerCase(Locale.ROOT)) {
                case "version" -> new CommandLine.PrintVersion();
                case "help" -> new CommandLine.PrintUsage();
                default -> fail("unrecognized command: " + GoText.quote(args[at]));
            };
        }
        return refused == null ? run() : fail("-" + refused + " is not supported yet; --help lists the flags that are");
    }

    /** Takes all flags; null if each made sense. */
    private CommandLine.@Nullable Fail flags() {
        while (at < args.length) {
            String arg = args[at];
            if (arg.length() < 2 || arg.charAt(0) != '-') {
                return null;
            }
            int dashes = arg.charAt(1) == '-' ? 2 : 1;
            at++;
            if (dashes == arg.length()) {
                return null; // the word that ends the flags
            }
            char first = arg.charAt(dashes);
            if (first == '-' || first == '=') {
                return misuse("bad flag syntax: " + arg);
            }
            int equals = arg.indexOf('=', dashes);
            String name = arg.substring(dashes, equals < 0 ? arg.length() : equals);
            CommandLine.Fail failure = flag(name, equals < 0 ? null : arg.substring(equals + 1));
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    private CommandLine.@Nullable Fail flag(String name, @Nullable String attached) {
        Kind kind = kind(name);
        if (kind == null) {
            return misuse("flag provided but not defined: -" + name);
        }
        if (kind == Kind.BOOL) {
            String value = attached == null ? "true" : attached;
            if (!GoText.isBool(value)) {
                return misuse("invalid boolean value " + GoText.quote(value) + " for -" + name + ": " + GoText.SYNTAX);
            }
            set(name, GoText.isTrue(value));
            return null;
        }
        if (attached == null && at == args.length) {
            return misuse("flag needs an argument: -" + name);
        }
        String value = attached == null ? args[at++] : attached;
        if (kind == Kind.TEXT) {
            set(name, value);
            return null;
        }
        try {
            set(name, GoText.parseInt(value));
            return null;
        } catch (NumberFormatException e) {
            return misuse("invalid value " + GoText.quote(value) + " for flag -" + name + ": " + e.getMessage());
        }
    }

    /** Every flag of nats-server 2.15 by the kind of its value; null for any other name. */
    private static @Nullable Kind kind(String name) {
        return switch (name) {
            case "h", "help", "v", "version", "D", "debug", "V", "trace", "DV", "T", "logtime" -> Kind.BOOL;
            case "VV", "DVV", "logtime_utc", "t", "s", "syslog", "no_advertise", "help_tls" -> Kind.BOOL;
            case "tls", "tlsverify", "js", "jetstream" -> Kind.BOOL;
            case "p", "port", "m", "http_port" -> Kind.INT;
            case "ms", "https_port", "profile", "connect_retries", "max_traced_msg_len", "log_size_limit" -> Kind.INT;
            case "a", "addr", "net", "n", "name", "server_name", "P", "pid", "l", "log" -> Kind.TEXT;
            case "c", "config", "sl", "signal", "client_advertise", "ports_file_dir", "r", "remote_syslog" -> Kind.TEXT;
            case "user", "pass", "auth", "routes", "cluster", "cluster_listen", "cluster_advertise" -> Kind.TEXT;
            case "cluster_name", "tlscert", "tlskey", "tlscacert", "sd", "store_dir" -> Kind.TEXT;
            default -> null;
        };
    }

    private void set(String name, boolean value) {
        switch (name) {
            case "h", "help" -> help = value;
            case "v", "version" -> version = value;
            case "D", "debug" -> debug = value;
            case "V", "trace" -> trace = value;
            case "DV" -> debugAndTrace = value;
            case "T", "logtime" -> options.logtime(value);
            default -> refuse(name);
        }
    }

    private void set(String name, long value) {
        switch (name) {
            case "p", "port" -> port = value;
            case "m", "http_port" -> httpPort = value;
            default -> refuse(name);
        }
    }

    private void set(String name, String value) {
        switch (name) {
            case "a", "addr", "net" -> options.host(value);
            case "n", "name", "server_name" -> options.serverName(value);
            case "P", "pid" -> options.pidFile(value);
            case "l", "log" -> options.logFile(value);
            default -> refuse(name);
        }
    }

    private void refuse(String name) {
        if (refused == null) {
            refused = name;
        }
    }

    private CommandLine run() {
        for (long given : new long[] {port, httpPort}) {
            if (given != (int) given) {
                return fail("listen tcp: address " + given + ": invalid port");
            }
        }
        boolean both = debugAndTrace != null;
        options.port((int) port).httpPort((int) httpPort);
        options.debug(both ? Boolean.TRUE.equals(debugAndTrace) : debug);
        options.trace(both ? Boolean.TRUE.equals(debugAndTrace) : trace);
        try {
            return new CommandLine.Run(options.build().check());
        } catch (IllegalArgumentException e) {
            return fail(String.valueOf(e.getMessage()));
        }
    }

    /** A line that has no meaning: nats-server prints its usage and leaves with 0. */
    private static CommandLine.Fail misuse(String text) {
        return new CommandLine.Fail(text, true, 0);
    }

    private static CommandLine.Fail fail(String text) {
        return new CommandLine.Fail("nats-server: " + text, false, 1);
    }
}
