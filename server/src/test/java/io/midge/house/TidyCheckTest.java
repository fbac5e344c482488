package io.midge.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That {@link Tidy} is able to complain. */
class TidyCheckTest {
    private static List<JavaSource> sample(String text) {
        return JavaSource.parse(Map.of("a/src/test/java/A.java", text));
    }

    private static String lines(int count) {
        return "int x;\n".repeat(count);
    }

    @Test
    void longFileIsNamed() {
        List<JavaSource> sources = sample("class A {\n" + lines(499) + "}\n");
        assertThat(Tidy.sizes(sources, List.of()))
                .containsExactly("a/src/test/java/A.java is 501 lines, 500 are allowed: cut it in two");
        assertThat(Tidy.sizes(sample("class A {\n" + lines(498) + "}\n"), List.of()))
                .isEmpty();
    }

    @Test
    void longMethodIsNamed() {
        List<JavaSource> sources = sample("class A { class B {\n@Deprecated\nvoid m() {\n" + lines(58) + "}}}\n");
        assertThat(Tidy.sizes(sources, List.of()))
                .containsExactly("a/src/test/java/A.java#A.B.m is 61 lines, 60 are allowed: cut it in two");
        assertThat(Tidy.sizes(sample("class A {\nA() {\n" + lines(58) + "}}\n"), List.of()))
                .isEmpty();
    }

    @Test
    void longInitialiserIsNamed() {
        assertThat(Tidy.sizes(sample("class A {\nstatic {\n" + lines(70) + "}}\n"), List.of()))
                .singleElement()
                .asString()
                .contains("#A.<init> is 72 lines");
    }

    @Test
    void exceptionHoldsAtItsExactSizeOnly() {
        List<JavaSource> sources = sample("class A {\n" + lines(508) + "}\n");
        assertThat(Tidy.sizes(sources, List.of("510 a/src/test/java/A.java"))).isEmpty();
        assertThat(Tidy.sizes(sources, List.of("509 a/src/test/java/A.java"))).hasSize(1);
        assertThat(Tidy.sizes(sources, List.of("511 a/src/test/java/A.java")))
                .containsExactly("a/src/test/java/A.java shrank from 511 to 510: tighten tidy-exceptions.txt");
    }

    @Test
    void exceptionThatIsNotNeededIsNamed() {
        assertThat(Tidy.sizes(sample("class A {}\n"), List.of("510 a/src/test/java/A.java")))
                .containsExactly("a/src/test/java/A.java is 1 lines: remove its entry from tidy-exceptions.txt");
        assertThat(Tidy.sizes(List.of(), List.of("510 gone/B.java"))).hasSize(1);
        assertThat(Tidy.sizes(List.of(), List.of("many gone/B.java"))).hasSize(1);
    }

    @Test
    void emptyNamesAreNamed() {
        assertThat(Tidy.names(sample("class A { class BImpl {} interface CUtils {} enum DManager {} record E() {} }")))
                .hasSize(3);
    }

    @Test
    void sleepsAreFoundHoweverTheyAreWritten() {
        String text = "class A { void m() {\nThread.sleep(1);\njava.lang.Thread.sleep(1);\nTimeUnit.SECONDS.sleep(1);\n"
                + "SECONDS.sleep(1);\nsleep(2);\ncat.sleep(3);\n} }";
        assertThat(Tidy.sleeps(sample(text))).hasSize(5).allMatch(line -> line.endsWith(" sleeps"));
    }

    @Test
    void leftOversAreFound() {
        assertThat(Tidy.leftOvers(Map.of("A.java", "x\n// TO" + "DO later\n")))
                .containsExactly("A.java:2 holds TO" + "DO");
        assertThat(Tidy.leftOvers(Map.of("A.java", "FIX" + "ME\nXX" + "X\nXX" + "XX\n")))
                .hasSize(2);
    }

    @Test
    void packageWithoutThreadsIsNamed() {
        String dir = "m/src/main/java/p";
        assertThat(Tidy.packages(Map.of(dir + "/A.java", ""))).hasSize(1);
        assertThat(Tidy.packages(Map.of(dir + "/A.java", "", dir + "/package-info.java", "/** Box. */ package p;")))
                .hasSize(1);
        assertThat(Tidy.packages(Map.of(dir + "/package-info.java", "/** Box.\n * Threads: any. */ package p;")))
                .isEmpty();
        assertThat(Tidy.packages(Map.of(dir + "/package-info.java", "// Threads: any.\npackage p;")))
                .hasSize(1);
        assertThat(Tidy.packages(Map.of("m/src/main/java/module-info.java", "")))
                .isEmpty();
    }
}
