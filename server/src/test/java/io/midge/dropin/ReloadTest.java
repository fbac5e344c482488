package io.midge.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** HUP to the real script: lines are those of nats-server 2.15.2 on the same edits, and what they say has happened. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class ReloadTest {
    private static final String LISTEN = "host: 127.0.0.1\nport: -1\nhttp: \"127.0.0.1:-1\"\n";

    @TempDir
    Path dir;

    private Script start(String text, String... flags) throws IOException {
        write(text);
        String[] args = new String[flags.length + 2];
        System.arraycopy(flags, 0, args, 0, flags.length);
        args[flags.length] = "-c";
        args[flags.length + 1] = dir.resolve("c").toString();
        Script script = Script.start(args);
        script.awaitLine("Server is ready$");
        return script;
    }

    private void write(String text) throws IOException {
        Files.writeString(dir.resolve("c"), LISTEN + text);
    }

    /** Reloads; the lines between the signal and the end of it, without their heads and digests. */
    private List<String> reload(Script server, String text) throws IOException {
        write(text);
        int before = server.stderr().size();
        server.signal("HUP");
        server.awaitLine("(Reloaded|Failed to reload) server configuration");
        return server.stderr().stream()
                .skip(before)
                .filter(line -> line.contains("[INF]") || line.contains("[ERR]"))
                .map(line -> line.substring(line.indexOf("[INF]") < 0 ? line.indexOf("[ERR]") : line.indexOf("[INF]")))
                .filter(line -> !line.contains("Trapped"))
                .map(line -> line.replaceFirst("sha256:[0-9a-f]{64}", "sha256:X"))
                .toList();
    }

    private static String varz(Script server) {
        return Probe.page(Integer.parseInt(server.awaitAnywhere("Starting http monitor on .*:(\\d+)$")), "/varz");
    }

    private static String field(String varz, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\": (.*?),?\n").matcher(varz);
        assertThat(matcher.find()).as(name).isTrue();
        return matcher.group(1);
    }

    private static List<String> lines(String... of) {
        return Arrays.stream(of).map(each -> "[INF] " + each).toList();
    }

    @Test
    void whatCanChangeChangesAndIsLoggedInTheOrderOfNatsServer() throws IOException {
        Path pid = dir.resolve("pid");
        try (Script server = start("")) {
            String before = varz(server);
            List<String> said = reload(
                    server,
                    "debug: true\ntrace: true\nmax_payload: 100\nping_max: 4\nping_interval: 7s\nmax_connections: 5\n"
                            + "pid_file: \"" + pid + "\"\nports_file_dir: \"" + dir + "\"\nserver_tags: [A, b]\n"
                            + "server_metadata: { k: v }\nclient_advertise: \"a.example:1\"\nwrite_deadline: \"3.5s\"\n"
                            + "max_control_line: 99\nmax_traced_msg_len: 4\nconnect_error_reports: 7\n"
                            + "reconnect_error_reports: 8\n");
            assertThat(said)
                    .containsExactlyElementsOf(lines(
                            "Reload: client_advertise = a.example:1",
                            "Reloaded: trace = true",
                            "Reloaded: debug = true",
                            "Reloaded: max_connections = 5",
                            "Reloaded: authorization users",
                            "Reloaded: accounts",
                            "Reloaded: ping_interval = 7s",
                            "Reloaded: ping_max = 4",
                            "Reloaded: max_control_line = 99",
                            "Reloaded: max_payload = 100",
                            "Reloaded: pid_file = " + pid,
                            "Reloaded: ports_file_dir = " + dir,
                            "Reloaded: write_deadline = 3.5s",
                            "Reloaded: max_traced_msg_len = 4",
                            "Reloaded: connect_error_reports = 7",
                            "Reloaded: reconnect_error_reports = 8",
                            "Reloaded: tags",
                            "Reloaded: metadata",
                            "Reloaded server configuration (sha256:X)"));
            String after = varz(server);
            assertThat(field(after, "max_payload")).isEqualTo("100");
            assertThat(field(after, "max_control_line")).isEqualTo("99");
            assertThat(field(after, "max_connections")).isEqualTo("5");
            assertThat(field(after, "ping_interval")).isEqualTo("7000000000");
            assertThat(field(after, "ping_max")).isEqualTo("4");
            assertThat(field(after, "write_deadline")).isEqualTo("3500000000");
            assertThat(after.replaceAll("\\s", "")).contains("\"tags\":[\"a\",\"b\"]", "\"metadata\":{\"k\":\"v\"}");
            assertThat(field(after, "config_digest")).isNotEqualTo(field(before, "config_digest"));
            assertThat(field(after, "config_load_time")).isNotEqualTo(field(before, "config_load_time"));
            assertThat(pid).hasContent(Long.toString(server.pid()));
            assertThat(dir.resolve("nats-server_" + server.pid() + ".ports")).exists();
            try (Probe client = Probe.connected(server.port())) {
                assertThat(client.info()).contains("\"host\":\"a.example\"", "\"port\":1,", "\"max_payload\":100,");
                server.awaitLine("\\[DBG] .*");
                client.say("PUB foo 6\r\nabcdef\r\n");
                server.awaitLine("<<- MSG_PAYLOAD: \\[\"abcd\\.\\.\\.\"]$");
            }
            assertThat(reload(server, ""))
                    .contains("[INF] Reload: client_advertise = ", "[INF] Reloaded: ports_file_dir = ")
                    .noneMatch(line -> line.contains("pid_file"));
            assertThat(pid).as("stays").exists();
            assertThat(dir.resolve("nats-server_" + server.pid() + ".ports")).doesNotExist();
        }
    }

    @Test
    void limitsHoldForClientsThatAreThere() throws IOException {
        try (Script server = start("");
                Probe payload = Probe.connected(server.port());
                Probe line = Probe.connected(server.port())) {
            reload(server, "max_payload: 3\nmax_control_line: 20\n");
            payload.say("PUB foo 4\r\nabcd\r\n");
            assertThat(payload.to("-ERR")).isEqualTo("-ERR 'Maximum Payload Violation'");
            line.say("SUB " + "a".repeat(30) + " 1\r\n");
            assertThat(line.to("-ERR")).isEqualTo("-ERR 'maximum control line exceeded'");
        }
    }

    @Test
    void fewerConnectionsCloseTheSurplus() throws IOException {
        try (Script server = start("");
                Probe one = Probe.connected(server.port());
                Probe two = Probe.connected(server.port())) {
            assertThat(reload(server, "max_connections: 0\n"))
                    .containsSubsequence(
                            "[INF] Closed 2 connections to fall within max_connections",
                            "[INF] Reloaded: max_connections = -1");
            assertThat(one.to("-ERR")).isEqualTo("-ERR 'maximum connections exceeded'");
            assertThat(two.to("-ERR")).isEqualTo("-ERR 'maximum connections exceeded'");
            assertThat(one.line()).isEmpty();
        }
    }

    @Test
    void logtimeChangesTheHeadOfLinesAndStandardErrorStaysOpen() throws IOException {
        try (Script server = start("")) {
            reload(server, "logtime: false\n");
            assertThat(server.stderr()).last().asString().startsWith("[" + server.pid() + "] [INF] Reloaded server");
            reload(server, "logtime_utc: true\n");
            assertThat(server.stderr())
                    .last()
                    .asString()
                    .matches("\\[\\d+] \\d{4}/\\d\\d/\\d\\d [0-9:.]{15} \\[INF] Reloaded server .*");
            server.signal("TERM");
            server.awaitLine("Server Exiting\\.\\.$");
        }
    }

    @Test
    void theLogMovesToAFileAndBack() throws IOException {
        Path log = dir.resolve("log");
        try (Script server = start("")) {
            write("log_file: \"" + log + "\"\n");
            server.signal("HUP");
            server.awaitLine("Reloaded: log_file = " + log + "$");
            Awaitility.await()
                    .until(() -> Files.exists(log) && Files.readString(log).contains("Reloaded server configuration"));
            write("");
            server.signal("HUP");
            server.awaitLine("Reloaded server configuration");
            assertThat(Files.readAllLines(log)).last().asString().endsWith("[INF] Reloaded: log_file = ");
        }
    }

    @Test
    void whatCannotBeReadOrOpenedChangesNothing() throws IOException {
        try (Script server = start("")) {
            String before = varz(server);
            assertThat(reload(server, "debug: true\nfoo: bar\n"))
                    .containsExactly("[ERR] Failed to reload server configuration: " + dir.resolve("c")
                            + ":5:1: unknown field \"foo\"");
            assertThat(reload(server, "debug: true\nclient_advertise: \"me:xx\"\n"))
                    .containsExactly("[ERR] Failed to reload server configuration: invalid ClientAdvertise value of "
                            + "me:xx, err=strconv.Atoi: parsing \"xx\": invalid syntax");
            assertThat(reload(server, "debug: true\nlog_file: \"" + dir + "/none/log\"\n"))
                    .containsExactly("[ERR] Failed to reload server configuration: error opening file: open " + dir
                            + "/none/log: no such file or directory");
            assertThat(reload(server, "debug: true\npid_file: \"" + dir + "/none/pid\"\n"))
                    .containsExactly("[ERR] Failed to reload server configuration: Could not write pidfile: open " + dir
                            + "/none/pid: no such file or directory");
            assertThat(reload(server, "debug: true\nmax_payload: 100000000\n"))
                    .containsExactly("[ERR] Failed to reload server configuration: max_payload (100000000) cannot be "
                            + "higher than max_pending (67108864)");
            assertThat(reload(server, "debug: true\nmax_pending: 2MB\n"))
                    .containsExactly("[ERR] Failed to reload server configuration: config reload not supported for "
                            + "MaxPending: old=67108864, new=2097152");
            String after = varz(server);
            assertThat(field(after, "config_digest")).isEqualTo(field(before, "config_digest"));
            assertThat(field(after, "config_load_time")).isEqualTo(field(before, "config_load_time"));
            Probe.connected(server.port()).close();
            assertThat(server.stderr()).noneMatch(line -> line.contains("[DBG]"));
        }
    }

    @Test
    void aFreePortIsKeptAndAnotherIsRefused() throws IOException {
        try (Script server = start("");
                ServerSocket other = new ServerSocket(0)) {
            assertThat(reload(server, "")).last().isEqualTo("[INF] Reloaded server configuration (sha256:X)");
            Probe.connected(server.port()).close();
            assertThat(reload(server, "port: " + server.port() + "\n")).hasSize(3);
            assertThat(reload(server, "port: " + other.getLocalPort() + "\n"))
                    .containsExactly(
                            "[ERR] Failed to reload server configuration: config reload not supported for Port:"
                                    + " old=" + server.port() + ", new=" + other.getLocalPort());
        }
    }

    @Test
    void flagsOverrideTheFileAgain() throws IOException {
        try (Script server = start("", "-D", "-n", "mine")) {
            assertThat(reload(server, "debug: false\nserver_name: other\n"))
                    .containsExactlyElementsOf(lines(
                            "Reloaded: authorization users",
                            "Reloaded: accounts",
                            "Reloaded server configuration (sha256:X)"));
            Probe.connected(server.port()).close();
            server.awaitLine("\\[DBG]");
        }
    }
}
