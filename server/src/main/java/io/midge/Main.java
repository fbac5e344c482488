package io.midge;

import io.midge.conf.flags.CommandLine;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.loop.Clock;
import io.midge.options.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The command {@code nats-server}.
 *
 * <p>Threads: main, which ends once the server is up.
 */
public final class Main {
    /** What a server without a configuration file says when it is told to read it again. */
    private static final String NO_FILE =
            "Failed to reload server configuration: can only reload config when a file is "
                    + "provided using -c or --config";

    private Main() {}

    public static void main(String[] args) {
        // No switch over the kinds: it is linked when it first runs, which no AOT cache can take over.
        CommandLine line = CommandLine.parse(args);
        if (line instanceof CommandLine.Run run) {
            run(run.options());
        } else if (line instanceof CommandLine.PrintVersion version) {
            System.out.println(version.text());
        } else if (line instanceof CommandLine.PrintUsage usage) {
            System.out.print(usage.text());
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

    private static void run(Options options) {
        Clock clock = Clock.system();
        Log log;
        LogSinks sinks = new LogSinks(clock, options.log().logtime(), false);
        try {
            LogSink sink = options.log().file().isEmpty()
                    ? sinks.standardError()
                    : sinks.file(options.log().file(), 0, 0);
            log = new Log(sink, options.log().debug(), options.log().trace());
        } catch (IOException e) {
            System.err.println(sinks.early(String.valueOf(e.getMessage())));
            System.exit(1);
            return;
        }
        Running running = new Running();
        Signals.Actions actions =
                new Signals.Actions(running::stop, running::lameDuckShutdown, () -> log.error(NO_FILE), log::reopen);
        Signals.listen(actions, System.getenv(Signals.SUSPEND_BY), log); // first: who sees the port open may send one
        try {
            if (!options.process().pidFile().isEmpty()) {
                writePid(options.process().pidFile());
            }
            NatsServer server = new NatsServer(Wiring.start(options, log, clock, () -> System.exit(1)));
            running.started(server);
            if (Training.isOn()) {
                Training.run(server);
            }
        } catch (IOException e) {
            log.fatal(String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }

    /** Writes the process id, in digits without a newline, as launchers read it. */
    static void writePid(String file) throws IOException {
        try {
            Files.writeString(
                    Path.of(file), Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new IOException("Could not write pidfile: " + e.getMessage(), e);
        }
    }
}
