package io.midge.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.midge.loop.Chance;
import io.midge.options.MappingOptions;
import io.midge.options.MappingOptions.Destination;
import io.midge.subject.SubjectBuffer;
import io.midge.subject.Transform;
import io.midge.subject.TransformException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a mapping costs for each message: {@code bench/run jmh Mappings}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MappingsBenchmark {
    private static final int ALL = 100;

    /** How many sources without, and as many with wildcards the account maps besides. */
    @Param({"0", "10", "100"})
    int others;

    private final Chance chance = new Chance(1);
    private final SubjectBuffer into = new SubjectBuffer();
    private final byte[] mapped = "orders.eu.1000017".getBytes(ISO_8859_1);
    private final byte[] canary = "canary.eu".getBytes(ISO_8859_1);
    private final byte[] unmapped = "invoices.eu.17".getBytes(ISO_8859_1);
    private final Transform swap = swap();
    private Mappings mappings = Mappings.NONE;

    private static Transform swap() {
        try {
            return Transform.of("orders.*.*", "shop.$2.$1");
        } catch (TransformException e) {
            throw new IllegalStateException(e);
        }
    }

    @Setup
    public void prepare() {
        List<MappingOptions> options = new ArrayList<>();
        for (int i = 0; i < others; i++) {
            options.add(mapping("team" + i + ".x", new Destination("t" + i, ALL, "")));
            options.add(mapping("team" + i + ".*", new Destination("t" + i + ".$1", ALL, "")));
        }
        options.add(mapping("orders.*.*", new Destination("shop.$2.$1", ALL, "")));
        options.add(mapping("canary.*", new Destination("new.$1", 10, "")));
        mappings = Mappings.of(options, "");
    }

    private static MappingOptions mapping(String source, Destination destination) {
        return new MappingOptions(source, List.of(destination));
    }

    /** A transform by itself. */
    @Benchmark
    public int transform() {
        swap.apply(mapped, 0, mapped.length, chance, into);
        return into.length();
    }

    /** A subject that goes elsewhere. */
    @Benchmark
    public boolean mapAnother() {
        return mappings.map(mapped, 0, mapped.length, chance, into);
    }

    /** A tenth of what is published here goes elsewhere. */
    @Benchmark
    public boolean mapSome() {
        return mappings.map(canary, 0, canary.length, chance, into);
    }

    /** What most messages pay in an account with mappings. */
    @Benchmark
    public boolean mapNone() {
        return mappings.map(unmapped, 0, unmapped.length, chance, into);
    }
}
