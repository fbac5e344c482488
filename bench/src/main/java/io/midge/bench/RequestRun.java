package io.midge.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Requesters and one responder, a fixed number of requests in flight, each one's latency recorded. */
final class RequestRun implements Workload {
    private final Loop loop = new Loop();
    private final Latencies latencies = new Latencies();
    private final List<Requester> requesters = new ArrayList<>();
    private final Responder responder;

    RequestRun(int port, Load.Requests load) throws IOException {
        responder = new Responder(port, load.payload());
        try {
            loop.add(responder);
            for (int i = 0; i < load.connections(); i++) {
                requesters.add(new Requester(port, i, load.inFlightEach(), load.payload(), latencies));
                loop.add(requesters.getLast());
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public Phase run(long nanos) throws IOException {
        latencies.clear();
        long before = received();
        long start = System.nanoTime();
        for (Requester requester : requesters) {
            requester.begin(start);
        }
        long seen = before;
        long progressNanos = start;
        boolean open = true;
        while (open || received() < sent()) {
            loop.poll(50);
            long now = System.nanoTime();
            if (open && now - start >= nanos) {
                open = false;
                requesters.forEach(Requester::end);
            }
            long received = received();
            if (received != seen) {
                seen = received;
                progressNanos = now;
            } else if (now - progressNanos > Loop.STALL_NANOS) {
                throw new BadStreamException("no progress: " + sent() + " requests, " + received + " replies");
            }
        }
        long took = System.nanoTime() - start;
        return new Phase(
                received() - before,
                took,
                Map.of(Metric.P50, latencies.quantile(0.5) / 1e3, Metric.P99, latencies.quantile(0.99) / 1e3));
    }

    private long sent() {
        long sum = 0;
        for (int i = 0; i < requesters.size(); i++) {
            sum += requesters.get(i).sent();
        }
        return sum;
    }

    private long received() {
        long sum = 0;
        for (int i = 0; i < requesters.size(); i++) {
            sum += requesters.get(i).received();
        }
        return sum;
    }

    @Override
    public void verify() throws IOException {
        List<Conn> all = new ArrayList<>(requesters);
        all.add(responder);
        all.forEach(Conn::barrier);
        long deadline = System.nanoTime() + Loop.STALL_NANOS;
        for (Conn conn : all) {
            conn.flushControl();
            while (!conn.barrierReached()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new BadStreamException("no PONG");
                }
                loop.poll(10);
            }
        }
        if (sent() != received() || responder.answered() != received()) {
            throw new BadStreamException(
                    sent() + " requests, " + responder.answered() + " answered, " + received() + " replies");
        }
    }

    @Override
    public void close() throws IOException {
        for (Requester requester : requesters) {
            requester.close();
        }
        responder.close();
        loop.close();
    }
}
