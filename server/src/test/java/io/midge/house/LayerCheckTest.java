package io.midge.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That {@link Layers}, {@link Ambient} and {@link Statics} are able to complain. One compilation serves many samples. */
class LayerCheckTest {
    @TempDir
    Path dir;

    /** Complaints about imports, each written {@code "from > to"}, compiled together. */
    private List<String> layers(String... imports) throws IOException {
        List<String> sources = new ArrayList<>();
        for (int i = 0; i < imports.length; i++) {
            String[] ends = imports[i].split(" > ", 2);
            sources.add("package " + ends[0] + "; public class From" + i + " { " + ends[1] + ".To" + i + " to; }");
            sources.add("package " + ends[1] + "; public class To" + i + " {}");
        }
        return Layers.violations(Samples.compile(dir, sources.toArray(String[]::new)));
    }

    /** Complaints about the bodies of the methods m0, m1, … of one class. */
    private List<String> ambient(String name, String... bodies) throws IOException {
        int dot = name.lastIndexOf('.');
        StringBuilder source = new StringBuilder("package " + name.substring(0, dot) + "; import java.util.*; "
                + "import java.util.concurrent.*; class " + name.substring(dot + 1) + " {\n");
        for (int i = 0; i < bodies.length; i++) {
            source.append("Object m").append(i).append("() throws Exception { ");
            source.append(bodies[i]).append(" }\n");
        }
        return Ambient.violations(Samples.compile(dir, source.append("}").toString()));
    }

    private void assertEachComplains(String what, String... bodies) throws IOException {
        List<String> complaints = ambient("io.midge.net.A", bodies);
        assertThat(complaints).allMatch(line -> line.contains("io.midge.net.A " + what + ": "));
        for (int i = 0; i < bodies.length; i++) {
            String method = "A.m" + i + "()";
            assertThat(complaints).as(bodies[i]).anyMatch(line -> line.contains(method));
        }
    }

    /** Complaints about members of the classes A0, A1, … */
    private List<String> statics(List<String> arrays, String... members) throws IOException {
        List<String> sources = new ArrayList<>();
        for (int i = 0; i < members.length; i++) {
            sources.add("package io.midge.net; import java.util.*; import java.util.concurrent.atomic.*; class A" + i
                    + " { " + members[i] + " }");
        }
        return Statics.violations(Samples.compile(dir, sources.toArray(String[]::new)), arrays);
    }

    @Test
    void importThatPointsUpwardsOrSidewaysIsNamed() throws IOException {
        String[] wrong = {
            "io.midge.net > io.midge.account",
            "io.midge.subject > io.midge.loop",
            "io.midge.client > io.midge.route",
            "io.midge.client > io.midge.monitor",
            "io.midge.monitor > io.midge.events",
            "io.midge.loop > io.midge",
            "io.midge.subject > io.midge.proto",
            "io.midge.json > io.midge.conf",
            "io.midge.account > io.midge.jetstream.api",
            "io.midge.jetstream.api > io.midge.client",
            "io.midge.store > io.midge.jetstream"
        };
        List<String> complaints = layers(wrong);
        assertThat(complaints).hasSameSizeAs(wrong);
        for (String pair : wrong) {
            String start = pair.replace(" > ", " must not know ") + ": ";
            assertThat(complaints).anyMatch(line -> line.startsWith(start));
        }
    }

    @Test
    void importThatPointsDownwardsIsFine() throws IOException {
        assertThat(layers(
                        "io.midge > io.midge.monitor",
                        "io.midge.client > io.midge.account",
                        "io.midge.monitor > io.midge.client",
                        "io.midge.net > io.midge.proto",
                        "io.midge.conf > io.midge.options",
                        "io.midge.options > io.midge.spi",
                        "io.midge.jetstream > io.midge.jetstream.api",
                        "io.midge.jwt > io.midge.nkey"))
                .isEmpty();
    }

    @Test
    void packageOutsideTheTableIsNamed() throws IOException {
        assertThat(layers("io.midge.misc > io.midge.net")).containsExactly("package io.midge.misc stands in no layer");
    }

    @Test
    void cycleIsNamedOnce() throws IOException {
        assertThat(layers("io.midge.jetstream > io.midge.jetstream.api", "io.midge.jetstream.api > io.midge.jetstream"))
                .containsExactly("cycle: io.midge.jetstream → io.midge.jetstream.api → io.midge.jetstream");
        assertThat(Layers.cycles(Map.of("a", List.of("b"), "b", List.of("c", "d"), "c", List.of("a", "b"))))
                .containsExactly("cycle: a → b → c → a", "cycle: b → c → b");
    }

    @Test
    void valueThatOpensASocketIsNamed() throws IOException {
        String source = "package io.midge.proto; class A { java.net.Socket s; java.nio.channels.Selector t; }";
        assertThat(Layers.violations(Samples.compile(dir, source))).hasSize(2);
    }

