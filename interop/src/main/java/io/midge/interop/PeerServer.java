package io.midge.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server process that listens on a port of its own, ended by {@link #close}. */
public final class PeerServer implements AutoCloseable {
    public static final String HOST = "127.0.0.1";

    private static final Pattern LISTENING = Pattern.compile("Listening for client connections on \\S*:(\\d+)");

    private static final Pattern MONITORING = Pattern.compile("Starting http monitor on \\S*:(\\d+)");
    /** The first start in a fresh clone builds the server. */
    private static final int START_SECONDS = 180;

    private static final int STOP_SECONDS = 15;
    private static final int KEPT_LOG_LINES = 2_000;
    private static final int SHOWN_LOG_LINES = 40;

    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private volatile int monitorPort;
    private final List<String> log = new ArrayList<>();

    private PeerServer(Process process) {
        this.process = process;
    }

    /** The server does not know a flag that the test needs: the test is skipped, not failed. */
    public static final class Unsupported extends IOException {
        private static final long serialVersionUID = 1L;

        Unsupported(String message) {
            super(message);
        }
    }

    /** Starts the command on a free port of the loopback interface. */
    public static PeerServer start(String command, List<String> args) throws IOException {
        return start(command, -1, args);
    }

    public static PeerServer start(String command, int port, List<String> args) throws IOException {
        List<String> line = new ArrayList<>(List.of(command.strip().split("\\s+")));
        line.addAll(List.of("-a", HOST, "-p", Integer.toString(port)));
        line.addAll(args);
        PeerServer server = new PeerServer(
                new ProcessBuilder(line).redirectErrorStream(true).start());
        Thread.ofVirtual().name("log of " + line.get(0)).start(server::readLog);
        server.awaitListening(line);
        return server;
    }

    /** Starts the command with a configuration file of these lines. */
    public static PeerServer startConfigured(String command, List<String> configLines) throws IOException {
        if (configLines.isEmpty()) {
            return start(command, List.of());
        }
        Path config = Files.createTempFile("interop-", ".conf");
        Files.write(config, configLines);
        try {
            return start(command, List.of("-c", config.toString()));
        } finally {
            Files.deleteIfExists(config);
        }
    }

    public int port() {
        return port.join();
    }

    /** The port of its monitoring pages, 0 without {@code -m}; both servers open it before the port for clients. */
    public int monitorPort() {
        return monitorPort;
    }

    public String url() {
        return "nats://" + HOST + ":" + port();
    }

    /** Whether a line of its log holds the text. */
    public boolean said(String text) {
        synchronized (log) {
            return log.stream().anyMatch(line -> line.contains(text));
        }
    }

    public long pid() {
        return process.pid();
    }

    /** It has no time for anything. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Waits for its end: the code. */
    public int ended() throws InterruptedException, TimeoutException {
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException("the server runs on");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void awaitListening(List<String> line) throws IOException {
        try {
            port.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            close();
            String output = logged();
            if (output.contains("flag provided but not defined") || output.contains("is not supported yet")) {
                throw new Unsupported("the server does not know a flag of: " + String.join(" ", line));
            }
            throw new IOException("no listening port from " + String.join(" ", line) + ": " + output, e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while starting", e);
        }
    }

    private String logged() {
        synchronized (log) {
            return String.join(" | ", log.subList(0, Math.min(log.size(), SHOWN_LOG_LINES)));
        }
    }

    private void readLog() {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                keep(line);
                Matcher monitoring = MONITORING.matcher(line);
                if (monitoring.find()) {
                    monitorPort = Integer.parseInt(monitoring.group(1));
                }
                Matcher matcher = LISTENING.matcher(line);
                if (matcher.find()) {
                    port.complete(Integer.parseInt(matcher.group(1)));
                }
            }
        } catch (IOException e) {
            keep("log ended: " + e.getMessage());
        }
        port.completeExceptionally(new IOException("the server ended"));
    }

    private void keep(String line) {
        synchronized (log) {
            if (log.size() < KEPT_LOG_LINES) {
                log.add(line);
            }
        }
    }
}
