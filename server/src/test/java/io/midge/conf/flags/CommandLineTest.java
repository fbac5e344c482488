package io.midge.conf.flags;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.midge.options.LogOptions;
import io.midge.options.MonitorOptions;
import io.midge.options.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CommandLineTest {
    private static final String USAGE = "usage";
    private static final String VERSION = "version";
    private static final String NOTHING = "";

    /**
     * What nats-server 2.15.2 does with a line.
     *
     * @param args the arguments
     * @param exitCode its exit code
     * @param out what is on standard output: usage, version, or nothing
     * @param err its line on standard error
     */
    record Case(List<String> args, int exitCode, String out, String err) {}

    private static Case version(String... args) {
        return new Case(List.of(args), 0, VERSION, "");
    }

    private static Case usage(String... args) {
        return new Case(List.of(args), 0, USAGE, "");
    }

    private static Case misuse(String err, String... args) {
        return new Case(List.of(args), 0, USAGE, err);
    }

    private static Case fails(String err, String... args) {
        return new Case(List.of(args), 1, NOTHING, "nats-server: " + err);
    }

    static List<Case> cases() {
        List<Case> out = new ArrayList<>();
        out.addAll(versions());
        out.addAll(usages());
        out.addAll(misuses());
        out.addAll(wrongValues());
        out.addAll(failures());
        return out;
    }

    private static List<Case> versions() {
        return List.of(
                version("-v"),
                version("--v"),
                version("-version"),
                version("--version"),
                version("-v=true"),
                version("version"),
                version("VERSION"),
                version("version", "foo"),
                version("-v", "-h"),
                version("-v", "foo"),
                version("-v", "help"),
                version("--", "version"),
                version("-p", "4222", "version"),
                version("-p=4222", "version"),
                version("--port=4222", "version"),
                version("-port", "-1", "version"),
                version("-p", "0x10", "version"),
                version("-p", "1_0", "version"),
                version("-p", "017", "version"),
                version("-p", "0_7", "version"),
                version("-p", "0o17", "version"),
                version("-p", "0B1_1", "version"),
                version("-p", "+5", "version"),
                version("-p", "0", "version"),
                version("-p", "9223372036854775807", "version"),
                version("-p", "-9223372036854775808", "version"),
                version("-D=1", "-V=TRUE", "-DV=f", "version"),
                version("-T=false", "--logtime=0", "version"),
                version("-a", "127.0.0.1", "-addr", "::", "--net", "h", "version"),
                version("-n", "a", "-name", "b", "-server_name", "c d", "version"),
                version("-m", "8222", "-http_port", "0", "-P", "f", "-pid", "", "-l=", "-log", "g", "version"),
                version("-c", "none.conf", "-js", "-sd", "d", "--routes=nats://h:1", "-VV", "-DVV", "version"),
                version("-user", "u", "-pass", "p", "-auth", "t", "-tls", "-cluster", "x", "-v"),
                version("-a", "-v", "-v"),
                version("-h=false", "version"));
    }

    private static List<Case> usages() {
        return List.of(
                usage("-h"),
                usage("--help"),
                usage("-help"),
                usage("help"),
                usage("Help", "me"),
                usage("-v=false", "-h"),
                usage("-p", "1", "help"));
    }

    private static List<Case> misuses() {
        return List.of(
                misuse("flag provided but not defined: -x", "-x"),
                misuse("flag provided but not defined: -x", "--x"),
                misuse("flag provided but not defined: -x", "-x=1", "-v"),
                misuse("flag provided but not defined: -x", "-v", "-x"),
                misuse("flag provided but not defined: -Port", "-Port", "1"),
                misuse("flag provided but not defined: -p4222", "-p4222"),
                misuse("flag provided but not defined: -VD", "-VD"),
                misuse("flag needs an argument: -p", "-p"),
                misuse("flag needs an argument: -http_port", "--http_port"),
                misuse("flag needs an argument: -a", "-D", "-a"),
                misuse("flag needs an argument: -c", "-c"),
                misuse("flag needs an argument: -sl", "-sl"),
                misuse("bad flag syntax: ---p", "---p"),
                misuse("bad flag syntax: -=x", "-=x"),
                misuse("bad flag syntax: --=", "--="));
    }

    private static List<Case> wrongValues() {
        return List.of(
                misuse("invalid value \"x\" for flag -p: parse error", "-p", "x"),
                misuse("invalid value \"\" for flag -p: parse error", "-p="),
                misuse("invalid value \"-\" for flag -p: parse error", "-p", "-"),
                misuse("invalid value \"1x\" for flag -port: parse error", "--port=1x"),
                misuse("invalid value \"08\" for flag -p: parse error", "-p", "08"),
                misuse("invalid value \"0x\" for flag -p: parse error", "-p", "0x"),
                misuse("invalid value \"0xg\" for flag -p: parse error", "-p", "0xg"),
                misuse("invalid value \"1__0\" for flag -p: parse error", "-p", "1__0"),
                misuse("invalid value \"_1\" for flag -p: parse error", "-p", "_1"),
                misuse("invalid value \"1_\" for flag -p: parse error", "-p", "1_"),
                misuse("invalid value \" 1\" for flag -m: parse error", "-m", " 1"),
                misuse("invalid value \"4222.0\" for flag -p: parse error", "-p", "4222.0"),
                misuse("invalid value \"-v\" for flag -p: parse error", "-p", "-v"),
                misuse("invalid value \"a\\\"b\\\\\\tcé\" for flag -p: parse error", "-p", "a\"b\\\tcé"),
                misuse(
                        "invalid value \"9223372036854775808\" for flag -p: value out of range",
                        "-p",
                        "9223372036854775808"),
                misuse(
                        "invalid value \"99999999999999999999\" for flag -ms: value out of range",
                        "-ms=99999999999999999999"),
                misuse("invalid boolean value \"x\" for -D: parse error", "-D=x"),
                misuse("invalid boolean value \"\" for -DV: parse error", "-DV="),
                misuse("invalid boolean value \"yes\" for -js: parse error", "-js=yes"),
                misuse("invalid boolean value \"tRUE\" for -v: parse error", "-v=tRUE"));
    }

    private static List<Case> failures() {
        return List.of(
                fails("unrecognized command: \"foo\"", "foo"),
                fails("unrecognized command: \"FOO\"", "FOO", "-v"),
                fails("unrecognized command: \"foo\"", "-D", "foo", "version"),
                fails("unrecognized command: \"true\"", "-D", "true"),
                fails("unrecognized command: \"-\"", "-"),
                fails("unrecognized command: \"\"", ""),
                fails("unrecognized command: \"-v\"", "--", "-v"),
                fails("unrecognized command: \"a\\nb\"", "a\nb"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void linesMeanWhatTheyMeanToNatsServer(Case line) {
        var result = CommandLine.parse(line.args().toArray(String[]::new));
        switch (result) {
            case CommandLine.PrintVersion v -> {
                assertThat(line.out()).isEqualTo(VERSION);
                assertThat(line.err()).isEmpty();
            }
            case CommandLine.PrintUsage u -> {
                assertThat(line.out()).isEqualTo(USAGE);
                assertThat(line.err()).isEmpty();
            }
            case CommandLine.Fail fail ->
                assertThat(new Case(line.args(), fail.exitCode(), fail.usage() ? USAGE : NOTHING, fail.text()))
                        .isEqualTo(line);
            case CommandLine other -> throw new AssertionError("is taken as " + other);
        }
    }

    @Test
    void natsServerItselfAgrees() throws Exception {
        String go = Objects.requireNonNullElse(System.getenv("MIDGE_GO_SERVER"), "/usr/local/bin/nats-server-go");
        assumeTrue(Files.isExecutable(Path.of(go)), "no Go server here");
        Path err = Files.createTempFile("midge", ".err");
        for (Case line : cases()) {
            List<String> command = new ArrayList<>(List.of(go));
            command.addAll(line.args());
            var process =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            int exitCode = process.waitFor();
            assertThat(new Case(
                            line.args(),
                            exitCode,
                            kind(out),
                            Files.readString(err).stripTrailing()))
                    .isEqualTo(line);
        }
        Files.delete(err);
    }

    private static String kind(String out) throws IOException {
        if (out.isEmpty()) {
            return NOTHING;
        }
        if (out.equals(new CommandLine.PrintVersion().text() + "\n")) {
            return VERSION;
        }
        return out.contains("Usage: nats-server [options]") ? USAGE : out;
    }

    @Test
    void aConfigurationCanBeNamedAndChecked() {
        assertThat(run("-c a.conf -config b.conf -p 1").configFile()).isEqualTo("b.conf");
        assertThat(run("-p 1").configFile()).isEmpty();
        assertThat(CommandLine.parse("-t", "-c", "a.conf")).isEqualTo(new CommandLine.Check("a.conf", Flags.NONE));
        assertThat(CommandLine.parse("-t=false")).isInstanceOf(CommandLine.Run.class);
        assertThat(CommandLine.parse("-help_tls")).isEqualTo(new CommandLine.PrintTlsHelp());
    }

    @Test
    void signalsNameACommandAndAProcess() {
        assertThat(CommandLine.parse("--signal", "ldm=42")).isEqualTo(new CommandLine.SendSignal("ldm", "42"));
        assertThat(CommandLine.parse("-sl=reload=/a/b.pid"))
                .isEqualTo(new CommandLine.SendSignal("reload", "/a/b.pid"));
        assertThat(CommandLine.parse("-sl", "stop", "-t")).isEqualTo(new CommandLine.SendSignal("stop", ""));
        assertThat(CommandLine.parse("-sl", "stop=1=2=3")).isEqualTo(fail("invalid signal parameters: [2 3]"));
    }

    @Test
    void flagsOverrideTheFile() {
        Options file = Options.builder()
                .port(1)
                .host("f")
                .serverName("f")
                .debug(true)
                .trace(true)
                .logtime(false)
                .logFile("f")
                .httpPort(8)
                .build();
        assertThat(run("-T").flags().over(file).log().logtime()).isTrue();
        assertThat(run("-D=false -p 2").flags().over(file))
                .isEqualTo(file.toBuilder().debug(false).port(2).build());
        assertThat(run("-l=").flags().over(file).log().file()).isEmpty();
        assertThat(run("-m 0").flags().over(file).monitor().port()).isZero();
        assertThat(Flags.NONE.over(file)).isEqualTo(file);
    }

    @Test
    void everyFlagOfTheLogIsTaken() {
        assertThat(parse("-VV -logtime_utc -s -r udp://x -log_size_limit 5 -max_traced_msg_len 6")
                        .log())
                .isEqualTo(new LogOptions(false, true, true, false, true, true, "", 5, 0, true, "udp://x", 6));
        assertThat(parse("-DVV").log())
                .isEqualTo(new LogOptions(true, true, true, false, true, false, "", 0, 0, false, "", 0));
        assertThat(parse("-ms 443 -profile 7").monitor()).isEqualTo(new MonitorOptions("", 0, 443, "", 7, 0));
        assertThat(parse("-client_advertise h:1 -ports_file_dir d -sd s"))
                .isEqualTo(Options.builder()
                        .clientAdvertise("h:1")
                        .portsFileDir("d")
                        .storeDir("s")
                        .build());
    }

    @Test
    void flagsBecomeOptions() {
        assertThat(parse("-D=false")).isEqualTo(Options.builder().build());
        assertThat(parse("-a 127.0.0.1 -p -1 -n s1 -D -m -1 -P pid -l log -T=false"))
                .isEqualTo(Options.builder()
                        .host("127.0.0.1")
                        .port(-1)
                        .serverName("s1")
                        .debug(true)
                        .httpPort(-1)
                        .pidFile("pid")
                        .logFile("log")
                        .logtime(false)
                        .build());
        assertThat(parse("--addr=h --port=1 --server_name=s --trace --http_port=2 --pid=p --log=l"))
                .isEqualTo(Options.builder()
                        .host("h")
                        .port(1)
                        .serverName("s")
                        .trace(true)
                        .httpPort(2)
                        .pidFile("p")
                        .logFile("l")
                        .build());
        assertThat(parse("-net a -net b -name c --").host()).isEqualTo("b");
        assertThat(parse("-p 0").port()).isEqualTo(4222);
        assertThat(parse("-p 0x1F90").port()).isEqualTo(8080);
    }

    @Test
    void debugAndTraceTogetherOverrideEachAlone() {
        assertThat(parse("-DV").log().debug()).isTrue();
        assertThat(parse("-DV").log().trace()).isTrue();
        assertThat(parse("-DV -D=false").log().debug()).isTrue();
        assertThat(parse("-D -V -DV=false").log().debug()).isFalse();
        assertThat(parse("-V").log().trace()).isTrue();
        assertThat(parse("-V").log().debug()).isFalse();
    }

    @Test
    void theUsageNamesEveryFlagThatWorks() {
        String usage = new CommandLine.PrintUsage().text();
        assertThat(usage).contains("Midge");
        String flags = "a addr net p port n name server_name P pid m http_port ms https_port c config t sl signal"
                + " client_advertise ports_file_dir l log T logtime logtime_utc s syslog r remote_syslog D debug V trace"
                + " VV DV DVV log_size_limit max_traced_msg_len js jetstream sd store_dir user pass auth tls tlscert"
                + " tlskey tlsverify tlscacert routes cluster cluster_listen cluster_name no_advertise"
                + " cluster_advertise connect_retries profile h help v version help_tls";
        for (String flag : flags.split(" ", -1)) {
            assertThat(usage).containsPattern("[ ,]--?" + flag + "[ ,\n]");
        }
        assertThat(Arrays.stream(usage.split("\n", -1)).filter(l -> l.length() > 110))
                .isEmpty();
    }

    private static CommandLine.Fail fail(String text) {
        return new CommandLine.Fail("nats-server: " + text, false, 1);
    }

    private static Options parse(String line) {
        return run(line).flags().over(Options.builder().build());
    }

    private static CommandLine.Run run(String line) {
        return (CommandLine.Run) CommandLine.parse(line.split(" ", -1));
    }
}
