package io.midge;

import io.midge.account.Fanout;
import io.midge.log.Log;
import io.midge.loop.Clock;
import io.midge.loop.IoLoop;
import io.midge.net.Backlogs;
import io.midge.net.NetLoop;
import io.midge.options.LimitOptions;
import io.midge.options.Options;
import io.midge.options.WriteTimeout;
import io.midge.subject.MatchCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * The I/O loops of one server, each with its part of the network and of fan-out.
 *
 * @param io the loops
 * @param net what they read and write
 * @param fanouts what they deliver with
 * @param backlogs what waits for all connections
 */
record Loops(List<IoLoop> io, List<NetLoop> net, List<Fanout> fanouts, Backlogs backlogs) {
    /** As many as the options say, not started yet. */
    static Loops make(
            Options options,
            OutboundBudget budget,
            RandomGenerator random,
            Clock clock,
            IoLoop.Failure failures,
            Opened opened,
            Log log)
            throws IOException {
        LimitOptions limits = options.limits();
        Backlogs backlogs = new Backlogs(
                log, budget.bytes(), limits.maxPending(), limits.writeDeadline().toNanos());
        backlogs.retries(limits.writeTimeout() == WriteTimeout.RETRY);
        backlogs.neverStall(limits.noFastProducerStall());
        List<IoLoop> loops = new ArrayList<>();
        List<NetLoop> netLoops = new ArrayList<>();
        List<Fanout> fanouts = new ArrayList<>();
        int count = options.ioLoopsFor(Runtime.getRuntime().availableProcessors());
        for (int i = 0; i < count; i++) {
            IoLoop loop = new IoLoop(i, "nats-io-" + i, clock, random.nextLong(), failures);
            opened.add(loop::discard);
            loops.add(loop);
            NetLoop netLoop = new NetLoop(loop, backlogs, options.process().readBufferSize());
            netLoops.add(netLoop);
            fanouts.add(new Fanout(netLoop, new MatchCache<>()));
        }
        return new Loops(List.copyOf(loops), List.copyOf(netLoops), List.copyOf(fanouts), backlogs);
    }

    /** The one that does what is nobody's own. */
    IoLoop first() {
        return io.getFirst();
    }

    /** Whether a message may be delivered by more than one. */
    boolean several() {
        return io.size() > 1;
    }

    void start() {
        io.forEach(IoLoop::start);
    }

    void stop() {
        io.forEach(IoLoop::stop);
    }

    /** Other limits hold from now on. */
    void reload(LimitOptions limits) {
        backlogs.writeDeadline(limits.writeDeadline().toNanos());
        backlogs.neverStall(limits.noFastProducerStall());
    }
}
