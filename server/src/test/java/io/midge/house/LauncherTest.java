package io.midge.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./nats-server} in a checkout of its own, with a JDK and a Maven that only say what they were asked. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTest {
    private static final List<String> TOOLS = List.of(
            "sh", "mkdir", "date", "rm", "mv", "ln", "readlink", "sed", "sleep", "nice", "env", "cat", "dirname");

    @TempDir
    Path temp;

    private Path checkout;
    private Path bin;
    private Path jdk;

    private record Run(int code, String out, String err) {}

    @BeforeEach
    void lay() throws IOException {
        checkout = Files.createDirectories(temp.resolve("a checkout"));
        Path here = Checkout.here().root();
        copy(here, "nats-server");
        copy(here, ".mvn/jdk.sh");
        copy(here, ".mvn/aot.sh");
        Files.writeString(checkout.resolve("pom.xml"), "");
        write(checkout.resolve("server/pom.xml"), "");
        write(checkout.resolve("server/src/main/java/A.java"), "");
        bin = Files.createDirectories(temp.resolve("bin"));
        for (String tool : TOOLS) {
            tool(tool);
        }
        jdk = jdk("jdk", "25.0.3");
        script(bin.resolve("mvn"), """
                echo build >>'%s/builds'
                for arg; do case $arg in
                -DoutputDirectory=*) libraries=${arg#*=} ;;
                -Dmidge.target=*) target=${arg#*=} ;;
                esac; done
                mkdir -p "$target"
                sleep 0.3
                : >"$target/midge-server-0.1.0.jar"
                : >"$libraries/json.jar"
                echo maven speaks
                """.formatted(temp));
    }

    /** One program of the system, by a script, so that the directory of the test holds no links to them. */
    private boolean tool(String name) throws IOException {
        for (String dir : List.of("/bin", "/usr/bin")) {
            if (Files.exists(Path.of(dir, name))) {
                script(bin.resolve(name), "exec " + dir + "/" + name + " \"$@\"\n");
                return true;
            }
        }
        return false;
    }

    private void copy(Path from, String name) throws IOException {
        Path to = checkout.resolve(name);
        Files.createDirectories(to.getParent());
        Files.copy(from.resolve(name), to, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void script(Path file, String text) throws IOException {
        write(file, "#!/bin/sh\n" + text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = temp.resolve(name);
        write(
                home.resolve("release"),
                "IMPLEMENTOR=\"X\"\nJAVA_RUNTIME_VERSION=\"" + version + "+9\"\nJAVA_VERSION=\"" + version + "\"\n");
        script(home.resolve("bin/java"), "for arg; do echo \"<$arg>\"; done\necho \"sr $_JAVA_SR_SIGNUM\"\n");
        script(home.resolve("bin/javac"), "");
        return home;
    }

    private Process start(Path cwd, String command, Map<String, String> more, String... args) throws IOException {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(words).directory(cwd.toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        bin.toString(),
                        "HOME",
                        temp.toString(),
                        "MIDGE_JDK_ROOT",
                        temp + "/none",
                        "MIDGE_AOT",
                        "off"));
        builder.environment().putAll(more);
        return builder.start();
    }

    private static Run end(Process process) throws IOException, InterruptedException {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), out, err);
    }

    private Run run(Map<String, String> more, String... args) throws IOException, InterruptedException {
        return end(start(temp, checkout + "/nats-server", more, args));
    }

    private Map<String, String> java() {
        return Map.of("JAVA_HOME", jdk.toString());
    }

    private long builds() throws IOException {
        Path log = temp.resolve("builds");
        return Files.exists(log) ? Files.readAllLines(log).size() : 0;
    }

    @Test
    void buildsOnceAndPassesArgumentsThrough() throws Exception {
        Run first = run(java(), "-p", "-1", "two words", "*");
        assertThat(first.code()).isZero();
        assertThat(first.out()).contains("<io.midge.Main>\n<-p>\n<-1>\n<two words>\n<*>\nsr 40\n");
        assertThat(first.out()).doesNotContain("maven speaks");
        assertThat(first.out()).containsPattern("midge-server.jar:/.*/a checkout/build/server/lib\\.[^/]+/json.jar>");
        assertThat(first.err()).contains("nats-server: building").contains("maven speaks");
        assertThat(run(java(), "-v").err()).isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoStartsAtOnceBuildOnce(boolean flock) throws Exception {
        assumeTrue(!flock || tool("flock"), "no flock here");
        Process one = start(temp, checkout + "/nats-server", java());
        Process two = start(temp, checkout + "/nats-server", java());
        assertThat(end(one).code()).isZero();
        assertThat(end(two).code()).isZero();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void lockOfADeadStartIsTaken() throws Exception {
        write(checkout.resolve("build/server/lock.d/pid"), "999999999\n");
        assertThat(run(java()).code()).isZero();
        assertThat(builds()).isEqualTo(1);
        assertThat(checkout.resolve("build/server/lock.d")).doesNotExist();
    }

    @Test
    void newerSourceIsBuilt() throws Exception {
        run(java());
        Path source = checkout.resolve("server/src/main/java/A.java");
        Files.setLastModifiedTime(source, FileTime.fromMillis(System.currentTimeMillis() + 5_000));
        assertThat(run(java()).err()).contains("building");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void worksThroughALinkFromElsewhere() throws Exception {
        Path elsewhere = Files.createDirectories(temp.resolve("elsewhere"));
        Path link = elsewhere.resolve("nats");
        Files.createSymbolicLink(link, Path.of("../a checkout/nats-server"));
        assertThat(end(start(elsewhere, "./nats", java())).code()).isZero();
        assertThat(end(start(checkout.resolve("server"), "../nats-server", java()))
                        .err())
                .isEmpty();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void saysInOneLineWhichJdkToInstall() throws Exception {
        Path old = jdk("jdk17", "17.0.15");
        Run run = run(Map.of("JAVA_HOME", old.toString()));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("nats-server: needs a JDK 25").hasLineCount(1);
    }

    @Test
    void findsAJdkOnThePathAndInTheUsualPlaces() throws Exception {
        Path usual = jdk("none/usr/lib/jvm/temurin", "26-ea");
        assertThat(run(Map.of("JAVA_HOME", jdk("jdk17", "17").toString())).code())
                .isZero();
        Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
        assertThat(run(Map.of()).code()).isZero();
        assertThat(Files.readAllLines(checkout.resolve("build/server/jdk")))
                .containsExactly(bin + "/java", jdk.toString())
                .doesNotContain(usual.toString());
    }

    @Test
    void saysThatMavenIsMissingAndThatABuildFailed() throws Exception {
        script(bin.resolve("mvn"), "exit 1\n");
        assertThat(run(java()).err()).endsWith("nats-server: the build failed, see above\n");
        Files.delete(bin.resolve("mvn"));
        Run run = run(java());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("nats-server: needs Maven").hasLineCount(1);
    }

    @Test
    void choosesHeapAndCollectorAndLetsThemBeOverridden() throws Exception {
        Run ours = run(java());
        assertThat(ours.out()).containsPattern("<-Xmx\\d+m>").containsPattern("<-XX:\\+Use(G1|Serial)GC>");
        Map<String, String> more = Map.of("JAVA_HOME", jdk.toString(), "MIDGE_JAVA_OPTS", "-Xmx99m -XX:+UseZGC");
        String out = run(more).out();
        assertThat(out).containsPattern("(?s)<-Xmx\\d+m>.*<-Xmx99m>\n<-XX:\\+UseZGC>\n<-cp>");
        assertThat(out).doesNotContain("G1").doesNotContain("Serial");
    }
}
