package io.midge;

import io.midge.conf.ConfigException;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.log.Verbosity;
import io.midge.loop.Clock;
import io.midge.options.JetStreamOptions;
import io.midge.options.LogOptions;
import io.midge.options.Options;
import java.io.IOException;

/**
 * Starts the server of this process, and ends the process with the exit code and the words of nats-server when that
 * fails.
 *
 * <p>Threads: main.
 */
final class Start {
    private Start() {}

    /** Reads what the server is told, starts it, and leaves it to its signals. */
    static void run(Configuration configuration) {
        Signals.prepare();
        Clock clock = Clock.system();
        Configuration.Loaded loaded;
        try {
            loaded = configuration.load();
        } catch (ConfigException e) {
            fail(e);
            return;
        }
        loaded.warnings().forEach(System.err::println);
        Options options = loaded.options();
        String refusal = refusal(options);
        if (!refusal.isEmpty()) {
            System.err.println("nats-server: " + refusal);
            System.exit(1);
        }
        Log log = log(options.log(), clock);
        Running running = new Running();
        Reload reload = new Reload(configuration, running, log, clock);
        Signals.Actions actions =
                new Signals.Actions(running::stop, running::lameDuckShutdown, reload::run, log::reopen);
        Signals.listen(actions, System.getenv(Signals.SUSPEND_BY), log); // first: who sees the port open may send one
        try {
            PidFile.write(options.process().pidFile());
            Settings settings = new Settings(options, configuration.file(), loaded.digest(), clock.instant());
            NatsServer server = new NatsServer(Wiring.start(settings, log, clock, () -> System.exit(1)));
            server.wiring().reloading(reload::reload);
            running.started(server);
            if (Training.isOn()) {
                JetStreamOptions streams = options.jetStream();
                Training.run(server, streams != null && streams.enabled());
            }
        } catch (IOException e) {
            log.fatal(String.valueOf(e.getMessage()));
            System.exit(1);
        } catch (RuntimeException | Error e) {
            log.error("Internal error while starting", e);
            log.fatal("Stopping, because the server could not be started");
            System.exit(1);
        }
    }

    private static void fail(ConfigException e) {
        System.err.println("nats-server: " + e.getMessage());
        System.exit(1);
    }

    /** Why a server with these options would not start, before any address is tried; empty if it would. */
    static String refusal(Options options) {
        try {
            options.check();
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
        return NotYet.refusal(options);
    }

    private static Log log(LogOptions options, Clock clock) {
        LogSinks sinks = new LogSinks(clock, options.logtime(), options.logtimeUtc());
        try {
            return new Log(sink(sinks, options), verbosity(options));
        } catch (IOException e) {
            System.err.println(sinks.early(String.valueOf(e.getMessage())));
            System.exit(1);
            throw new IllegalStateException(e); // not reached
        }
    }

    /** Where these options want the log to go. */
    static LogSink sink(LogSinks sinks, LogOptions options) throws IOException {
        if (!options.file().isEmpty()) {
            return sinks.file(options.file(), options.sizeLimit(), options.maxFiles());
        }
        if (!options.remoteSyslog().isEmpty()) {
            return sinks.remoteSyslog(options.remoteSyslog());
        }
        return options.syslog() ? sinks.localSyslog() : sinks.standardError();
    }

    static Verbosity verbosity(LogOptions options) {
        return new Verbosity(
                options.debug(),
                options.trace(),
                options.traceVerbose(),
                options.traceHeaders(),
                options.maxTracedMsgLen());
    }
}
