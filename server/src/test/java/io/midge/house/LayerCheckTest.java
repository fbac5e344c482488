package io.midge.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That {@link Layers}, {@link Ambient} and {@link Statics} are able to complain. */
class LayerCheckTest {
    @TempDir
    Path dir;

    private List<String> layers(String from, String to) throws IOException {
        return Layers.violations(Samples.compile(
                dir,
                "package " + from + "; public class From { " + to + ".To to; }",
                "package " + to + "; public class To {}"));
    }

    private List<String> ambient(String name, String body) throws IOException {
        String source = "package " + name.replaceFirst("\\.\\w+$", "") + "; class " + name.replaceFirst(".*\\.", "")
                + " { Object m() throws Exception { " + body + " } }";
        return Ambient.violations(Samples.compile(dir, source));
    }

    private List<String> statics(String members, String... arrays) throws IOException {
        String source = "package io.midge.net; import java.util.*; class A { " + members + " }";
        return Statics.violations(Samples.compile(dir, source), List.of(arrays));
    }

    @ParameterizedTest
    @CsvSource({
        "io.midge.net, io.midge.account", "io.midge.subject, io.midge.loop", "io.midge.client, io.midge.route",
        "io.midge.client, io.midge.monitor", "io.midge.monitor, io.midge.events", "io.midge.loop, io.midge",
        "io.midge.subject, io.midge.proto", "io.midge.json, io.midge.conf", "io.midge.account, io.midge.jetstream.api",
        "io.midge.jetstream.api, io.midge.client", "io.midge.store, io.midge.jetstream"
    })
    void importThatPointsUpwardsOrSidewaysIsNamed(String from, String to) throws IOException {
        assertThat(layers(from, to)).singleElement().asString().startsWith(from + " must not know " + to);
    }

    @ParameterizedTest
    @CsvSource({
        "io.midge, io.midge.monitor", "io.midge.client, io.midge.account", "io.midge.monitor, io.midge.client",
        "io.midge.net, io.midge.proto", "io.midge.conf, io.midge.options", "io.midge.options, io.midge.spi",
        "io.midge.jetstream, io.midge.jetstream.api", "io.midge.jwt, io.midge.nkey"
    })
    void importThatPointsDownwardsIsFine(String from, String to) throws IOException {
        assertThat(layers(from, to)).isEmpty();
    }

    @Test
    void packageOutsideTheTableIsNamed() throws IOException {
        assertThat(layers("io.midge.misc", "io.midge.net")).containsExactly("package io.midge.misc stands in no layer");
    }

    @Test
    void cycleIsNamedOnce() throws IOException {
        assertThat(Layers.violations(Samples.compile(
                        dir,
                        "package io.midge.jetstream; public class A { io.midge.jetstream.api.B b; }",
                        "package io.midge.jetstream.api; public class B { io.midge.jetstream.A a; }")))
                .containsExactly("cycle: io.midge.jetstream → io.midge.jetstream.api → io.midge.jetstream");
        assertThat(Layers.cycles(Map.of("a", List.of("b"), "b", List.of("c", "d"), "c", List.of("a", "b"))))
                .containsExactly("cycle: a → b → c → a", "cycle: b → c → b");
    }

