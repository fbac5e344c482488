package io.midge.conf.flags;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads one command line as Go's flag package does: one dash or two, a value after {@code =} or as the next argument,
 * yes-or-no flags only with {@code =}, and the first argument that is no flag ends the flags. The whole line must make
 * sense before anything is done; then version and help come before the rest.
 */
final class FlagParser {
    private enum Kind {
        BOOL,
        INT,
        TEXT
    }

    private final String[] args;
    private final Flags.Collector flags = new Flags.Collector();
    private int at;
    private boolean version;
    private boolean help;
    private boolean tlsHelp;
    private boolean check;
    private String configFile = "";
    private String signal = "";

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
        if (tlsHelp) {
            return new CommandLine.PrintTlsHelp();
        }
        if (at < args.length) {
            return switch (args[at].toLowerCase(Locale.ROOT)) {
                case "version" -> new CommandLine.PrintVersion();
                case "help" -> new CommandLine.PrintUsage();
                default -> fail("unrecognized command: " + GoText.quote(args[at]));
            };
        }
        return command();
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

    private void set(String name, Object value) {
        switch (name) {
            case "h", "help" -> help = value.equals(true);
            case "v", "version" -> version = value.equals(true);
            case "help_tls" -> tlsHelp = value.equals(true);
            case "t" -> check = value.equals(true);
            case "c", "config" -> configFile = (String) value;
            case "sl", "signal" -> signal = (String) value;
            default -> flags.add(name, value);
        }
    }

    private CommandLine command() {
        if (!signal.isEmpty()) {
            String[] parts = signal.split("=", -1);
            return parts.length > 2
                    ? fail("invalid signal parameters: ["
                            + String.join(" ", Arrays.asList(parts).subList(2, parts.length)) + "]")
                    : new CommandLine.SendSignal(parts[0], parts.length == 2 ? parts[1] : "");
        }
        if (!check) {
            return new CommandLine.Run(configFile, flags.flags());
        }
        return configFile.isEmpty()
                ? fail("must specify [-c, --config] option to check configuration file syntax")
                : new CommandLine.Check(configFile, Flags.NONE);
    }

    /** A line that has no meaning: nats-server prints its usage and leaves with 0. */
    private static CommandLine.Fail misuse(String text) {
        return new CommandLine.Fail(text, true, 0);
    }

    private static CommandLine.Fail fail(String text) {
        return new CommandLine.Fail("nats-server: " + text, false, 1);
    }
}
