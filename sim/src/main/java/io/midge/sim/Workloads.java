package io.midge.sim;

import io.midge.sim.store.BrokenFiles;
import io.midge.sim.store.DiskFaults;
import io.midge.sim.store.Kills;
import io.midge.sim.store.PowerLoss;
import io.midge.sim.store.Twins;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** All there are. */
final class Workloads {
    private Workloads() {}

    static List<Workload> all() {
        Stream<Workload> toys = Arrays.stream(ToyWal.Bug.values()).map(ToyWorkload::new);
        Stream<Workload> broken = Arrays.stream(BrokenFiles.Kind.values()).map(BrokenFiles::new);
        Stream<Workload> others = Stream.of(new PowerLoss(), new DiskFaults(), new Kills(), new Twins());
        return Stream.of(toys, broken, others).flatMap(each -> each).toList();
    }

    static Workload named(String name) {
        return all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload " + name + "; there are "
                        + String.join(", ", all().stream().map(Workload::name).toList())));
    }
}
