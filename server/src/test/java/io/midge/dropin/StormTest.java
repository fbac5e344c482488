package io.midge.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Ten thousand connections to the real script, at once. */
@EnabledOnOs(OS.LINUX)
@Tag("long")
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // with a build
class StormTest {
    private static final int MANY = 10_000;
    private static final int DESCRIPTORS = MANY + 500;
    private static final String CONNECT = "CONNECT {\"verbose\":false}\r\nSUB a.b 1\r\nPING\r\n";

    private int before;
    private String ownSubscriptions = "";

    @BeforeAll
    static void enoughDescriptors() throws IOException {
        String limits = Files.readString(Path.of("/proc/self/limits"));
        String line = limits.lines()
                .filter(each -> each.startsWith("Max open files"))
                .findFirst()
                .orElse("");
        List<String> words = List.of(line.split("\\s+"));
        assumeTrue(
                words.size() > 3 && (words.get(3).equals("unlimited") || Long.parseLong(words.get(3)) >= DESCRIPTORS),
                () -> "needs " + DESCRIPTORS + " file descriptors: " + line);
    }

    private static Script start() {
        Script script = Script.start("-a", "127.0.0.1", "-p", "-1", "-m", "-1");
        script.awaitLine("Server is ready$");
        return script;
    }

    private static String varz(Script server) {
        return Probe.page(Integer.parseInt(server.awaitAnywhere("Starting http monitor on .*:(\\d+)$")), "/varz");
    }

    private static int descriptors(Script server) {
        return Objects.requireNonNull(new File("/proc/" + server.pid() + "/fd").list()).length;
    }

    private static long residentKib(Script server) throws IOException {
        String status = Files.readString(Path.of("/proc/" + server.pid() + "/status"));
        String line = status.lines().filter(each -> each.startsWith("VmRSS")).collect(Collectors.joining());
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    // Of the server itself, as its page says it.
    private static String subscriptions(Script server) {
        return varz(server)
                .lines()
                .filter(each -> each.contains("\"subscriptions\": "))
                .collect(Collectors.joining());
    }

    private void awaitNobody(Script server) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(varz(server)).contains("\"connections\": 0,").contains(ownSubscriptions);
            assertThat(descriptors(server)).isLessThan(before + 20);
        });
    }

    @Test
    void allAreServedWhoComeBackAtOnceAndNothingIsLeftOfThemAfterwards(TestReporter reporter) throws IOException {
        try (Script server = start()) {
            varz(server);
            before = descriptors(server);
            ownSubscriptions = subscriptions(server);
            for (int round = 0; round < 3; round++) {
                long began = System.nanoTime();
                try (Crowd crowd = new Crowd()) {
                    crowd.join(MANY, server.port());
                    for (Crowd.Member each : crowd.members()) {
                        crowd.until("connected", each::connected);
                        each.say(CONNECT);
                    }
                    crowd.until(
                            "a PONG for each",
                            () -> crowd.members().stream()
                                    .allMatch(each -> each.heard().contains("PONG\r\n")));
                    assertThat(varz(server)).contains("\"connections\": " + MANY + ",");
                    reporter.publishEntry(
                            "storm " + round,
                            (System.nanoTime() - began) / 1_000_000 + " ms, " + residentKib(server) / 1024 + " MiB");
                }
                awaitNobody(server);
            }
            assertThat(server.stderr())
                    .filteredOn(line -> !line.contains("without credentials"))
                    .noneMatch(line -> line.contains("[ERR]") || line.contains("[WRN]"));
        }
    }

    @Test
    void whoConnectsAndSaysNothingCostsLittle(TestReporter reporter) throws IOException {
        try (Script server = start();
                Crowd crowd = new Crowd()) {
            varz(server);
            before = descriptors(server);
            ownSubscriptions = subscriptions(server);
            long empty = residentKib(server);
            crowd.join(MANY, server.port());
            crowd.until(
                    "greeted",
                    () -> crowd.members().stream().allMatch(each -> each.heard().endsWith("\r\n")));
            assertThat(varz(server)).contains("\"connections\": " + MANY + ",");
            long full = residentKib(server);
            reporter.publishEntry("half-open", empty + " KiB, then " + full + " KiB");
            assertThat(full).as("KiB resident with all of them").isLessThan(200 << 10);
            assertThat(full - empty).as("KiB for all of them").isLessThan(16L * MANY);
            crowd.leave(crowd.members());
            awaitNobody(server);
        }
    }
}
