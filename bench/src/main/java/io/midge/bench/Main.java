package io.midge.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Entry: a campaign with its report, or the report of an earlier one. */
public final class Main {
    private Main() {}

    /** See {@code bench/run --help}. */
    public static void main(String[] args) {
        PrintStream err = System.err;
        try {
            if (args.length > 0 && args[0].startsWith("store")) {
                store(args, err);
                return;
            }
            if (args.length > 0 && args[0].equals("js")) {
                if (!JsBench.main(Arrays.copyOfRange(args, 1, args.length), err)) {
                    System.exit(1);
                }
                return;
            }
            Options options = Options.parse(args);
            if (!options.renderOnly()) {
                Sampler sampler = new Sampler(logFile(options.out()));
                Runtime.getRuntime().addShutdownHook(new Thread(sampler::killRunning, "kill-server"));
                new Campaign(options, sampler, err).run();
            }
            if (!report(options)) {
                System.exit(1);
            }
        } catch (IllegalArgumentException e) {
            err.println("bench: " + e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            err.println("bench: " + e);
            System.exit(1);
        }
    }

    private static void store(String[] args, PrintStream err) throws IOException {
        String[] rest = Arrays.copyOfRange(args, 1, args.length);
        if (args[0].equals("store-child")) {
            StoreChild.run(rest);
        } else {
            StoreBench.main(rest, err);
        }
    }

    private static Path logFile(Path out) throws IOException {
        Path absolute = out.toAbsolutePath();
        Path folder = absolute.getParent();
        if (folder == null) {
            throw new IOException("no folder for " + out);
        }
        Files.createDirectories(folder);
        return folder.resolve("servers.log");
    }

    /** Prints it, and writes the page if it is to; answers whether every sample has its figures. */
    private static boolean report(Options options) throws IOException {
        Map<String, String> about = new LinkedHashMap<>();
        // A pair that was measured again replaces its first measurement.
        Map<String, Sample> latest = new LinkedHashMap<>();
        for (String text : Files.readAllLines(options.out())) {
            Map<String, Object> line = JsonLine.read(text);
            if (line.containsKey("scenario")) {
                Sample sample = Sample.of(line);
                latest.put(sample.scenario() + ' ' + sample.server() + ' ' + sample.pair(), sample);
            } else {
                line.forEach((key, value) -> about.put(key, String.valueOf(value)));
            }
        }
        List<Sample> samples = List.copyOf(latest.values());
        List<Scenario> scenarios = options.scenarios().stream()
                .filter(s ->
                        samples.stream().anyMatch(sample -> sample.scenario().equals(s.id())))
                .toList();
        String table = new Report(scenarios, samples, about).markdown();
        System.out.println(table);
        if (options.writeDoc()) {
            Document.replace(options.doc(), table);
        }
        return samples.stream().allMatch(sample -> sample.error().isEmpty());
    }
}
