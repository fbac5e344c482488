package io.midge.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunnerTest {
    @TempDir
    Path dir;

    private final List<String> out = new CopyOnWriteArrayList<>();

    /** Is bad from a seed on. */
    private record Sample(String name, boolean isPlanted, long badFrom) implements Workload {
        @Override
        public String about() {
            return "";
        }

        @Override
        public Verdict run(long seed, Trace trace) {
            trace.event(1, "lane", "what", "thing", seed, 2);
            if (seed == badFrom) {
                return Verdict.bad("as told", trace);
            }
            if (seed > badFrom) {
                throw new IllegalStateException("thrown");
            }
            return Verdict.good(trace);
        }
    }

    private int run(Sample sample, long from, long to, int jobs, boolean lines) throws InterruptedException {
        Arguments arguments = new Arguments(List.of(sample), from, to, Duration.ZERO, jobs, lines, false, false);
        return new Runner(arguments, dir.resolve("events"), out::add).run();
    }

    @Test
    void allSeedsAreRunOnce() throws InterruptedException {
        assertThat(run(new Sample("good", false, 100), 1, 99, 3, false)).isZero();
        assertThat(out.get(0)).matches("ok good 99 seeds, \\d+ per second, 99 events");
        assertThat(out.get(1)).isEqualTo("1 passed, 0 failed");
    }

    @Test
    void firstBadSeedEndsTheRunAndIsNamed() throws InterruptedException {
        assertThat(run(new Sample("bad", false, 5), 1, 1000, 1, false)).isEqualTo(1);
        assertThat(out.get(0)).isEqualTo("FAIL bad seed 5: as told");
        assertThat(out.get(1)).startsWith("# repeat: sim/run bad --seed 5   (5 seeds, ");
        assertThat(out.get(2)).isEqualTo("0 passed, 1 failed");
    }

    @Test
    void whatARunThrowsIsBad() throws InterruptedException {
        assertThat(run(new Sample("bad", false, 0), 7, 7, 1, false)).isEqualTo(1);
        assertThat(out.get(0)).isEqualTo("FAIL bad seed 7: java.lang.IllegalStateException: thrown");
    }

    @Test
    void plantedDefectMustBeFound() throws InterruptedException {
        assertThat(run(new Sample("planted", true, 5), 1, 1000, 1, false)).isZero();
        assertThat(out.get(0)).isEqualTo("ok planted found with seed 5: as told");
        assertThat(run(new Sample("planted", true, 5), 1, 4, 1, false)).isEqualTo(1);
        assertThat(out.get(3)).startsWith("FAIL planted 4 seeds, ").endsWith(": the defect was not found");
    }

    @Test
    void eventsOfASingleSeedAreWrittenDown() throws InterruptedException, IOException {
        assertThat(run(new Sample("good", false, 9), 3, 3, 1, true)).isZero();
        assertThat(Files.readAllLines(dir.resolve("events/good-3.events"))).containsExactly("1 lane what thing 3 2");
    }

    @Test
    void commandLineSaysWhatToRun() {
        Arguments none = Arguments.parse();
        assertThat(none.workloads()).hasSize(Workloads.all().size());
        assertThat(none.from()).isEqualTo(1);
        assertThat(none.to()).isEqualTo(1000);
        Arguments some = Arguments.parse("toy", "--seeds", "5-9", "--time", "1m30s", "--jobs", "2", "--hashes");
        assertThat(some.workloads()).extracting(Workload::name).containsExactly("toy");
        assertThat(some.from()).isEqualTo(5);
        assertThat(some.to()).isEqualTo(9);
        assertThat(some.time()).isEqualTo(Duration.ofSeconds(90));
        assertThat(some.jobs()).isEqualTo(2);
        assertThat(some.hashes()).isTrue();
        assertThat(some.lines()).isFalse();
        Arguments one = Arguments.parse("--seed", "7");
        assertThat(one.from()).isEqualTo(7);
        assertThat(one.to()).isEqualTo(7);
        assertThat(one.lines()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nothing", "--what", "--seeds", "--seeds x", "--seeds 9-5", "--time 5", "--jobs 0", "--seed 1-2"
            })
    void commandLineThatMakesNoSenseIsRefused(String line) {
        assertThatIllegalArgumentException().isThrownBy(() -> Arguments.parse(line.split(" ", -1)));
    }
}
