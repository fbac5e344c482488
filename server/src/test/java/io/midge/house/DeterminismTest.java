package io.midge.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what runs in the simulator can be repeated, and that {@link Determinism} is able to complain. */
class DeterminismTest {
    @TempDir
    Path dir;

    @Test
    void whatRunsInTheSimulatorLeavesNothingToTheJvm() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.midge.store", "io.midge.raft", "io.midge.disk");
        assertThat(classes.contain("io.midge.disk.FileDisk")).isTrue();
        assertThat(classes.contain("io.midge.store.op.OpFrame")).isTrue();
        assertThat(Determinism.violations(classes)).isEmpty();
    }

    private static String source(String name, String... bodies) {
        int dot = name.lastIndexOf('.');
        StringBuilder source = new StringBuilder("package " + name.substring(0, dot) + "; import java.util.*; "
                + "import java.util.concurrent.*; import java.util.stream.*; class " + name.substring(dot + 1)
                + " {\n");
        for (int i = 0; i < bodies.length; i++) {
            source.append("Object m").append(i).append("(Object o) throws Exception { ");
            source.append(bodies[i]).append(" }\n");
        }
        return source.append("}").toString();
    }

    /** Complaints about the bodies of the methods m0, m1, … of one class. */
    private List<String> complaints(String... bodies) throws IOException {
        return Determinism.violations(Samples.compile(dir, source("io.midge.store.log.A", bodies)));
    }

    private void assertEachComplains(String what, String... bodies) throws IOException {
        List<String> complaints = complaints(bodies);
        assertThat(complaints).allMatch(line -> line.startsWith("io.midge.store.log.A " + what + ": "));
        for (int i = 0; i < bodies.length; i++) {
            String method = "A.m" + i + "(";
            assertThat(complaints).as(bodies[i]).anyMatch(line -> line.contains(method));
        }
    }

    @Test
    void onlyWhatIsSimulatedIsBound() throws IOException {
        List<String> bound =
                List.of("io.midge.store.A", "io.midge.store.log.B", "io.midge.raft.C", "io.midge.disk.FileDisks");
        List<String> free =
                List.of("io.midge.net.D", "io.midge.storeroom.E", "io.midge.disk.FileDisk", "io.midge.loop.F");
        String[] sources = Stream.concat(bound.stream(), free.stream())
                .map(name -> source(name, "return Thread.currentThread();"))
                .toArray(String[]::new);
        assertThat(Determinism.violations(Samples.compile(dir, sources)))
                .extracting(line -> line.replaceFirst(" .*", ""))
                .containsExactlyInAnyOrderElementsOf(bound);
    }

    @Test
    void ordersOfTheJvmAreNamed() throws IOException {
        assertEachComplains(
                "has an order of its own",
                "return new HashMap<String, String>();",
                "return new HashSet<>(List.of(1));",
                "java.util.function.Supplier<Object> s = HashMap::new; return s;",
                "return new IdentityHashMap<>();",
                "return new ConcurrentHashMap<>();",
                "return ConcurrentHashMap.newKeySet();",
                "return Map.of(1, 2);",
                "return Map.copyOf(new TreeMap<String, String>());",
                "return Set.of();",
                "return Set.copyOf(List.of(1));",
                "return Stream.of(1).collect(Collectors.toSet());",
                "return Stream.of(1).collect(Collectors.groupingBy(x -> x));");
    }

    @Test
    void identityIsNamed() throws IOException {
        assertEachComplains(
                "asks where an object lies",
                "return System.identityHashCode(o);",
                "return o.hashCode();",
                "return new Object().hashCode();",
                "return TimeUnit.DAYS.hashCode();",
                "java.util.function.ToIntFunction<Object> f = Object::hashCode; return f;");
    }

    @Test
    void threadsAreNamed() throws IOException {
        assertEachComplains(
                "knows threads",
                "return Thread.currentThread();",
                "Thread.onSpinWait(); return o;",
                "return new ThreadLocal<String>();",
                "java.util.concurrent.locks.LockSupport.park(); return o;",
                "new java.util.concurrent.locks.ReentrantLock().newCondition().await(); return o;");
    }

    @Test
    void waitingIsNamed() throws IOException {
        assertEachComplains(
                "waits for a thread",
                "synchronized (o) { o.wait(); } return o;",
                "o.notifyAll(); return o;",
                "return new CompletableFuture<String>();",
                "return new CountDownLatch(1);",
                "return new Semaphore(1);",
                "return new LinkedBlockingQueue<String>();",
                "return ((Future<?>) o).get();");
    }

    @Test
    void collectorIsNamed() throws IOException {
        assertEachComplains(
                "waits for the collector",
                "return new java.lang.ref.WeakReference<>(o);",
                "return java.lang.ref.Cleaner.create();");
    }

    @Test
    void timeAndChanceOfTheMachineAreNamed() throws IOException {
        assertEachComplains("takes time or chance from the machine", "return java.time.InstantSource.system();");
    }

    @Test
    void whatIsTheSameEverywhereIsFine() throws IOException {
        assertThat(complaints(
                        "return new TreeMap<>(Map.Entry.comparingByKey());",
                        "return new LinkedHashMap<String, String>();",
                        "return List.of(o);",
                        "return \"text\".hashCode();",
                        "return new EnumMap<>(TimeUnit.class);",
                        "synchronized (this) { return o; }",
                        "var lock = new java.util.concurrent.locks.ReentrantLock(); lock.lock(); lock.unlock(); return o;",
                        "return new java.util.concurrent.atomic.AtomicLong();"))
                .isEmpty();
    }
}
