package io.midge.account;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.midge.options.PermissionOptions;
import io.midge.subject.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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

/** What a permission costs for each message: {@code bench/run jmh Permissions}. The goal is 0.05 µs where the subject is known. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PermissionsBenchmark {
    private static final int SUBJECTS = 512;
    private static final int STRIDE = 64;
    private static final byte @Nullable [] NO_QUEUE = null;

    /** How many subjects a user is allowed, and denied. */
    @Param({"4", "1000"})
    int rules;

    private final Verdicts known = new Verdicts();
    private SubjectRules publish = SubjectRules.toPublish(PermissionOptions.Subjects.ALL, false);
    private SubjectRules subscribe = SubjectRules.toSubscribe(PermissionOptions.Subjects.ALL);
    private final byte[] buf = new byte[SUBJECTS * STRIDE];
    private int length;
    private int next;
    private int number;

    /** Rules of which several match, and subjects of one length. */
    @Setup
    public void prepare() {
        List<String> allow = new ArrayList<>(List.of("orders.>", "stock.*.level"));
        IntStream.range(0, rules).forEach(i -> allow.add("team" + i + ".>"));
        List<String> deny = new ArrayList<>(List.of("orders.*.secret", "*.audit.>", "orders.eu.> v1"));
        IntStream.range(0, rules).forEach(i -> deny.add("orders.x" + i + ".*"));
        publish = SubjectRules.toPublish(new PermissionOptions.Subjects(allow, deny.subList(0, 2)), false);
        subscribe = SubjectRules.toSubscribe(new PermissionOptions.Subjects(allow, deny));
        for (int i = 0; i < SUBJECTS; i++) {
            byte[] subject = ("orders.eu." + (1000000 + i)).getBytes(ISO_8859_1);
            System.arraycopy(subject, 0, buf, i * STRIDE, subject.length);
            length = subject.length;
        }
    }

    /** A publisher that stays with one subject. */
    @Benchmark
    public boolean publishToTheLastSubject() {
        return publish.pass(known, buf, 0, length);
    }

    /** One that goes through some hundred of them. */
    @Benchmark
    public boolean publishToAKnownSubject() {
        next = (next + 1) & (SUBJECTS - 1);
        return publish.pass(known, buf, next * STRIDE, length);
    }

    /** One that never publishes to a subject twice. */
    @Benchmark
    public boolean publishToANewSubject() {
        number++;
        for (int i = length - 1, rest = number; i >= length - 7; i--, rest /= 10) {
            buf[i] = (byte) ('0' + rest % 10);
        }
        return publish.pass(known, buf, 0, length);
    }

    /** A subscription that is wider than what is allowed. */
    @Benchmark
    public boolean deliverToAGuardedSubscription() {
        next = (next + 1) & (SUBJECTS - 1);
        return subscribe.passes(Guard.DENIED, known, NO_QUEUE, buf, next * STRIDE, length);
    }
}
