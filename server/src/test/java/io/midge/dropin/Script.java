package io.midge.dropin;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One run of the real {@code ./nats-server} of this checkout, which is built first if it has to be.
 *
 * <pre>{@code
 * try (Script server = Script.env("MIDGE_JAVA_OPTS", "-Xmx64m").cwd(dir).start("-a", "127.0.0.1", "-p", "-1")) {
 *     server.awaitLine("Server is ready$");
 *     server.signal("TERM");
 *     assertThat(server.exitCode()).isZero();
 *     assertThat(server.stdout()).isEmpty();
 * }
 * }</pre>
 *
 * Arguments are passed as they are, nothing is added. Its environment is ours, but for the JDK (the one that runs the
 * test) and {@code MIDGE_AOT=off}, so that no test makes a cache in the background. Every wait has an end: it is an
 * {@link AssertionError} with all that the process has said. Closing it kills what still runs. Safe from any thread.
 */
final class Script implements AutoCloseable {
    /** How long anything that must come may take: only ever reached by a test that fails. */
    private static final int PATIENCE_SECONDS = 60;

    /** How long a build may take, with others at work. */
    private static final int BUILD_SECONDS = 600;

    private static final String LISTENING = "Listening for client connections on .*:(\\d+)$";

    private final String command;
    private final Process process;
    private final List<Thread> readers;
    private final Heard out = new Heard();
    private final Heard err = new Heard();

    /** The line of {@link #err} that {@link #awaitLine} looks at next. */
    private int next;

    private Script(List<String> command, Map<String, String> environment, Path cwd) {
        this.command = String.join(" ", command);
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(cwd.toFile());
            environment.forEach((name, value) -> {
                if (value.isEmpty()) {
                    builder.environment().remove(name);
                } else {
                    builder.environment().put(name, value);
                }
            });
            process = builder.start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        readers = List.of(
                Thread.ofVirtual().start(() -> listen(process.inputReader(UTF_8), out)),
                Thread.ofVirtual().start(() -> listen(process.errorReader(UTF_8), err)));
    }

    /** Starts {@code ./nats-server} in the root of the checkout. */
    static Script start(String... args) {
        return new Setup(new TreeMap<>(), root(), command()).start(args);
    }

    /** A start with one variable more in its environment, or one less: an empty value removes it. */
    static Setup env(String name, String value) {
        return new Setup(new TreeMap<>(), root(), command()).env(name, value);
    }

    /** A start in the given directory. */
    static Setup cwd(Path dir) {
        return new Setup(new TreeMap<>(), dir, command());
    }

    /** A start without the script, as somebody might do it: {@code java -cp … io.midge.Main}. */
    static Setup java(String... options) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of(options));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.midge.Main"));
        return new Setup(new TreeMap<>(), root(), line);
    }

    /** What a start is to be like; reusable. */
    record Setup(Map<String, String> environment, Path dir, List<String> command) {
        Setup {
            environment = Map.copyOf(environment);
            command = List.copyOf(command);
        }

        Setup env(String name, String value) {
            Map<String, String> more = new TreeMap<>(environment);
            more.put(name, value);
            return new Setup(more, dir, command);
        }

        Setup cwd(Path other) {
            return new Setup(environment, other, command);
        }

        Script start(String... args) {
            Map<String, String> all = new TreeMap<>(defaults());
            all.putAll(environment);
            List<String> line = new ArrayList<>(command);
            line.addAll(List.of(args));
            return new Script(line, all, dir);
        }
    }

    // ---- what it says

    /**
     * Waits until a line of standard error holds the pattern, and returns its first group, or the line if there is none.
     * Only lines behind the one that was awaited last are looked at: a sequence of calls asserts an order.
     */
    String awaitLine(String regex) {
        synchronized (err) {
            return await(regex, next, at -> next = at + 1);
        }
    }

    /** Like {@link #awaitLine}, but looks at all lines, also those that were passed, and moves no other wait. */
    String awaitAnywhere(String regex) {
        return await(regex, 0, at -> {});
    }

    /** The port that it says it listens on, as soon as it has said so; moves no other wait. */
    int port() {
        return Integer.parseInt(awaitAnywhere(LISTENING));
    }

    private String await(String regex, int from, IntConsumer foundAt) {
        Pattern pattern = Pattern.compile(regex);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (err) {
            int at = from;
            do {
                for (; at < err.lines.size(); at++) {
                    String line = err.lines.get(at);
                    Matcher matcher = pattern.matcher(line);
                    if (matcher.find()) {
                        foundAt.accept(at);
                        return matcher.groupCount() == 0 ? line : matcher.group(1);
                    }
                }
            } while (err.await(deadline));
        }
        throw failure("no line holds " + regex);
    }

    /** Complete lines on standard output so far; after {@link #exitCode} all of them. */
    List<String> stdout() {
        return out.lines();
    }

    /** Complete lines on standard error so far; after {@link #exitCode} all of them. */
    List<String> stderr() {
        return err.lines();
    }

    // ---- what is done to it

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Sends a signal by its name without {@code SIG}, and returns when it has been sent. */
    Script signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .redirectErrorStream(true)
                    .start();
            String said = new String(kill.getInputStream().readAllBytes(), UTF_8);
            if (kill.waitFor() != 0) {
                throw failure("kill -" + name + ": " + said);
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    /** Waits for its end, and for all it has said. */
    int exitCode() {
        return exitCode(PATIENCE_SECONDS);
    }

    private int exitCode(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw failure("it does not end");
            }
            for (Thread each : readers) {
                each.join();
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    // ---- how

    private AssertionError failure(String what) {
        return new AssertionError(what + "\n  of: " + command + "\n  out: " + String.join("\n       ", stdout())
                + "\n  err: " + String.join("\n       ", stderr()));
    }

    private static IllegalStateException interrupted() {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted");
    }

    private static void listen(BufferedReader in, Heard into) {
        try (in) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                into.add(line);
            }
        } catch (IOException e) {
            into.add("(" + e + ")"); // shows up wherever the lines do
        } finally {
            into.end();
        }
    }

    /** Lines of one stream, as they come. */
    private static final class Heard {
        private final List<String> lines = new ArrayList<>();
        private boolean ended;

        synchronized void add(String line) {
            lines.add(line);
            notifyAll();
        }

        synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized List<String> lines() {
            return List.copyOf(lines);
        }

        /** Waits for one more line; false when none came in time or none can come. */
        synchronized boolean await(long deadline) {
            int before = lines.size();
            while (lines.size() == before) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (ended || left <= 0) {
                    return false;
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    throw interrupted();
                }
            }
            return true;
        }
    }

    private static Map<String, String> defaults() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"), "MIDGE_AOT", "off");
    }

    private static Path root() {
        return Built.ROOT;
    }

    private static List<String> command() {
        return List.of(Built.COMMAND);
    }

    /** The checkout and its command, built when this class is first used: a start of a test never has to wait for it. */
    private static final class Built {
        static final Path ROOT = checkout();
        static final String COMMAND = build();

        private static Path checkout() {
            Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
            for (Path at = start; at != null; at = at.getParent()) {
                if (Files.isDirectory(at.resolve(".mvn"))) {
                    return at;
                }
            }
            throw new IllegalStateException("no directory with .mvn above " + start);
        }

        private static String build() {
            String command = ROOT.resolve("nats-server").toString();
            try (Script version = new Script(List.of(command, "-v"), defaults(), ROOT)) {
                if (version.exitCode(BUILD_SECONDS) != 0) {
                    throw version.failure("it does not build");
                }
            }
            return command;
        }
    }
}
