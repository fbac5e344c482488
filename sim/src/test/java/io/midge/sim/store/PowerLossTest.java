package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.sim.Trace;
import io.midge.sim.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That nothing which was said to survive is lost with the power. */
class PowerLossTest {
    private static Verdict verdict(long seed) {
        Trace trace = new Trace();
        try {
            return new PowerLoss().run(seed, trace);
        } catch (Exception e) {
            return Verdict.bad(e.toString(), trace);
        }
    }

    @Test
    void whatWasAcknowledgedSurvivesLossesOfPower() {
        assertThat(Seeds.wrong(1, 20, new PowerLoss()::run)).isEmpty();
    }

    @Test
    @Tag("long")
    void whatWasAcknowledgedSurvivesTenThousandTimesFourLossesOfPower() {
        assertThat(Seeds.wrongOfMany("store-power", 1_000, 10_999, new PowerLoss()::run))
                .isEmpty();
    }

    @Test
    void aSeedHappensTheSameWayAgain() {
        assertThat(verdict(7).hash())
                .isEqualTo(verdict(7).hash())
                .isNotEqualTo(verdict(8).hash());
    }

    @Test
    @Tag("long")
    void powerGoesAtEverySync() throws Exception {
        List<String> wrong = new ArrayList<>();
        long syncs = 0;
        for (int tear = 0; tear < 2; tear++) {
            for (long sync = 1; losesPower(sync, tear, wrong); sync++) {
                syncs++;
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(syncs).isGreaterThan(100);
        System.out.println("store-power: every one of " + syncs / 2 + " syncs, twice");
    }

    // The script is the seed's; how the disk tears is another's.
    private static boolean losesPower(long sync, int tear, List<String> wrong) throws Exception {
        return new PowerLoss.Run(17 + tear, new Trace()).losesPowerAt(sync, wrong);
    }
}
