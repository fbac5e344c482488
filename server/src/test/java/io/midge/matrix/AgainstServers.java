package io.midge.matrix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The matrix through the sockets of server processes: {@code --server CMD} by our rules, {@code --reference CMD} by
 * nats-server's. Prints a line for each user and server, as {@code interop/run} counts them.
 */
final class AgainstServers {
    private static final Pattern LISTENING = Pattern.compile("Listening for client connections on \\S*:(\\d+)");
    private static final int SHOWN = 5;

    private AgainstServers() {}

    public static void main(String[] args) throws IOException {
        Map<String, String> commands = new TreeMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            commands.put(args[i].substring(2), args[i + 1]);
        }
        int failed = 0;
        for (Map.Entry<String, String> each : commands.entrySet()) {
            for (List<User> users : List.of(User.LIMITED, User.UNLIMITED)) {
                failed += play(each.getKey(), each.getValue(), users);
            }
        }
        System.exit(failed == 0 ? 0 : 1);
    }

    private static int play(String name, String command, List<User> users) throws IOException {
        Path config = Files.createTempFile("matrix-", ".conf");
        Files.writeString(config, User.configuration(users));
        List<String> line = new ArrayList<>(List.of(command.strip().split("\\s+", -1)));
        line.addAll(List.of("-a", "127.0.0.1", "-p", "-1", "-c", config.toString()));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try {
            BufferedReader log = process.inputReader(UTF_8);
            int port = port(log);
            Thread.ofVirtual().start(() -> drain(log));
            return play(name, users, tcp(port), System.out);
        } finally {
            process.destroy();
            Files.delete(config);
        }
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

    private static int port(BufferedReader log) throws IOException {
        StringBuilder seen = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.find()) {
                return Integer.parseInt(matcher.group(1));
            }
            seen.append(line).append(" | ");
        }
        throw new IOException("no listening port: " + seen);
    }

    private static int play(String name, List<User> users, Door door, PrintStream out) throws IOException {
        int failed = 0;
        try (Matrix matrix = new Matrix(door)) {
            for (User user : users) {
                List<Case> cases = Matrix.cases(List.of(user), !name.equals("reference"));
                List<String> wrong = new ArrayList<>();
                for (Case each : cases) {
                    String difference = matrix.play(each);
                    if (!difference.isEmpty()) {
                        wrong.add(difference);
                    }
                }
                List<Case> strict = new ArrayList<>(Matrix.cases(List.of(user), true));
                strict.removeAll(Matrix.cases(List.of(user), false));
                String title = "authorization/" + name + "/" + user.name();
                out.println(
                        wrong.isEmpty()
                                ? "ok " + title + " (" + cases.size() + " cases, in " + strict.size()
                                        + " of which the servers differ on purpose)"
                                : "FAIL " + title + " " + wrong.size() + " of " + cases.size() + " differ");
                wrong.stream().limit(SHOWN).forEach(each -> out.println("# " + each.replace("\r\n", "\\r\\n")));
                failed += wrong.isEmpty() ? 0 : 1;
            }
        }
        return failed;
    }

    /** Through a socket of its own. */
    static Door tcp(int port) {
        return () -> {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(30_000);
            return new Door.Way(socket.getInputStream(), socket.getOutputStream(), socket);
        };
    }
}