    @Test
    void valueThatOpensASocketIsNamed() throws IOException {
        String source = "package io.midge.proto; class A { java.net.Socket s; java.nio.channels.Selector t; }";
        assertThat(Layers.violations(Samples.compile(dir, source))).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "new Thread(() -> {}); return null;",
                "return Thread.ofVirtual();",
                "return Thread.ofPlatform();",
                "return Thread.startVirtualThread(() -> {});",
                "return java.util.concurrent.Executors.newSingleThreadExecutor();",
                "return new java.util.Timer();",
                "return new java.util.concurrent.ForkJoinPool();",
                "return java.util.concurrent.CompletableFuture.runAsync(() -> {});",
                "return java.util.List.of().parallelStream();"
            })
    void threadOutsideLoopIsNamed(String body) throws IOException {
        assertThat(ambient("io.midge.net.A", body)).isNotEmpty().allMatch(line -> line.contains(" starts a thread: "));
        assertThat(ambient("io.midge.loop.A", body))
                .filteredOn(line -> line.contains("midge.loop"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "return System.nanoTime();",
                "java.util.function.LongSupplier s = System::currentTimeMillis; return s;",
                "return java.time.Instant.now();",
                "return java.time.Clock.systemUTC();",
                "return java.time.LocalDate.now();",
                "return java.time.ZonedDateTime.now();",
                "return new java.util.Date();"
            })
    void timeOutsideLoopIsNamed(String body) throws IOException {
        assertThat(ambient("io.midge.client.A", body)).hasSize(1).allMatch(line -> line.contains(" reads time: "));
    }

    @Test
    void chanceOutsideLoopIsNamed() throws IOException {
        assertThat(ambient("io.midge.client.A", "return new java.util.Random();"))
                .hasSize(1);
        assertThat(ambient("io.midge.client.A", "return new java.util.Random(1);"))
                .isEmpty();
        assertThat(ambient("io.midge.client.A", "return java.util.concurrent.ThreadLocalRandom.current();"))
                .hasSize(1);
    }

    @Test
    void outputAndLoggingElsewhereAreNamed() throws IOException {
        assertThat(ambient("io.midge.net.A", "System.out.println(); return System.err;"))
                .hasSize(2);
        assertThat(ambient("io.midge.net.A", "new Exception().printStackTrace(); return 1;"))
                .hasSize(1);
        assertThat(ambient("io.midge.net.A", "return java.util.logging.Level.INFO;"))
                .isNotEmpty();
        assertThat(ambient("io.midge.log.B", "return System.err;"))
                .filteredOn(line -> line.contains(".B "))
                .isEmpty();
        assertThat(ambient("io.midge.Main", "return System.err;"))
                .filteredOn(line -> line.contains("Main"))
                .isEmpty();
        assertThat(ambient("io.midge.Main", "return System.nanoTime();")).anyMatch(line -> line.contains("reads time"));
    }

    @Test
    void sleepIsNamedEvenInLoop() throws IOException {
        assertThat(ambient("io.midge.loop.A", "Thread.sleep(1); return 1;")).hasSize(1);
        assertThat(ambient("io.midge.loop.A", "java.util.concurrent.TimeUnit.DAYS.sleep(1); return 1;"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "static int count;",
                "static final StringBuilder TEXT = new StringBuilder();",
                "static final java.util.concurrent.atomic.AtomicLong N = new java.util.concurrent.atomic.AtomicLong();",
                "static final ThreadLocal<String> T = new ThreadLocal<>();",
                "static final HashMap<String, String> MAP = new HashMap<>();",
                "static final Map<String, String> MAP = new HashMap<>();",
                "static final byte[] CRLF = {13, 10};",
                "static final A ONE = new A(); int state;"
            })
    void staticThatMayChangeIsNamed(String members) throws IOException {
        assertThat(statics(members)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "static final int MAX = 3; static final String S = \"s\";",
                "static final Map<String, String> MAP = Map.of(); static final List<String> L = List.of();",
                "enum E { X, Y } static final E E1 = E.X; int s(E e) { return switch (e) { case X -> 1; case Y -> 2; }; }",
                "record R(int x) {} static final R ORIGIN = new R(0);",
                "interface F { void f(); } static final F NONE = () -> {};",
                "static final A ONE = new A(3); final int n; A(int n) { this.n = n; assert n > 0; }"
            })
    void constantIsFine(String members) throws IOException {
        assertThat(statics(members)).isEmpty();
    }

    @Test
    void arrayIsFineWhereItsClassIsNamedAndOnlyThere() throws IOException {
        assertThat(statics("private static final byte[] CRLF = {13, 10};", "io.midge.net.A"))
                .isEmpty();
        assertThat(statics("public static final byte[] CRLF = {13, 10};", "io.midge.net.A"))
                .hasSize(1);
        assertThat(statics("static final int N = 1;", "io.midge.net.A"))
                .containsExactly("static-arrays.txt: io.midge.net.A has no static array: remove it");
    }
}
