package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That a process may be killed at any moment. */
class KillsTest {
    @Test
    void whatAProcessAcknowledgedSurvivesIt() {
        assertThat(Seeds.wrong(1, 1, new Kills()::run)).isEmpty();
    }

    @Test
    @Tag("long")
    void whatAProcessAcknowledgedSurvivesTwoHundredKills() {
        Kills all = new Kills();
        long seeds = (200 + Kills.ROUNDS - 1) / Kills.ROUNDS;
        assertThat(Seeds.wrongOfMany(all.name(), 2, 1 + seeds, all::run)).isEmpty();
    }
}
