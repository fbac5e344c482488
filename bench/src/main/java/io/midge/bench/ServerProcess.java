package io.midge.bench;

import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A server that runs, on a loopback port of its own. */
final class ServerProcess implements AutoCloseable {
    private static final long POLL_NANOS = 250_000;
    private static final long START_LIMIT_NANOS = 600_000_000_000L;
    private static final long STOP_LIMIT_MS = 30_000;

    private final Process process;
    private final int port;
    private final long infoNanos;
    private final long pid;

    /**
     * Starts it and waits for the first byte of INFO.
     *
     * @param load what it is started for
     * @param started told at once, so that somebody else can kill it whatever happens
     */
    ServerProcess(Target target, Load load, Path log, ProcFs procFs, Consumer<Process> started) throws IOException {
        this(
                target,
                load.setup().arguments(),
                !(load instanceof Load.Start how) || how.aotCache(),
                log,
                procFs,
                started);
    }

    /** The same with these arguments beside its address. */
    ServerProcess(
            Target target, List<String> arguments, boolean aotCache, Path log, ProcFs procFs, Consumer<Process> started)
            throws IOException {
        port = freePort();
        List<String> command = new ArrayList<>(target.command());
        command.addAll(List.of("-a", "127.0.0.1", "-p", Integer.toString(port)));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .redirectInput(new File("/dev/null"));
        if (!aotCache) {
            builder.environment().put("MIDGE_AOT", "off");
        }
        long start = System.nanoTime();
        process = builder.start();
        started.accept(process);
        try {
            infoNanos = awaitInfo(start, log) - start;
            pid = procFs.listener(process.toHandle(), port);
        } catch (IOException | RuntimeException e) {
            killAll();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private long awaitInfo(long start, Path log) throws IOException {
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(Handshake.address(port), 1000);
                socket.setSoTimeout(10_000);
                if (socket.getInputStream().read() == 'I') {
                    return System.nanoTime();
                }
                throw new BadStreamException("no INFO: see " + log);
            } catch (ConnectException e) {
                if (!process.isAlive()) {
                    throw new IOException("the server ended with " + process.exitValue() + ": see " + log, e);
                }
                if (System.nanoTime() - start > START_LIMIT_NANOS) {
                    throw new IOException("the server does not listen: see " + log, e);
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    int port() {
        return port;
    }

    /** Of the process that listens, whatever was started to get there. */
    long pid() {
        return pid;
    }

    /** From just before exec to the first byte of INFO. */
    long infoNanos() {
        return infoNanos;
    }

    /** Asks it to end, and makes it end. */
    @Override
    public void close() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        try {
            if (!process.waitFor(STOP_LIMIT_MS, TimeUnit.MILLISECONDS)) {
                killAll();
                process.waitFor();
            }
        } catch (InterruptedException e) {
            killAll();
            Thread.currentThread().interrupt();
        }
    }

    /** Makes it end at once, as kill -9 does. */
    void kill() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        close();
    }

    private void killAll() {
        kill(process);
    }

    /** At once, with everything it started. */
    static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
