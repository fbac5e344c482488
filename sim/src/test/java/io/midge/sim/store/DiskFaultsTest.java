package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** That a disk which fails costs nothing that was acknowledged, and stops no more than it must. */
class DiskFaultsTest {
    private static final int WAYS = DiskFaults.Way.values().length;

    @Test
    void whatWasAcknowledgedStays() {
        assertThat(Seeds.wrong(1, WAYS, new DiskFaults()::run)).isEmpty();
    }

    @Test
    @Tag("long")
    void whatWasAcknowledgedStaysWheneverItFails() {
        DiskFaults all = new DiskFaults();
        assertThat(Seeds.wrongOfMany(all.name(), 1 + WAYS, 20L * WAYS, all::run))
                .isEmpty();
    }
}
