package io.midge.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sizes and manners of every source in the checkout. */
class TidyTest {
    /** May be lowered, never raised: how many entries tidy-exceptions.txt has. */
    private static final int EXCEPTIONS = 0;

    private static final Checkout CHECKOUT = Checkout.here();
    private static final Map<String, String> FILES = CHECKOUT.files(path -> path.endsWith(".java"));
    private static final List<JavaSource> SOURCES = JavaSource.parse(FILES);

    @Test
    void sourcesAreFound() {
        assertThat(SOURCES).hasSameSizeAs(FILES.keySet()).hasSizeGreaterThan(10);
        assertThat(FILES).containsKey("server/src/main/java/io/midge/package-info.java");
    }

    @Test
    void filesAndMethodsAreShort() {
        assertThat(Tidy.sizes(SOURCES, Checkout.lines("tidy-exceptions.txt"))).isEmpty();
    }

    @Test
    void listOfExceptionsOnlyShrinks() {
        assertThat(Checkout.lines("tidy-exceptions.txt"))
                .as("fewer exceptions than counted: lower EXCEPTIONS; more: cut the source instead")
                .hasSize(EXCEPTIONS);
    }

    @Test
    void packagesNameTheirThreads() {
        assertThat(Tidy.packages(FILES)).isEmpty();
    }

    @Test
    void typesHaveNamesThatSaySomething() {
        assertThat(Tidy.names(SOURCES)).isEmpty();
    }

    @Test
    void nothingSleeps() {
        assertThat(Tidy.sleeps(SOURCES)).isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        String text = ".*\\.(java|xml|sh|py|go|js|mjs|ts|rs|md|txt)|test|nats-server|.*/run|.mvn/.*";
        assertThat(Tidy.leftOvers(CHECKOUT.files(path -> path.matches(text)))).isEmpty();
    }
}
