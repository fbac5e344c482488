package io.midge.interop.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The cases that were written by hand; {@code interop/config/README.md} says how.
 *
 * <p>{@code *.lines} has one configuration per line, which is also its name. {@code *.cases} has cases of several files.
 */
final class ConfigCorpus {
    private static final Pattern SIGNAL = Pattern.compile("(^| )--?(sl|signal)\\b");
    /** More than any system gives, or a file that is not there; no pattern of ids. */
    private static final Pattern HARMLESS_SIGNAL = Pattern.compile("=(999999999|nowhere\\.pid)$");

    private ConfigCorpus() {}

    static List<ConfigCase> read(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.sorted().toList();
        }
        List<ConfigCase> cases = new ArrayList<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(".lines")) {
                Files.readAllLines(file).forEach(line -> addLine(line, cases));
            } else if (name.endsWith(".args")) {
                Files.readAllLines(file).forEach(line -> addArgs(line, cases));
            } else if (name.endsWith(".cases")) {
                addCases(Files.readAllLines(file), cases);
            }
        }
        return cases;
    }

    private static boolean isNone(String line) {
        return line.isBlank() || line.startsWith("##");
    }

    private static void addLine(String line, List<ConfigCase> cases) {
        if (!isNone(line)) {
            boolean started = line.startsWith("+ ");
            String name = started ? line.substring(2) : line;
            String text = name.replace('¶', '\n') + "\n";
            cases.add(new ConfigCase(name, Map.of(ConfigCase.FILE, text), List.of(), Map.of(), true, started));
        }
    }

    /** A command line; the file beside it is the same for all. */
    private static void addArgs(String line, List<ConfigCase> cases) {
        if (!isNone(line)) {
            requireHarmless(line);
            Map<String, String> files = Map.of(
                    ConfigCase.FILE,
                    "listen: \"127.0.0.1:-1\"\nmax_payload: 1000\ndebug: false\n",
                    "bad.conf",
                    "max_payload: much\n",
                    "limits.conf",
                    "listen: \"127.0.0.1:-1\"\nmax_payload: 2MB\nmax_pending: 1MB\n");
            List<String> args = Stream.of(line.split(" +"))
                    .map(arg -> arg.equals("''") ? "" : arg.replace('~', ' '))
                    .toList();
            cases.add(new ConfigCase("nats-server " + line, files, args, Map.of(), false, true));
        }
    }

    /** A signal that names no process goes to whatever server runs on the machine. */
    private static void requireHarmless(String line) {
        if (SIGNAL.matcher(line).find() && !HARMLESS_SIGNAL.matcher(line).find()) {
            throw new IllegalArgumentException("a signal without the id of a process that cannot be: " + line);
        }
    }

    private static void addCases(List<String> lines, List<ConfigCase> cases) {
        Builder building = new Builder("");
        for (String line : lines) {
            if (line.startsWith("=== ")) {
                building.addTo(cases);
                building = new Builder(line.substring(4));
            } else {
                building.add(line);
            }
        }
        building.addTo(cases);
    }

    /** Collects one case of a {@code *.cases} file. */
    private static final class Builder {
        private final String name;
        private final Map<String, StringBuilder> files = new LinkedHashMap<>();
        private final Map<String, String> environment = new LinkedHashMap<>();
        private List<String> args = List.of();
        private String file = ConfigCase.FILE;
        private boolean started;

        Builder(String name) {
            this.name = name;
        }

        void add(String line) {
            if (line.startsWith("--- file ")) {
                file = line.substring(9);
                files.put(file, new StringBuilder());
            } else if (line.startsWith("--- env ")) {
                String[] pair = line.substring(8).split("=", 2);
                environment.put(pair[0], pair[1]);
            } else if (line.startsWith("--- args ")) {
                args = List.of(line.substring(9).split(" +"));
                started = true;
            } else if (line.equals("--- start")) {
                started = true;
            } else if (!name.isEmpty()) {
                files.computeIfAbsent(file, path -> new StringBuilder())
                        .append(line)
                        .append('\n');
            }
        }

        void addTo(List<ConfigCase> cases) {
            if (!name.isEmpty()) {
                Map<String, String> texts = new LinkedHashMap<>();
                files.forEach((path, text) -> texts.put(path, text.toString()));
                cases.add(new ConfigCase(name, texts, args, environment, true, started));
            }
        }
    }
}
