package io.midge.conf.flags;

import io.midge.options.Options;

/** What a command line asks for. */
public sealed interface CommandLine {

    /** Start a server with these options. */
    record Run(Options options) implements CommandLine {}

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
