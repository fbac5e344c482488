package io.midge.interop.jnats;

import io.midge.interop.PeerServer;
import io.midge.interop.Report;
import io.midge.interop.TimedTest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Runs all tests with jnats, each with a time-out. */
public final class JnatsSuite {
    static final int WAIT_SECONDS = 20;
    private static final int AT_ONCE = 8;

    /** A test gets the server that all share. */
    interface Case {
        void run(Target target) throws Exception;
    }

    /** A test with servers of {@code interop/servers}. */
    interface GuardedCase {
        void run(Servers servers) throws Exception;
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
            cases.forEach((name, test) -> TimedTest.run(report, "java/" + name, () -> test.run(target)));
        }
        runGuarded(command);
    }

    private void runGuarded(String command) {
        Map<String, GuardedCase> cases = new LinkedHashMap<>();
        TroubleCases.addTo(cases);
        AccessCases.addTo(cases);
        PermissionCases.addTo(cases);
        AccountCases.addTo(cases);
        TradeCases.addTo(cases);
        ServiceCases.addTo(cases);
        TlsCases.addTo(cases);
        Semaphore room = new Semaphore(AT_ONCE);
        try (Servers servers = new Servers(command);
                ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
            cases.forEach((name, test) -> lanes.execute(() -> {
                room.acquireUninterruptibly();
                try {
                    TimedTest.run(report, "java/" + name, () -> test.run(servers));
                } finally {
                    room.release();
                }
            }));
        }
    }
}
