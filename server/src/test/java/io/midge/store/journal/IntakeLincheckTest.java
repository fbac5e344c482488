package io.midge.store.journal;

import io.midge.store.seal.BlockCodec;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever the interleaving, what was taken is written once, and nothing is left behind while the journal lane sleeps. */
@Tag("long")
@Param(name = "length", gen = IntGen.class, conf = "1:3")
public class IntakeLincheckTest {
    private final byte[] bytes = new byte[4096];
    private final Intake intake = new Intake(
            JournalOptions.of("journal", "quarantine", 7)
                    .withSizes(16 << 10, 32 << 10)
                    .withBatches(2048, 2),
            BlockCodec.NONE,
            0,
            16 << 10);
    /** Tasks of the journal lane that have not run. */
    private final AtomicInteger tasks = new AtomicInteger();

    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();

    public IntakeLincheckTest() {
        intake.wakes(tasks::incrementAndGet);
    }

    @Operation
    public void append(@Param(name = "length") int length) {
        if (intake.append(1, 1, 1, (byte) 1, bytes, 0, 0, bytes, 0, length * 600, tasks::incrementAndGet) >= 0) {
            taken.incrementAndGet();
        }
    }

    /** A task of the journal lane: one batch, and another task behind it if there is more. */
    @Operation(nonParallelGroup = "journal lane")
    public void write() {
        if (tasks.get() > 0) {
            tasks.decrementAndGet();
            Batch batch = intake.take();
            if (batch != null) {
                written.addAndGet(batch.entries);
                intake.release(batch);
                if (!intake.isDone()) {
                    tasks.incrementAndGet();
                }
            }
        }
    }

    /** At rest all is written that was taken, if the lane goes on for as long as it has tasks. */
    @Validate
    public void nothingIsLeftBehind() {
        while (tasks.get() > 0) {
            write();
        }
        if (written.get() != taken.get()) {
            throw new IllegalStateException("the journal lane sleeps when it has written " + written + " of " + taken);
        }
    }

    @Test
    void noInterleavingLeavesAnEntryBehind() {
        new ModelCheckingOptions()
                .iterations(5)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                // It cannot look into views of byte arrays; what is written there is nobody else's.
                .addGuarantee(ManagedStrategyGuaranteeKt.forClasses("io.midge.store.journal.Envelope")
                        .allMethods()
                        .ignore())
                .check(IntakeLincheckTest.class);
    }
}
