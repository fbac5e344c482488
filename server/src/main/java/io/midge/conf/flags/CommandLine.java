package io.midge.conf.flags;

/** What a command line asks for. */
public sealed interface CommandLine {

    /**
     * Start a server.
     *
     * @param configFile the configuration file, empty for none
     * @param flags what the line says beside it
     */
    record Run(String configFile, Flags flags) implements CommandLine {}

    /** Read a configuration file, say whether it is valid, and exit. */
    record Check(String configFile, Flags flags) implements CommandLine {}

    /**
     * Send a signal to a running server, and exit.
     *
     * @param command which one: stop, quit, term, reopen, reload, ldm
     * @param pid a process id, a file that holds one, an id that ends in {@code *}, or empty for the only server there is
     */
    record SendSignal(String command, String pid) implements CommandLine {}

    /** Print the version on standard output and exit with 0. */
    record PrintVersion() implements CommandLine {
        /** The line to print. Clients and scripts read the NATS version from it. */
        public String text() {
            return "nats-server: v" + NATS_VERSION;
        }
    }

    /** Print the usage on standard output and exit with 0. */
    record PrintUsage() implements CommandLine {
        /** The text to print. */
        public String text() {
            return Usage.TEXT;
        }
    }

    /** Print what can be said in a {@code tls} block and exit with 0. */
    record PrintTlsHelp() implements CommandLine {}

    /**
     * Print a line on standard error and exit.
     *
     * @param text the line, without a newline
     * @param usage whether the usage goes to standard output after it
     * @param exitCode the exit code; 0 for a flag that cannot be understood, as nats-server has it, else 1
     */
    record Fail(String text, boolean usage, int exitCode) implements CommandLine {}

    /** The NATS version that this server is compatible with. */
    String NATS_VERSION = "2.15.2";

    /** Reads the arguments of a process. */
    static CommandLine parse(String... args) {
        return new FlagParser(args).parse();
    }
}
