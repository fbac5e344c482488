package io.midge.interop.config;

import io.midge.interop.Report;
import io.midge.interop.config.ConfigRun.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Gives each case to both servers, in two directories alike, and compares: taken or refused, exit code, digest.
 *
 * <p>One difference is allowed everywhere: what the reference starts, the server may refuse to start, if it names the
 * option that it does not support yet and the case has it. All others are in {@code known-differences.txt}.
 */
public final class ConfigSuite {
    private static final int LANES = 2;
    private static final int SEEDS = 160;
    private static final Pattern NOT_YET = Pattern.compile("^nats-server: not supported yet: (\\S.*)$");

    private final Report report;
    private final String server;
    private final String reference;
    private final KnownDifferences known;
    private int notYet;

    private ConfigSuite(Report report, String server, String reference, KnownDifferences known) {
        this.report = report;
        this.server = server;
        this.reference = reference;
        this.known = known;
    }

    /** Runs the cases whose names contain the text, which is empty for all. */
    public static void run(Report report, String server, String reference, Path corpus, String only)
            throws IOException {
        List<ConfigCase> cases = new ArrayList<>(ConfigCorpus.read(corpus));
        for (int seed = 1; seed <= SEEDS; seed++) {
            cases.add(new ConfigGenerator(seed).next(seed % 2 == 0));
        }
        KnownDifferences known = KnownDifferences.read(corpus.resolve("known-differences.txt"));
        Path scratch = Files.createTempDirectory("interop-config-");
        try {
            new ConfigSuite(report, server, reference, known)
                    .run(
                            cases.stream()
                                    .filter(each -> each.name().contains(only))
                                    .toList(),
                            scratch);
        } finally {
            delete(scratch);
        }
    }

    private void run(List<ConfigCase> cases, Path scratch) {
        ConcurrentLinkedQueue<ConfigCase> waiting = new ConcurrentLinkedQueue<>(cases);
        List<Thread> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            Path own = scratch.resolve("lane" + i);
            lanes.add(Thread.ofVirtual().name("lane-" + i).start(() -> {
                for (ConfigCase next = waiting.poll(); next != null; next = waiting.poll()) {
                    compare(next, own);
                }
            }));
        }
        for (Thread lane : lanes) {
            try {
                lane.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        report.detail(notYet + " starts were refused with the name of what is not supported yet");
    }

    private void compare(ConfigCase each, Path scratch) {
        String name = "config/" + each.name();
        try {
            List<String> differences = differences(each, scratch);
            Optional<String> reason = known.reason(each);
            if (differences.isEmpty() && reason.isPresent() && !server.equals(reference)) {
                report.fail(name, "is in known-differences.txt, but does not differ");
            } else if (differences.isEmpty() || reason.isPresent()) {
                report.ok(name);
            } else {
                report.fail(name, String.join("; ", differences));
            }
        } catch (IOException e) {
            report.fail(name, e.toString());
        }
    }

    private List<String> differences(ConfigCase each, Path scratch) throws IOException {
        List<String> differences = new ArrayList<>();
        if (each.checked()) {
            Outcome wanted = play(reference, each, each.checkLine(), scratch);
            Outcome got = play(server, each, each.checkLine(), scratch);
            if (!wanted.same(got)) {
                differences.add(difference("-t", wanted, got));
            }
        }
        if (each.started()) {
            Outcome wanted = play(reference, each, each.startLine(), scratch);
            Outcome got = play(server, each, each.startLine(), scratch);
            if (!wanted.same(got) && !isNotYet(each, wanted, got)) {
                differences.add(difference("start", wanted, got));
            }
        }
        return differences;
    }

    private static String difference(String what, Outcome wanted, Outcome got) {
        return what + ": reference " + wanted.summary() + " [" + tail(wanted) + "], server " + got.summary() + " ["
                + tail(got) + "]";
    }

    private static String tail(Outcome outcome) {
        List<String> lines =
                outcome.output().stream().filter(line -> !line.isBlank()).toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - 2), lines.size()));
    }

    /** What the reference refuses as well is no case of it. */
    private boolean isNotYet(ConfigCase each, Outcome wanted, Outcome got) {
        if (!wanted.ready() || got.ready() || got.code() != 1) {
            return false;
        }
        for (String line : got.output()) {
            Matcher refused = NOT_YET.matcher(line);
            if (refused.matches() && Stream.of(refused.group(1).split(", *")).allMatch(each::mentions)) {
                count();
                return true;
            }
        }
        return false;
    }

    private synchronized void count() {
        notYet++;
    }

    private static Outcome play(String command, ConfigCase each, List<String> line, Path scratch) throws IOException {
        Files.createDirectories(scratch);
        try {
            for (Map.Entry<String, String> file : each.files().entrySet()) {
                Path path = scratch.resolve(file.getKey());
                Files.createDirectories(Optional.ofNullable(path.getParent()).orElse(scratch));
                Files.writeString(path, file.getValue());
            }
            return ConfigRun.run(command, line, scratch, each.environment());
        } finally {
            delete(scratch);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
