package io.midge.conf.flags;

import io.midge.options.LogOptions;
import io.midge.options.MonitorOptions;
import io.midge.options.Options;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The flags of a command line, in their order. They override what a configuration file says, at start and again at
 * each reload. Immutable.
 */
public final class Flags {
    /** No flags. */
    public static final Flags NONE = new Flags(List.of());

    /** One flag: its value is a {@link Boolean}, a {@link Long} or a {@link String}, by the kind of the flag. */
    record Given(String name, Object value) {}

    private final List<Given> given;

    Flags(List<Given> given) {
        this.given = List.copyOf(given);
    }

    /**
     * What results when these flags override {@code file}.
     *
     * @throws IllegalArgumentException with a text for operators, when flags contradict each other
     */
    public Options over(Options file) {
        Options.Builder options = file.toBuilder();
        LogOptions.Builder log = file.log().toBuilder();
        MonitorOptions.Builder monitor = file.monitor().toBuilder();
        for (Given flag : given) {
            set(flag, options, log, monitor);
        }
        together(log);
        options.log(log.build()).monitor(monitor.build());
        new ClusterFlags(this).over(file, options);
        new SecurityFlags(this).over(file, options);
        return options.build();
    }

    private static void set(
            Given flag, Options.Builder options, LogOptions.Builder log, MonitorOptions.Builder monitor) {
        switch (flag.name()) {
            case "a", "addr", "net" -> options.host(text(flag));
            case "p", "port" -> options.port(number(flag.value()));
            case "n", "name", "server_name" -> options.serverName(text(flag));
            case "client_advertise" -> options.clientAdvertise(text(flag));
            case "P", "pid" -> options.pidFile(text(flag));
            case "ports_file_dir" -> options.portsFileDir(text(flag));
            case "sd", "store_dir" -> options.storeDir(text(flag));
            case "m", "http_port" -> monitor.port(number(flag.value()));
            case "ms", "https_port" -> monitor.httpsPort(number(flag.value()));
            case "profile" -> monitor.profPort(number(flag.value()));
            default -> setLog(flag, log);
        }
    }

    private static void setLog(Given flag, LogOptions.Builder log) {
        switch (flag.name()) {
            case "D", "debug" -> log.debug(yes(flag));
            case "V", "trace" -> log.trace(yes(flag));
            case "T", "logtime" -> log.logtime(yes(flag));
            case "logtime_utc" -> log.logtimeUtc(yes(flag));
            case "l", "log" -> log.file(text(flag));
            case "log_size_limit" -> log.sizeLimit((Long) flag.value());
            case "s", "syslog" -> log.syslog(yes(flag));
            case "r", "remote_syslog" -> log.remoteSyslog(text(flag));
            case "max_traced_msg_len" -> log.maxTracedMsgLen(number(flag.value()));
            default -> {} // the others take effect together
        }
    }

    /** Flags that stand for several override each of them, wherever they stand. */
    private void together(LogOptions.Builder log) {
        Boolean both = last("DV");
        if (both != null) {
            log.debug(both).trace(both);
        }
        Boolean all = last("DVV");
        if (all != null) {
            log.debug(all).trace(all).traceVerbose(all);
        }
        Boolean verbose = last("VV");
        if (verbose != null) {
            log.trace(verbose).traceVerbose(verbose);
        }
    }

    private @Nullable Boolean last(String name) {
        return (Boolean) value(name);
    }

    /** The last value of a flag that goes by these names; null if it was not given. */
    @Nullable
    Object value(String... names) {
        for (int i = given.size() - 1; i >= 0; i--) {
            for (String name : names) {
                if (given.get(i).name().equals(name)) {
                    return given.get(i).value();
                }
            }
        }
        return null;
    }

    private static String text(Given flag) {
        return (String) flag.value();
    }

    private static boolean yes(Given flag) {
        return (Boolean) flag.value();
    }

    /** As 32 bits; what does not fit stays out of any range. */
    static int number(Object value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, (Long) value));
    }

    static final class Collector {
        private final List<Given> given = new ArrayList<>();

        void add(String name, Object value) {
            given.add(new Given(name, value));
        }

        Flags flags() {
            return new Flags(given);
        }
    }
}
