package io.midge.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connections over TLS, opened and closed one after the other by several threads. A message is one full handshake: each
 * thread throws its sessions away, so that there is none to resume.
 */
final class HandshakeRun implements Workload {
    /** The first phase takes at least so long: at some hundred handshakes a second their code is long in being compiled. */
    private static final long WARM_NANOS = 12_000_000_000L;

    private final int port;
    private final int threads;
    private final ExecutorService pool;
    private boolean warm;

    HandshakeRun(int port, Load.Handshakes load) {
        this.port = port;
        this.threads = load.threads();
        this.pool = Executors.newFixedThreadPool(threads);
    }

    @Override
    public Phase run(long asked) throws IOException {
        long nanos = warm ? asked : Math.max(asked, WARM_NANOS);
        warm = true;
        AtomicLong done = new AtomicLong();
        long start = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(pool.submit(() -> {
                while (System.nanoTime() - start < nanos) {
                    // A context for each: sessions are kept by context.
                    Handshake.openTls(port, Certificate.get().client(), "").close();
                    done.incrementAndGet();
                }
                return null;
            }));
        }
        try {
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("a handshake failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new Phase(done.get(), System.nanoTime() - start, Map.of());
    }

    @Override
    public void verify() {
        // Each handshake ended with two PONGs, or run() has failed.
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
