package io.midge.interop.jetstream;

import io.midge.interop.PeerServer;
import io.midge.interop.Report;
import io.midge.interop.TimedTest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Runs all tests of JetStream with jnats on one server: each has streams of its own name. */
public final class JetStreamSuite {
    private static final int AT_ONCE = 8;

    /** A test gets a client. */
    interface Case {
        void run(Owner owner) throws Exception;
    }

    private final Report report;

    public JetStreamSuite(Report report) {
        this.report = report;
    }

    public void run(String command) throws IOException {
        Map<String, Case> cases = new LinkedHashMap<>();
        ObjectCases.addTo(cases);
        StreamCases.addTo(cases);
        ConsumerCases.addTo(cases);
        AckCases.addTo(cases);
        BucketCases.addTo(cases);
        Semaphore room = new Semaphore(AT_ONCE);
        try (StoreDirectory store = StoreDirectory.create();
                PeerServer server = PeerServer.start(command, store.arguments());
                ExecutorService lanes = Executors.newVirtualThreadPerTaskExecutor()) {
            cases.forEach((name, test) -> lanes.execute(() -> {
                room.acquireUninterruptibly();
                try {
                    run(server, name, test);
                } finally {
                    room.release();
                }
            }));
            lanes.execute(() -> TimedTest.run(report, "jetstream-java/restart", () -> RestartCases.run(command)));
        }
    }

    private void run(PeerServer server, String name, Case test) {
        String stream = "JAVA_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
        TimedTest.run(report, "jetstream-java/" + name, () -> {
            try (Owner owner = Owner.open(server.url(), stream)) {
                test.run(owner);
            }
        });
    }
}
