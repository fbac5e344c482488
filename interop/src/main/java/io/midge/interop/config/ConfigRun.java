package io.midge.interop.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a server's command to its end: a check ends by itself, a start is stopped once it is ready. */
final class ConfigRun {
    /** The first start in a fresh clone builds the server, but the suite is run after that. */
    private static final int WAIT_SECONDS = 30;

    private static final Pattern DIGEST = Pattern.compile("is valid \\((sha256:\\w*)\\)");

    private ConfigRun() {}

    /**
     * How it ended.
     *
     * @param code -1 when it had to be killed
     * @param digest as a check prints it, or empty
     * @param output both streams, a line each
     */
    record Outcome(boolean ready, int code, String digest, List<String> output) {
        String summary() {
            String kind = ready ? "ready, " : "";
            return kind + (code < 0 ? "does not end" : "exit " + code) + (digest.isEmpty() ? "" : " " + digest);
        }

        boolean same(Outcome other) {
            return ready == other.ready && code == other.code && digest.equals(other.digest);
        }
    }

    static Outcome run(String command, List<String> args, Path directory, Map<String, String> environment)
            throws IOException {
        List<String> line = new ArrayList<>(List.of(command.strip().split("\\s+")));
        line.addAll(args);
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        Output output = new Output(process);
        Thread reader = Thread.ofVirtual().name("output of " + line.get(0)).start(output);
        try {
            boolean ended = process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor(WAIT_SECONDS, TimeUnit.SECONDS);
            }
            reader.join(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
            return output.outcome(ended ? process.exitValue() : -1);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** Reads all that a process says, and has it stopped when it says that it is ready. */
    private static final class Output implements Runnable {
        private static final int KEPT_LINES = 200;

        private final Process process;
        private final List<String> lines = new ArrayList<>();
        private String digest = "";
        private boolean ready;

        Output(Process process) {
            this.process = process;
        }

        @Override
        public void run() {
            try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    take(line);
                }
            } catch (IOException e) {
                take("output ended: " + e.getMessage());
            }
        }

        private synchronized void take(String line) {
            if (lines.size() < KEPT_LINES) {
                lines.add(line);
            }
            Matcher valid = DIGEST.matcher(line);
            if (valid.find()) {
                digest = valid.group(1);
            }
            if (line.endsWith("Server is ready")) {
                ready = true;
                process.toHandle().destroy(); // the process's own would close the stream that it still writes to
            }
        }

        synchronized Outcome outcome(int code) {
            return new Outcome(ready, code, digest, List.copyOf(lines));
        }
    }
}
