package io.midge;

import io.midge.conf.flags.CommandLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * {@code nats-server --signal}: tells another process what to do. Errors are nats-server's, word for word.
 *
 * <p>Threads: main.
 */
final class SignalCommand {
    private static final String PROCESS = "nats-server";

    private SignalCommand() {}

    /** Sends it; the error text, empty if all went well. */
    static String send(CommandLine.SendSignal what) {
        return send(what, SignalCommand::running);
    }

    /** The same, with another idea of which servers run. */
    static String send(CommandLine.SendSignal what, Supplier<List<Long>> running) {
        String expression = what.pid().isEmpty() ? "" : fileOr(what.pid());
        boolean glob = expression.endsWith("*");
        String prefix = glob ? expression.substring(0, expression.length() - 1) : expression;
        List<Long> pids = new ArrayList<>();
        if (!prefix.isEmpty()) {
            try {
                pids.add((long) Integer.parseInt(prefix));
            } catch (NumberFormatException e) {
                return "invalid pid: " + prefix;
            }
            if (pids.get(0) <= 0) {
                return "invalid pid: " + prefix; // would be everybody's
            }
        }
        if (prefix.isEmpty() || glob) {
            pids = running.get();
        }
        if (pids.size() > 1 && !glob) {
            StringBuilder many = new StringBuilder("multiple " + PROCESS + " processes running:");
            pids.forEach(pid -> many.append('\n').append(pid));
            return many.toString();
        }
        if (pids.isEmpty()) {
            return "no " + PROCESS + " processes running";
        }
        String signal = name(what.command());
        if (signal.isEmpty()) {
            return "unknown signal \"" + what.command() + '"';
        }
        StringBuilder errors = new StringBuilder();
        for (long pid : pids) {
            if (Long.toString(pid).startsWith(prefix)) {
                String error = kill(signal, pid);
                if (!error.isEmpty()) {
                    errors.append("\nsignal \"").append(what.command()).append("\" ");
                    errors.append(pid).append(": ").append(error);
                }
            }
        }
        return errors.toString();
    }

    private static String fileOr(String pid) {
        try {
            return Files.readString(Path.of(pid));
        } catch (IOException | RuntimeException e) {
            return pid; // it is no file that can be read, so it is the id itself
        }
    }

    private static String name(String command) {
        return switch (command) {
            case "stop" -> "KILL";
            case "quit" -> "INT";
            case "term" -> "TERM";
            case "reopen" -> "USR1";
            case "reload" -> "HUP";
            case "ldm" -> "USR2";
            default -> "";
        };
    }

    /** Processes of that name and JVMs that run our command, but for this one. */
    private static List<Long> running() {
        long self = ProcessHandle.current().pid();
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid)
                    .filter(pid -> pid != self && isServer(pid))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isServer(long pid) {
        Path proc = Path.of("/proc", Long.toString(pid));
        try {
            return isServer(
                    Files.readString(proc.resolve("comm"), StandardCharsets.ISO_8859_1),
                    List.of(Files.readString(proc.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                            .split("\0", -1)));
        } catch (IOException e) {
            return ProcessHandle.of(pid)
                    .map(ProcessHandle::info)
                    .map(info -> isServer(
                            info.command().orElse(""), List.of(info.arguments().orElse(new String[0]))))
                    .orElse(false);
        }
    }

    /** Whether a process of this name and command line is a server: {@code ./nats-server} becomes a JVM. */
    static boolean isServer(String name, List<String> line) {
        if (line.contains("-Dmidge.train=true")) {
            return false; // makes the launcher's cache, and ends
        }
        if (name.strip().endsWith(PROCESS)) {
            return true;
        }
        // Its main class stands behind the class path, in front of the flags; some signal, some print, and end.
        int main = line.indexOf(Main.class.getName());
        return main > 0 && line.get(main - 1).contains("midge-server.jar");
    }

    /** By the shell, which can send every signal and is on every machine; the error in nats-server's words. */
    private static String kill(String signal, long pid) {
        try {
            Process shell = new ProcessBuilder("/bin/sh", "-c", "kill -s " + signal + " -- " + pid)
                    .redirectErrorStream(true)
                    .start();
            shell.getOutputStream().close();
            String said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (shell.waitFor() == 0) {
                return "";
            }
            String why = said.substring(said.lastIndexOf(':') + 1).strip();
            return why.isEmpty() ? "failed" : why.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + why.substring(1);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
