package io.midge;

import io.midge.conf.flags.CommandLine;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.loop.Clock;
import io.midge.options.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

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
        LogSinks sinks = new LogSinks(clock, options.logtime(), false);
        try {
            LogSink sink = options.logFile().isEmpty() ? sinks.standardError() : sinks.file(options.logFile(), 0, 0);
            log = new Log(sink, options.debug(), options.trace());
        } catch (IOException e) {
            System.err.println(sinks.early(String.valueOf(e.getMessage())));
            System.exit(1);
            return;
        }
        AtomicReference<@Nullable NatsServer> running = new AtomicReference<>();
        Signals.onStop(() -> stop(running.get()), log); // first: whoever sees the port open may send one
        try {
            if (!options.pidFile().isEmpty()) {
                writePid(options.pidFile());
            }
            NatsServer server = new NatsServer(Wiring.start(options, log, clock, () -> System.exit(1)));
            running.set(server);
            if (Training.isOn()) {
                Training.run(server);
            }
        } catch (IOException e) {
            log.fatal(String.valueOf(e.getMessage()));
            System.exit(1);
        }
    }

    private static void stop(@Nullable NatsServer server) {
        if (server != null) {
            server.close();
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
