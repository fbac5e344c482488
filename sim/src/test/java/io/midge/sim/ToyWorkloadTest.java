package io.midge.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the simulator finds what is wrong with a log, and nothing where nothing is. */
class ToyWorkloadTest {
    /** Several times what the best hidden of the defects needs. */
    private static final int SEEDS = 500;

    private static String firstBad(ToyWal.Bug bug, int seeds) {
        Workload workload = new ToyWorkload(bug);
        for (int seed = 1; seed <= seeds; seed++) {
            Verdict verdict = verdict(workload, seed);
            if (!verdict.isGood()) {
                return "seed " + seed + ": " + verdict.why();
            }
        }
        return "";
    }

    private static Verdict verdict(Workload workload, long seed) {
        Trace trace = new Trace();
        try {
            return workload.run(seed, trace);
        } catch (Exception e) {
            return Verdict.bad(e.toString(), trace);
        }
    }

    @Test
    void logThatIsRightKeepsItsPromises() {
        assertThat(firstBad(ToyWal.Bug.NONE, 150)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void everyDefectIsFound(ToyWal.Bug bug) {
        assertThat(firstBad(bug, SEEDS)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.INCLUDE,
            names = {"NONE", "ACKS_EARLY", "FORGETS_NAMES"})
    void powerGoesAtEveryOperation(ToyWal.Bug bug) {
        List<String> wrong = new ArrayList<>();
        SimDisk[] used = new SimDisk[1];
        ToyWorkload.crash(bug, 17, Long.MAX_VALUE, used);
        long operations = used[0].operations();
        assertThat(operations).isGreaterThan(20);
        for (long at = 1; at <= operations; at++) {
            String why = ToyWorkload.crash(bug, 17, at, used);
            assertThat(used[0].operations()).isEqualTo(at);
            if (!why.isEmpty()) {
                wrong.add("operation " + at + ": " + why);
            }
        }
        if (bug == ToyWal.Bug.NONE) {
            assertThat(wrong).isEmpty();
        } else {
            assertThat(wrong).isNotEmpty();
        }
    }

    @Test
    void seedIsTheSameAgainAndAnotherIsNot() {
        Workload workload = new ToyWorkload(ToyWal.Bug.NONE);
        Verdict first = verdict(workload, 3);
        assertThat(verdict(workload, 3)).isEqualTo(first);
        assertThat(verdict(workload, 4).hash()).isNotEqualTo(first.hash());
        assertThat(first.events()).isGreaterThan(100);
    }

    @Test
    @Tag("long")
    void logThatIsRightKeepsItsPromisesForLong() {
        assertThat(firstBad(ToyWal.Bug.NONE, 20_000)).isEmpty();
    }
}
