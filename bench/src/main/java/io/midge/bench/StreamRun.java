package io.midge.bench;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Publishers and receivers at full speed.
 *
 * <p>A publisher begins a block of messages only while fewer than the window's bytes are under way: published, and not
 * yet counted at the slowest receiver. With no receiver there is no window but TCP's. A phase ends with a PING on each
 * publishing connection and its PONG, and with the last message received. Receivers that get stuck do so after the first
 * phase; nobody waits for them, and what they got is not counted.
 */
final class StreamRun implements Workload {
    private final Loop loop = new Loop();
    private final List<Publisher> publishers = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private final boolean queue;
    private final long windowMessages;
    private final List<Receiver> stuck = new ArrayList<>();
    private final List<SocketChannel> halfOpen = new ArrayList<>();
    private @Nullable Churner churner;
    private boolean warm;
    private long progress;
    private long progressNanos;

    StreamRun(int port, Load.Stream load) throws IOException {
        Frames frames = new Frames(load.payload(), load.subscription() == Load.Subscription.WILDCARD);
        queue = load.subscription() == Load.Subscription.QUEUE;
        windowMessages = load.receivers() == 0
                ? Long.MAX_VALUE / 2
                : Math.max(load.window() / frames.msgLength(), load.publishers() * frames.count());
        try {
            boolean ordered = load.publishers() == 1 && !queue;
            for (int i = 0; i < load.receivers(); i++) {
                receivers.add(new Receiver(port, load.subscription().line(i), frames, ordered));
                loop.add(receivers.getLast());
            }
            for (int i = 0; i < load.publishers(); i++) {
                publishers.add(new Publisher(port, frames));
                loop.add(publishers.getLast());
            }
            Load.Beside beside = load.beside();
            for (int i = 0; i < beside.stuck(); i++) {
                stuck.add(new Receiver(port, load.subscription().line(i), frames, ordered));
                loop.add(stuck.getLast());
            }
            for (int i = 0; i < beside.halfOpen(); i++) {
                halfOpen.add(Handshake.begin(port));
            }
            if (beside.churnPerSecond() > 0) {
                churner = new Churner(port, beside.churnPerSecond());
                loop.add(churner);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public Phase run(long nanos) throws IOException {
        if (warm) {
            stuck.forEach(Conn::stopReading);
        }
        warm = true;
        long before = counted();
        long start = System.nanoTime();
        progressNanos = start;
        if (churner != null) {
            churner.begin(start);
        }
        boolean more;
        for (long now = start; now - start < nanos; now = System.nanoTime()) {
            more = pumpPublishers(true);
            if (churner != null) {
                churner.pump(now);
            }
            loop.poll(more ? 0 : churner == null ? 50 : 1);
            watch(now);
        }
        drain();
        long took = System.nanoTime() - start;
        return new Phase(
                counted() - before,
                took,
                churner == null ? Map.of() : Map.of(Metric.CHURN, churner.pairs() * 1e9 / took));
    }

    private void drain() throws IOException {
        publishers.forEach(Conn::barrier);
        if (churner != null) {
            churner.barrier();
        }
        while (!drained()) {
            boolean more = pumpPublishers(false);
            if (churner != null) {
                churner.finish();
            }
            loop.poll(more ? 0 : 1);
            watch(System.nanoTime());
        }
    }

    private boolean drained() {
        for (Publisher publisher : publishers) {
            if (!publisher.idle() || !publisher.barrierReached()) {
                return false;
            }
        }
        return (churner == null || churner.barrierReached()) && (receivers.isEmpty() || published() == delivered());
    }

    private boolean pumpPublishers(boolean open) throws IOException {
        boolean more = false;
        for (int i = 0; i < publishers.size(); i++) {
            long room = !open ? 0 : receivers.isEmpty() ? windowMessages : windowMessages - published() + delivered();
            more |= publishers.get(i).pump(Math.min(room, Math.max(0, windowMessages / publishers.size())));
        }
        return more;
    }

    private void watch(long now) {
        long seen = counted() + published() + (churner == null ? 0 : churner.pairs());
        if (seen != progress) {
            progress = seen;
            progressNanos = now;
        } else if (now - progressNanos > Loop.STALL_NANOS) {
            throw new BadStreamException("no progress: published " + published() + ", delivered " + delivered());
        }
    }

    private long published() {
        long sum = 0;
        for (int i = 0; i < publishers.size(); i++) {
            sum += publishers.get(i).published();
        }
        return sum;
    }

    /** Messages that the whole group, or else the slowest receiver, has. */
    private long delivered() {
        long sum = 0;
        long least = Long.MAX_VALUE;
        for (int i = 0; i < receivers.size(); i++) {
            long received = receivers.get(i).received();
            sum += received;
            least = Math.min(least, received);
        }
        return queue ? sum : least;
    }

    /** What throughput counts. */
    private long counted() {
        if (receivers.isEmpty()) {
            return published();
        }
        long sum = 0;
        for (int i = 0; i < receivers.size(); i++) {
            sum += receivers.get(i).received();
        }
        return sum;
    }

    @Override
    public void verify() throws IOException {
        receivers.forEach(Conn::barrier);
        long deadline = System.nanoTime() + Loop.STALL_NANOS;
        for (Receiver receiver : receivers) {
            receiver.flushControl();
            while (!receiver.barrierReached()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new BadStreamException("no PONG for a receiver");
                }
                loop.poll(10);
            }
        }
        long expected = queue ? published() : published() * receivers.size();
        if (!receivers.isEmpty() && counted() != expected) {
            throw new BadStreamException("expected " + expected + " messages, got " + counted());
        }
        for (Receiver receiver : receivers) {
            if (receiver.received() > 0 && receiver.compared() == 0) {
                throw new BadStreamException("not one message could be compared");
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Publisher publisher : publishers) {
            publisher.close();
        }
        for (Receiver receiver : receivers) {
            receiver.close();
        }
        for (Receiver receiver : stuck) {
            receiver.close();
        }
        for (SocketChannel channel : halfOpen) {
            channel.close();
        }
        if (churner != null) {
            churner.close();
        }
        loop.close();
    }
}
