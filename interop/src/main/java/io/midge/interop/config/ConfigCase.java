package io.midge.interop.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One configuration or command line.
 *
 * @param files path below the working directory, content
 * @param args of the start; empty for {@code -c} with the file
 * @param environment on top of the runner's own
 */
record ConfigCase(
        String name,
        Map<String, String> files,
        List<String> args,
        Map<String, String> environment,
        boolean checked,
        boolean started) {
    static final String FILE = "server.conf";

    List<String> checkLine() {
        return List.of("-t", "-c", FILE);
    }

    /** With a free port, unless the case says its own command line. */
    List<String> startLine() {
        return args.isEmpty() ? List.of("-c", FILE, "-a", "127.0.0.1", "-p", "-1") : args;
    }

    /** Whether the text of the case names the option and the block it stands in, under any name. */
    boolean mentions(String option) {
        List<String> texts = new ArrayList<>(files.values());
        texts.add(String.join(" ", args));
        String all = String.join("\n", texts).toLowerCase(Locale.ROOT);
        return Stream.of(option.toLowerCase(Locale.ROOT).split("\\."))
                .allMatch(part -> Aliases.of(part).stream().anyMatch(all::contains));
    }
}
