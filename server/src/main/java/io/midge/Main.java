package io.midge;

import io.midge.conf.ConfigException;
import io.midge.conf.file.TlsHelp;
import io.midge.conf.flags.CommandLine;

/**
 * The command {@code nats-server}.
 *
 * <p>Threads: main, which ends once the server is up.
 */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // No switch over the kinds: it is linked when it first runs, which no AOT cache can take over.
        CommandLine line = CommandLine.parse(args);
        if (line instanceof CommandLine.Run run) {
            Start.run(new Configuration(run.configFile(), run.flags()));
        } else if (line instanceof CommandLine.PrintVersion version) {
            System.out.println(version.text());
        } else if (line instanceof CommandLine.PrintUsage usage) {
            System.out.print(usage.text());
        } else if (line instanceof CommandLine.PrintTlsHelp) {
            System.out.print(TlsHelp.text());
        } else if (line instanceof CommandLine.Check check) {
            check(new Configuration(check.configFile(), check.flags()));
        } else if (line instanceof CommandLine.SendSignal signal) {
            send(signal);
        } else if (line instanceof CommandLine.Fail fail) {
            fail(fail);
        }
    }

    private static void fail(CommandLine.Fail fail) {
        System.err.println(fail.text());
        if (fail.usage()) {
            System.out.print(new CommandLine.PrintUsage().text());
        }
        System.exit(fail.exitCode());
    }

    // As nats-server: a warning fails the check, what only a start refuses does not; it is said, though.
    private static void check(Configuration configuration) {
        try {
            Configuration.Loaded loaded = configuration.load();
            if (!loaded.warnings().isEmpty()) {
                System.err.println("nats-server: " + String.join("\n", loaded.warnings()) + "\n");
                System.exit(1);
            }
            System.err.println(
                    "nats-server: configuration file " + configuration.file() + " is valid (" + loaded.digest() + ")");
            String refusal = Start.refusal(loaded.options());
            if (!refusal.isEmpty()) {
                System.err.println("nats-server: but a start would be refused: " + refusal);
            }
        } catch (ConfigException e) {
            System.err.println("nats-server: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void send(CommandLine.SendSignal signal) {
        String error = SignalCommand.send(signal);
        if (!error.isEmpty()) {
            System.err.println("nats-server: " + error);
            System.exit(1);
        }
    }
}
