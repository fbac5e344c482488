package io.midge.interop.launcher;

import io.midge.interop.Report;
import io.nats.DebugLevel;
import io.nats.NatsRunnerUtils;
import io.nats.NatsServerRunner;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * jnats-server-runner, as it is: it starts the server, waits in its own way, and stops it. The time that it gives a
 * server to start, 300 ms, is left as it comes; a start that a busy machine made longer is made once more with patience,
 * and a remark tells how many these were.
 *
 * <p>Not here: its starts with JetStream and with clusters.
 */
@SuppressWarnings("try")
public final class RunnerSuite {
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final int STARTS_IN_A_ROW = 5;
    private static final int OWN_TRIES = 3; // what the runner has by default, 50 ms apart
    private static final int PATIENT_TRIES = 400;

    /** One test: how the runner is told to start. */
    private interface Start {
        NatsServerRunner start() throws Exception;
    }

    private final Report report;
    private final String executable;
    private int slowStarts;

    public RunnerSuite(Report report, String executable) {
        this.report = report;
        this.executable = executable;
    }

    public void run() throws IOException {
        NatsServerRunner.setPreferredServerPath(executable);
        Path config = Files.createTempFile("interop-runner-", ".conf");
        try {
            starts(config).forEach((name, start) -> run("runner/" + name, start));
            version();
            for (int i = 1; i <= STARTS_IN_A_ROW; i++) {
                run("runner/one-after-the-other-" + i, () -> new NatsServerRunner(false));
            }
        } finally {
            NatsServerRunner.clearPreferredServerPath();
            Files.deleteIfExists(config);
        }
        if (slowStarts > 0) {
            report.detail("runner: " + slowStarts + " starts took longer than the runner waits by itself");
        }
    }

    private static Map<String, Start> starts(Path config) throws IOException {
        Files.write(config, List.of("port: -1", "max_payload: 2MB", "server_name: from_the_file"));
        Map<String, Start> starts = new LinkedHashMap<>();
        starts.put("default", NatsServerRunner::new);
        starts.put("debug", () -> new NatsServerRunner(true));
        for (DebugLevel level : DebugLevel.values()) {
            starts.put(
                    "level" + level.getCmdOption(),
                    () -> NatsServerRunner.builder().debugLevel(level).build());
        }
        starts.put("named-port", () -> new NatsServerRunner(NatsRunnerUtils.nextPort(), false));
        starts.put("config-file", () -> new NatsServerRunner(config.toString(), false));
        starts.put(
                "config-file-and-debug",
                () -> NatsServerRunner.builder()
                        .configFilePath(config)
                        .debug(true)
                        .build());
        starts.put(
                "config-inserts",
                () -> NatsServerRunner.builder()
                        .configInserts(List.of("max_payload: 2MB", "server_tags: [ a, b ]", "ping_interval: \"20s\""))
                        .build());
        starts.put(
                "config-inserts-with-a-block",
                () -> NatsServerRunner.builder()
                        .configInserts(List.of("server_metadata {", "  zone: here", "}"))
                        .build());
        starts.put(
                "own-arguments",
                () -> NatsServerRunner.builder()
                        .customArgs(List.of("-n", "own_name", "--max_traced_msg_len", "10"))
                        .build());
        return starts;
    }

    private void run(String name, Start start) {
        int port;
        try (NatsServerRunner runner = patient(start)) {
            port = runner.getPort();
            exchange(runner);
        } catch (Exception e) {
            report.fail(name, e + (e.getCause() == null ? "" : " by " + e.getCause()));
            endChildren();
            return;
        }
        if (answers(port)) {
            report.fail(name, "port " + port + " is still answered after the runner was closed");
        } else {
            report.ok(name);
        }
    }

    private NatsServerRunner patient(Start start) throws Exception {
        try {
            return start.start();
        } catch (IllegalStateException e) {
            endChildren();
            slowStarts++;
        }
        NatsServerRunner.setDefaultValidateTries(PATIENT_TRIES);
        try {
            return start.start();
        } finally {
            NatsServerRunner.setDefaultValidateTries(OWN_TRIES);
        }
    }

    private static void exchange(NatsServerRunner runner) throws Exception {
        Options options =
                Options.builder().server(runner.getURI()).noReconnect().build();
        try (Connection connection = Nats.connect(options)) {
            Subscription subscription = connection.subscribe("runner.>");
            connection.publish("runner.a", "hello".getBytes(StandardCharsets.UTF_8));
            Message message = subscription.nextMessage(WAIT);
            if (message == null || !"hello".equals(new String(message.getData(), StandardCharsets.UTF_8))) {
                throw new IllegalStateException("the message did not come back");
            }
        }
    }

    private void version() {
        String version = NatsRunnerUtils.getNatsServerVersionString();
        if (version != null && version.matches("nats-server: v2\\.\\d+\\.\\d+.*")) {
            report.ok("runner/version");
        } else {
            report.fail("runner/version", "is " + version);
        }
    }

    /** The runner leaves a server running that it did not wait for long enough. */
    private static void endChildren() {
        ProcessHandle.current().children().forEach(ProcessHandle::destroy);
    }

    private static boolean answers(int port) {
        try {
            NatsServerRunner.connectCheck(port);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
