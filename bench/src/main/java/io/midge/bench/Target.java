package io.midge.bench;

import java.util.List;

/** One of the two servers: its name in tables and lines, and how it is started. */
record Target(String name, List<String> command) {
    static final String MIDGE = "midge";
    static final String GO = "go";

    static Target of(String name, String commandLine) {
        return new Target(name, List.of(commandLine.strip().split("\\s+", -1)));
    }
}
