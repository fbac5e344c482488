package io.midge.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One seed is one run, in whichever JVM. */
class SeedTest {
    /** In a JVM of its own, with options that change what a JVM may choose: where objects lie, and what is compiled. */
    private static List<String> hashes(String workload, String seeds, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(workload, "--seeds", seeds, "--hashes"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines = new ArrayList<>(process.inputReader().lines().toList());
        assertThat(process.waitFor()).as("%s", lines).isZero();
        lines.removeIf(line -> !line.matches(workload + "\\S* \\d+ [0-9a-f]+"));
        return lines;
    }

    @ParameterizedTest
    @CsvSource({"toy, 1-30, 30", "store-power, 1-3, 3", "store-faults, 1-4, 4", "store-model, 1-1, 1"})
    void eventsOfASeedAreTheSameInTwoJvms(String workload, String seeds, int count)
            throws IOException, InterruptedException {
        List<String> one = hashes(workload, seeds, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        List<String> other =
                hashes(workload, seeds, "-XX:+UnlockExperimentalVMOptions", "-XX:hashCode=2", "-Xshare:off");
        assertThat(one).hasSize(count).isEqualTo(other);
        assertThat(one.stream().map(line -> line.replaceAll(".* ", "")).distinct())
                .hasSameSizeAs(one);
    }
}
