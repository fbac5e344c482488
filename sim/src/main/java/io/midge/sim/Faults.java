package io.midge.sim;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is planned to fail, and how much of it has come to pass. Of one thread. */
final class Faults {
    private static final class Planned {
        final Fault fault;
        long seen;

        Planned(Fault fault) {
            this.fault = fault;
        }
    }

    private final List<Planned> plan = new ArrayList<>();
    private final Dice dice;

    Faults(Dice dice) {
        this.dice = dice;
    }

    void add(Fault fault) {
        plan.add(new Planned(fault));
    }

    void clear() {
        plan.clear();
    }

    /** How an operation fails, or null. All faults count it, the first one that is due decides. */
    @Nullable
    Effect next(Op op, String name) {
        Effect effect = null;
        for (Planned each : plan) {
            Fault fault = each.fault;
            if (!fault.appliesTo(op, name)) {
                continue;
            }
            each.seen++;
            boolean due = each.seen >= fault.nth() && each.seen - fault.nth() < fault.times();
            if (due && (fault.oneIn() == 0 || dice.oneIn(fault.oneIn())) && effect == null) {
                effect = fault.effect();
            }
        }
        return effect;
    }
}
