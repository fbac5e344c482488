package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That whatever is wrong in a store's files is told, and costs no more than it must. */
class BrokenFilesTest {
    /** One in so many of a seed's places: {@code sim/run store-flip --seeds 1-256} has them all. */
    private static final int STEP = 53;

    private static final int SELDOM = 997;

    @ParameterizedTest
    @EnumSource
    void whatIsWrongIsTold(BrokenFiles.Kind kind) {
        int step = kind == BrokenFiles.Kind.PAGES ? 1 : SELDOM;
        assertThat(Seeds.wrong(1, BrokenFiles.STORES, (seed, trace) -> new BrokenFiles(kind).run(seed, step, trace)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("long")
    void whatIsWrongAnywhereIsTold(BrokenFiles.Kind kind) {
        BrokenFiles all = new BrokenFiles(kind);
        int step = kind == BrokenFiles.Kind.PAGES ? 1 : STEP;
        assertThat(Seeds.wrongOfMany(all.name(), 1, BrokenFiles.SEEDS, (seed, trace) -> all.run(seed, step, trace)))
                .isEmpty();
    }
}
