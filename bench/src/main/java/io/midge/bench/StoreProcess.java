package io.midge.bench;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A process that does {@link StoreChild}'s work, with the options of this JVM. */
final class StoreProcess implements Closeable {
    private final Process process;
    private final BufferedReader out;
    private final Thread guard;

    private StoreProcess(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.guard = new Thread(process::destroyForcibly, "kill-child");
        Runtime.getRuntime().addShutdownHook(guard);
    }

    static StoreProcess start(String work, Path directory, Object... args) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of("store-child", work, directory.toString()));
        for (Object each : args) {
            command.add(each.toString());
        }
        return new StoreProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Does it to its end, and returns what it found. */
    static Map<String, Double> run(String work, Path directory, Object... args) throws IOException {
        try (StoreProcess child = start(work, directory, args)) {
            Map<String, Double> found = new LinkedHashMap<>();
            for (String line = child.out.readLine(); line != null; line = child.out.readLine()) {
                int equals = line.indexOf('=');
                if (line.matches("[a-z]+=.*")) { // a JVM may have something to say as well
                    found.put(line.substring(0, equals), Double.parseDouble(line.substring(equals + 1)));
                }
            }
            if (child.await() != 0) {
                throw new IOException("the process that was to " + work + " failed");
            }
            return found;
        }
    }

    /** Waits until it has found this. */
    void await(String what) throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(what + '=')) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the process has ended");
        }
    }

    /** SIGKILL. */
    void kill() throws IOException {
        process.destroyForcibly();
        await();
    }

    private int await() throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        Runtime.getRuntime().removeShutdownHook(guard);
    }
}
