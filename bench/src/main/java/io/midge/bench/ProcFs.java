package io.midge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** What Linux tells about processes and the machine under {@code /proc}. */
final class ProcFs {
    private static final Path PROC = Path.of("/proc");
    private static final String LISTEN = "0A";
    private static final long NANOS_PER_TICK = 10_000_000;

    /** The machine's CPU time since boot, all cores: what ran here, and what the hypervisor gave to others. */
    record Machine(long busyNanos, long stolenNanos) {}

    /** A value of {@code /proc/PID/status} in KiB, such as {@code VmRSS}. */
    long statusKib(long pid, String key) {
        for (String line : lines(PROC.resolve(pid + "/status"))) {
            if (line.startsWith(key + ":")) {
                return Long.parseLong(
                        line.substring(key.length() + 1).replace("kB", "").strip());
            }
        }
        throw new IllegalStateException("no " + key + " for process " + pid);
    }

    Machine machine() {
        String[] columns = lines(PROC.resolve("stat")).getFirst().split("\\s+", -1);
        // cpu user nice system idle iowait irq softirq steal
        long busy = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            busy += Long.parseLong(columns[i]);
        }
        return new Machine(busy * NANOS_PER_TICK, Long.parseLong(columns[8]) * NANOS_PER_TICK);
    }

    /** The process that listens on a TCP port, among the one given and its descendants (a launcher may fork). */
    long listener(ProcessHandle started, int port) {
        OptionalLong inode = listeningInode(port);
        if (inode.isPresent()) {
            String socket = "socket:[" + inode.getAsLong() + "]";
            List<ProcessHandle> all = java.util.stream.Stream.concat(
                            java.util.stream.Stream.of(started), started.descendants())
                    .toList();
            for (ProcessHandle process : all) {
                if (holds(process.pid(), socket)) {
                    return process.pid();
                }
            }
        }
        throw new IllegalStateException("process " + started.pid() + " and its children do not listen on " + port);
    }

    private static OptionalLong listeningInode(int port) {
        String suffix = String.format(Locale.ROOT, ":%04X", port);
        for (String file : List.of("net/tcp", "net/tcp6")) {
            for (String line : lines(PROC.resolve(file))) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTEN)) {
                    return OptionalLong.of(Long.parseLong(columns[9]));
                }
            }
        }
        return OptionalLong.empty();
    }

    private static boolean holds(long pid, String socket) {
        try (DirectoryStream<Path> fds = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
            for (Path fd : fds) {
                if (Files.isSymbolicLink(fd)
                        && Files.readSymbolicLink(fd).toString().equals(socket)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false; // it ended meanwhile, or is not ours
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
