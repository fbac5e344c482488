package io.midge.interop.accounts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server says of a configuration that it does not take.
 *
 * @param text without the names of files and places in them; what a check says of a good one, too
 */
record Refusal(int code, String text) {
    private static final int WAIT_SECONDS = 60;
    private static final Pattern SAID = Pattern.compile("nats-server: (?:\\S+\\.conf:\\d+:\\d+: )?(.*)");
    private static final Pattern FILE = Pattern.compile("\\S*interop-\\S*\\.conf");

    /** Of what a server said, lines joined by bars. */
    static Refusal of(int code, String output) {
        return Arrays.stream(output.split("\\s*\\|\\s*|: (?=nats-server: )", -1))
                .map(line -> SAID.matcher(line.strip()))
                .filter(Matcher::matches)
                .map(said -> new Refusal(code, FILE.matcher(said.group(1)).replaceAll("FILE")))
                .findFirst()
                .orElse(new Refusal(code, output));
    }

    /** Has a server check a configuration. */
    static Refusal check(String command, List<String> configuration) throws IOException {
        Path file = Files.createTempFile("interop-", ".conf");
        Files.write(file, configuration);
        List<String> line = new ArrayList<>(List.of(command.strip().split("\\s+", -1)));
        line.addAll(List.of("-t", "-c", file.toString()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException(command + " does not end");
            }
            return of(process.exitValue(), output.replaceAll("\\R", " | "));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } finally {
            process.destroyForcibly();
            Files.delete(file);
        }
    }

    boolean taken() {
        return code == 0;
    }

    @Override
    public String toString() {
        return code + " " + text;
    }
}
