package io.midge;

import io.midge.auth.Anonymous;
import io.midge.client.ClientTls;
import io.midge.conf.ConfigException;
import io.midge.log.Log;
import io.midge.log.LogSink;
import io.midge.loop.Clock;
import io.midge.options.LogOptions;
import io.midge.options.Options;
import io.midge.proto.Info;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration file again and changes the running server, wholly or not at all: what the file says is read,
 * checked and compared before anything is applied.
 *
 * <p>Threads: one at a time; on HUP that of the signal, or the one that answers a request of the system's account.
 */
final class Reload {
    static final String NO_FILE = "can only reload config when a file is provided using -c or --config";

    private final Configuration configuration;
    private final Running running;
    private final Log log;
    private final Clock clock;

    Reload(Configuration configuration, Running running, Log log, Clock clock) {
        this.configuration = configuration;
        this.running = running;
        this.log = log;
        this.clock = clock;
    }

    /** Reloads, and logs how it went. While the server starts this waits: the file may have changed since it was read. */
    void run() {
        String why = reload();
        if (!why.isEmpty()) {
            log.error("Failed to reload server configuration: " + why);
        }
    }

    /** Reloads; why it did not, or an empty text. */
    synchronized String reload() {
        NatsServer server = running.server();
        if (server == null) {
            return "the server is still being started";
        }
        try {
            reload(server.wiring());
            return "";
        } catch (ConfigException | IOException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage()).stripTrailing();
        }
    }

    private void reload(Wiring wiring) throws ConfigException, IOException {
        if (configuration.file().isEmpty()) {
            throw new ConfigException(NO_FILE);
        }
        Configuration.Loaded loaded = configuration.load();
        loaded.warnings().forEach(log::warn);
        Options old = wiring.settings().options();
        Options now = keepPort(old, loaded.options(), wiring.clientPort());
        String refusal = Start.refusal(now);
        if (!refusal.isEmpty()) {
            throw new ConfigException(refusal);
        }
        Options seen = old.toBuilder().port(wiring.clientPort()).build();
        ClientTls tls = wiring.security().prepare(now);
        Changes changes = Changes.between(
                seen,
                now.port() == old.port() ? now.toBuilder().port(seen.port()).build() : now,
                wiring.security().otherFiles(tls));
        Info told = wiring.toTell(now);
        LogSink sink = sink(old.log(), now.log());
        try {
            if (!old.process().pidFile().equals(now.process().pidFile())) {
                PidFile.write(now.process().pidFile());
            }
        } catch (IOException e) {
            if (sink != null) {
                sink.close();
            }
            throw e;
        }
        wiring.reload(new Settings(now, configuration.file(), loaded.digest(), clock.instant()), told, tls);
        changes.lines().forEach(log::info);
        String anonymous = Anonymous.warning(now.security());
        if (!anonymous.isEmpty() && !anonymous.equals(Anonymous.warning(old.security()))) {
            log.warn(anonymous);
        }
        ClientSecurity.warn(tls, log);
        log.verbosity(Start.verbosity(now.log()));
        if (sink != null) {
            log.sink(sink);
        }
        log.info("Reloaded server configuration (" + loaded.digest() + ")");
    }

    /** A free port, asked for again, is the one that is there. */
    private static Options keepPort(Options old, Options now, int port) {
        boolean same = now.port() == Options.RANDOM_PORT || now.port() == port;
        return same ? now.toBuilder().port(old.port()).build() : now;
    }

    /** Opened before anything is changed, because it may fail; null if the log stays where it is. */
    private @Nullable LogSink sink(LogOptions old, LogOptions now) throws IOException {
        boolean same = old.file().equals(now.file())
                && old.syslog() == now.syslog()
                && old.remoteSyslog().equals(now.remoteSyslog())
                && old.logtime() == now.logtime()
                && old.logtimeUtc() == now.logtimeUtc();
        return same ? null : Start.sink(new LogSinks(clock, now.logtime(), now.logtimeUtc()), now);
    }
}
