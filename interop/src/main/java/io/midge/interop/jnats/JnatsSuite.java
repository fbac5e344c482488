package io.midge.interop.jnats;

import io.midge.interop.PeerServer;
import io.midge.interop.Report;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs all tests with jnats, each with a time-out. */
public final class JnatsSuite {
    static final int WAIT_SECONDS = 20;
    private static final int TEST_SECONDS = 60;

    /** A test gets the server that all share. */
    interface Case {
        void run(Target target) throws Exception;
    }

    /** What a test needs to know of the server. */
    record Target(String command, String url, int port) {}

    private final Report report;

    public JnatsSuite(Report report) {
        this.report = report;
    }

    public void run(String command) throws IOException {
        Map<String, Case> cases = new LinkedHashMap<>();
        MessagingCases.addTo(cases);
        RequestCases.addTo(cases);
        ConnectionCases.addTo(cases);
        try (PeerServer server = PeerServer.start(command, List.of())) {
            Target target = new Target(command, server.url(), server.port());
            cases.forEach((name, test) -> run("java/" + name, test, target));
        }
    }

    private void run(String name, Case test, Target target) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().name(name).start(() -> {
            try {
                test.run(target);
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.get(TEST_SECONDS, TimeUnit.SECONDS);
            report.ok(name);
        } catch (ExecutionException e) {
            report.fail(name, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            thread.interrupt();
            report.fail(name, "not done within " + TEST_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            report.fail(name, "interrupted");
        }
    }
}
