package io.midge.bench;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Takes one sample: a fresh server, the scenario on it, the figures, and the server is gone again. */
final class Sampler {
    private static final long MILLI = 1_000_000;
    private static final long START_SETTLE_MS = 500;
    private static final long IDLE_SETTLE_MS = 1000;
    private static final long QUIET_MS = 300;

    /** A message costs what it is going to cost when it costs more than this part of what it cost before. */
    private static final double SETTLED = 0.9;

    private final ProcFs procFs = new ProcFs();
    private final CpuClock clock = new CpuClock();
    private final Path log;
    private volatile @Nullable Process running;

    Sampler(Path log) {
        this.log = log;
    }

    /** Kills the server that runs, if one does; any thread. */
    void killRunning() {
        Process server = running;
        if (server != null) {
            ServerProcess.kill(server);
        }
    }

    /** A server with these arguments beside its address. */
    ServerProcess start(Target target, List<String> arguments) throws IOException {
        return new ServerProcess(target, arguments, true, log, procFs, p -> running = p);
    }

    Map<Metric, Double> take(Target target, Scenario scenario, long warmMs, long measureMs) throws IOException {
        Load load = scenario.load();
        try (BusyProcesses busy = new BusyProcesses(load instanceof Load.Start start ? start.busy() : 0);
                ServerProcess server = new ServerProcess(target, load, log, procFs, p -> running = p)) {
            busy.end();
            Map<Metric, Double> values = switch (load) {
                case Load.Stream stream -> drive(server, new StreamRun(server.port(), stream), warmMs, measureMs);
                case Load.Requests requests ->
                    drive(server, new RequestRun(server.port(), requests), warmMs, measureMs);
                case Load.Tls tls -> drive(server, new TlsRun(server.port(), tls), warmMs, measureMs);
                case Load.Handshakes handshakes ->
                    drive(server, new HandshakeRun(server.port(), handshakes), warmMs, measureMs);
                case Load.Idle idle -> idle(server, idle.connections());
                case Load.Start start -> started(server);
            };
            memory(server, values);
            return values;
        } finally {
            running = null;
        }
    }

    /** Warms up, measures, and closes the workload. */
    Map<Metric, Double> drive(ServerProcess server, Workload workload, long warmMs, long measureMs) throws IOException {
        return drive(server, workload, warmMs, 1, measureMs);
    }

    /** The same; it warms up as often as these while a message costs the server less each time. */
    Map<Metric, Double> drive(ServerProcess server, Workload workload, long warmMs, int most, long measureMs)
            throws IOException {
        try (workload) {
            warm(server, workload, warmMs, most);
            long self = ProcessHandle.current().pid();
            ProcFs.Machine machine = procFs.machine();
            long serverCpu = clock.nanos(server.pid());
            long driverCpu = clock.nanos(self);
            long start = System.nanoTime();
            Workload.Phase phase = workload.run(measureMs * MILLI);
            double wall = System.nanoTime() - start;
            serverCpu = clock.nanos(server.pid()) - serverCpu;
            driverCpu = clock.nanos(self) - driverCpu;
            ProcFs.Machine after = procFs.machine();
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            values.put(Metric.RATE, phase.messages() * 1e9 / phase.nanos());
            values.put(Metric.CPU, serverCpu / 1e3 / phase.messages());
            values.putAll(phase.more());
            values.put(Metric.SERVER_CORES, serverCpu / wall);
            values.put(Metric.DRIVER_CORES, driverCpu / wall);
            long others = after.busyNanos() - machine.busyNanos() - serverCpu - driverCpu;
            long stolen = after.stolenNanos() - machine.stolenNanos();
            values.put(Metric.OTHER_CORES, (Math.max(0, others) + stolen) / wall);
            memory(server, values);
            workload.verify();
            return values;
        }
    }

    // A server that is asked little each second takes its time until what it needs is compiled.
    private void warm(ServerProcess server, Workload workload, long warmMs, int most) throws IOException {
        double before = Double.MAX_VALUE;
        double cost = 0;
        for (int i = 0; i < most && cost < before * SETTLED; i++) {
            before = i == 0 ? Double.MAX_VALUE : cost;
            long cpu = clock.nanos(server.pid());
            long messages = workload.run(warmMs * MILLI).messages();
            cost = (clock.nanos(server.pid()) - cpu) / (double) Math.max(1, messages);
        }
    }

    private Map<Metric, Double> idle(ServerProcess server, int connections) throws IOException {
        List<SocketChannel> channels = new ArrayList<>(connections);
        try {
            for (int i = 0; i < connections; i++) {
                channels.add(Handshake.open(server.port(), "SUB idle." + i + " 1\r\n"));
            }
            pause(IDLE_SETTLE_MS);
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            memory(server, values);
            return values;
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private static Map<Metric, Double> started(ServerProcess server) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        values.put(Metric.INFO_MS, server.infoNanos() / 1e6);
        pause(START_SETTLE_MS);
        return values;
    }

    /** Notes resident memory unless that was done at a better moment. */
    void memory(ServerProcess server, Map<Metric, Double> values) {
        values.putIfAbsent(Metric.RSS, procFs.statusKib(server.pid(), "VmRSS") / 1024.0);
        values.putIfAbsent(Metric.PEAK_RSS, procFs.statusKib(server.pid(), "VmHWM") / 1024.0);
    }

    /** Waits until others leave the machine alone for a moment, or until patience ends; answers whether they did. */
    boolean awaitQuiet(long patienceMs) {
        long self = ProcessHandle.current().pid();
        long end = System.nanoTime() + patienceMs * MILLI;
        while (true) {
            ProcFs.Machine machine = procFs.machine();
            long driverCpu = clock.nanos(self);
            long start = System.nanoTime();
            pause(QUIET_MS);
            ProcFs.Machine after = procFs.machine();
            double wall = System.nanoTime() - start;
            driverCpu = clock.nanos(self) - driverCpu;
            long others = after.busyNanos() - machine.busyNanos() - driverCpu;
            if ((others + after.stolenNanos() - machine.stolenNanos()) / wall <= Sample.DISTURBED_CORES) {
                return true;
            }
            if (System.nanoTime() - end >= 0) {
                return false;
            }
        }
    }

    private static void pause(long millis) {
        long end = System.nanoTime() + millis * MILLI;
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