    @Test
    void threadOutsideLoopIsNamed() throws IOException {
        String[] bodies = {
            "new Thread(() -> {}); return null;",
            "return Thread.ofVirtual();",
            "return Thread.ofPlatform();",
            "return Thread.startVirtualThread(() -> {});",
            "return Executors.newSingleThreadExecutor();",
            "return new java.util.Timer();",
            "return new ForkJoinPool();",
            "return CompletableFuture.runAsync(() -> {});",
            "return List.of().parallelStream();"
        };
        assertEachComplains("starts a thread", bodies);
        assertThat(ambient("io.midge.loop.B", bodies)).noneMatch(line -> line.startsWith("io.midge.loop.B"));
    }

    @Test
    void timeOutsideLoopIsNamed() throws IOException {
        assertEachComplains(
                "reads time",
                "return System.nanoTime();",
                "java.util.function.LongSupplier s = System::currentTimeMillis; return s;",
                "return java.time.Instant.now();",
                "return java.time.Clock.systemUTC();",
                "return java.time.LocalDate.now();",
                "return java.time.ZonedDateTime.now();",
                "return new Date();");
    }

    @Test
    void chanceOutsideLoopIsNamed() throws IOException {
        assertEachComplains(
                "takes chance",
                "return new Random();",
                "return ThreadLocalRandom.current();",
                "return Math.random();",
                "return UUID.randomUUID();");
        assertThat(ambient("io.midge.client.B", "return new Random(1);"))
                .noneMatch(line -> line.startsWith("io.midge.client.B"));
    }

    @Test
    void outputIsNamed() throws IOException {
        String[] bodies = {
            "System.out.println(); return 1;", "return System.err;", "new Exception().printStackTrace(); return 1;"
        };
        assertEachComplains("prints", bodies);
        assertThat(ambient("io.midge.log.B", bodies)).noneMatch(line -> line.startsWith("io.midge.log.B"));
    }

    @Test
    void onlyWhatItIsExceptedForIsFreeToMain() throws IOException {
        assertThat(ambient("io.midge.Main", "return System.err;", "return System.nanoTime();"))
                .singleElement()
                .asString()
                .startsWith("io.midge.Main reads time");
    }

    @Test
    void loggingElsewhereIsNamed() throws IOException {
        assertThat(ambient("io.midge.net.A", "return java.util.logging.Level.INFO;"))
                .isNotEmpty()
                .allMatch(line -> line.contains("logs elsewhere"));
    }

    @Test
    void sleepIsNamedEvenInLoop() throws IOException {
        assertThat(ambient("io.midge.loop.A", "Thread.sleep(1); return 1;", "TimeUnit.DAYS.sleep(1); return 1;"))
                .hasSize(2);
    }

    @Test
    void staticThatMayChangeIsNamed() throws IOException {
        String[] members = {
            "static int count;",
            "static final StringBuilder TEXT = new StringBuilder();",
            "static final AtomicLong N = new AtomicLong();",
            "static final ThreadLocal<String> T = new ThreadLocal<>();",
            "static final HashMap<String, String> MAP = new HashMap<>();",
            "static final Map<String, String> MAP = new HashMap<>();",
            "static final byte[] CRLF = {13, 10};",
            "static final A7 ONE = new A7(); int state;"
        };
        List<String> complaints = statics(List.of(), members);
        assertThat(complaints).hasSameSizeAs(members);
        for (int i = 0; i < members.length; i++) {
            String type = "io.midge.net.A" + i;
            assertThat(complaints).as(members[i]).anyMatch(line -> line.startsWith(type));
        }
    }

    @Test
    void constantIsFine() throws IOException {
        assertThat(statics(
                        List.of(),
                        "static final int MAX = 3; static final String S = \"s\";",
                        "static final Map<String, String> MAP = Map.of(); static final List<String> L = List.of();",
                        "enum E { X, Y } static final E E1 = E.X; int s(E e) { return switch (e) { case X -> 1;"
                                + " case Y -> 2; }; }",
                        "record R(int x) {} static final R ORIGIN = new R(0);",
                        "interface F { void f(); } static final F NONE = () -> {};",
                        "static final A5 ONE = new A5(3); final int n; A5(int n) { this.n = n; assert n > 0; }"))
                .isEmpty();
    }

    @Test
    void arrayIsFineWhereItsClassIsNamedAndOnlyThere() throws IOException {
        assertThat(statics(
                        List.of("io.midge.net.A0", "io.midge.net.A1", "io.midge.net.A2"),
                        "private static final byte[] CRLF = {13, 10};",
                        "public static final byte[] CRLF = {13, 10};",
                        "static final int N = 1;"))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("io.midge.net.A1.CRLF is a static array"))
                .contains("static-arrays.txt: io.midge.net.A2 has no static array: remove it");
    }
}
