package io.midge.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables played to server processes, {@code --server CMD} and {@code --reference CMD}: both must answer as they say.
 * With {@code --record CMD} prints what that server answers in the place of the table.
 */
final class AgainstServers {
    private static final Pattern LISTENING = Pattern.compile("Listening for client connections on \\S*:(\\d+)");
    private static final Pattern MONITORING = Pattern.compile("Starting http monitor on \\S*:(\\d+)");

    private AgainstServers() {}

    public static void main(String[] args) throws IOException {
        Map<String, String> commands = new TreeMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            commands.put(args[i].substring(2), args[i + 1]);
        }
        int failed = 0;
        for (Map.Entry<String, String> each : commands.entrySet()) {
            failed += play(each.getKey(), each.getValue(), System.out);
        }
        System.exit(failed == 0 ? 0 : 1);
    }

    private static int play(String name, String command, PrintStream out) throws IOException {
        Path config = Files.createTempFile("system-", ".conf");
        Files.writeString(config, Table.text("server.conf"));
        List<String> line = new ArrayList<>(List.of(command.strip().split("\\s+", -1)));
        line.addAll(List.of("-a", "127.0.0.1", "-c", config.toString()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try {
            BufferedReader log = process.inputReader(UTF_8);
            int monitor = port(log, MONITORING);
            int port = port(log, LISTENING);
            Thread.ofVirtual().start(() -> drain(log));
            try (Table table = new Table(port, monitor)) {
                return name.equals("record") ? record(table, out) : compare(name, table, out);
            }
        } finally {
            process.destroy();
            Files.delete(config);
        }
    }

    private static int record(Table table, PrintStream out) {
        for (Table.Row each : Table.rows("answers.txt")) {
            out.println("> " + each.request() + "\n< " + table.play(each.request()));
        }
        return 0;
    }

    private static int compare(String name, Table table, PrintStream out) {
        int failed = 0;
        for (Table.Row each : Table.rows("answers.txt")) {
            String answer = table.play(each.request());
            boolean same = answer.equals(each.answer());
            failed += same ? 0 : 1;
            out.println((same ? "ok   " : "FAIL ") + name + ": " + each + (same ? "" : ": " + answer));
        }
        return failed;
    }

    private static int port(BufferedReader log, Pattern pattern) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            seen.append(line).append(" | ");
        }
        throw new IOException("no server: " + seen);
    }

    // Lines until the process ends, which closes the stream under its reader.
    private static long drain(BufferedReader log) {
        long lines = 0;
        try {
            while (log.readLine() != null) {
                lines++;
            }
        } catch (IOException e) {
            return lines;
        }
        return lines;
    }
}
