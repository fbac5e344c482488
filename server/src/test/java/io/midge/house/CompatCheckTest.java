package io.midge.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That {@link Compat} is able to complain. */
class CompatCheckTest {
    private static final List<String> IDS = List.of("CORE-01", "TLS-02");
    private static final String OPEN = "| TLS-02 | t | open | |\n";

    @TempDir
    Path root;

    private List<String> check(String rows, int done, int partial, int open, int notApplicable) {
        JavaSource test =
                JavaSource.parse(Map.of("m/src/test/java/p/PingTest.java", """
                        class PingTest {
                            @Test @DisplayName("early ping") void early() {}
                            void helps() {}
                        }
                        """)).getFirst();
        String counts = "| done | " + done + " |\n| partial | " + partial + " |\n| open | " + open + " |\n| n/a | "
                + notApplicable + " |\n| total | " + (done + partial + open + notApplicable) + " |\n";
        return Compat.violations(counts + rows, IDS, new Compat.Proofs(root, List.of(test)));
    }

    @BeforeEach
    void interop() throws IOException {
        Files.createDirectories(root.resolve("interop/go"));
        Files.writeString(root.resolve("interop/go/core_test.go"), "func TestPing(t *testing.T) {}");
    }

    @Test
    void tableThatIsRightIsFine() {
        assertThat(check("| CORE-01 | t | done | `PingTest#early` |\n" + OPEN, 1, 0, 1, 0))
                .isEmpty();
        assertThat(check("| CORE-01 | t | partial: half | PingTest#early ping, PingTest |\n" + OPEN, 0, 1, 1, 0))
                .isEmpty();
        assertThat(check("| CORE-01 | t | n/a: gone | – |\n" + OPEN, 0, 0, 1, 1))
                .isEmpty();
        assertThat(check("| CORE-01 | t | done | `interop/go/core_test.go::TestPing` |\n" + OPEN, 1, 0, 1, 0))
                .isEmpty();
    }

    @Test
    void missingDuplicateAndUnknownIdsAreNamed() {
        assertThat(check(OPEN, 0, 0, 1, 0)).containsExactly("CORE-01 has no row");
        assertThat(check("| CORE-01 | t | open | |\n" + OPEN + OPEN, 0, 0, 3, 0))
                .containsExactly("TLS-02 stands twice");
        assertThat(check("| CORE-01 | t | open | |\n| NEW-01 | t | open | |\n" + OPEN, 0, 0, 3, 0))
                .containsExactly("NEW-01 is no feature");
    }

    @Test
    void claimWithoutAnExistingTestIsNamed() {
        assertThat(check("| CORE-01 | t | done | |\n" + OPEN, 1, 0, 1, 0))
                .containsExactly("CORE-01 is done without a test that proves it");
        assertThat(check("| CORE-01 | t | partial: x | – |\n" + OPEN, 0, 1, 1, 0))
                .hasSize(1);
        for (String proof : List.of(
                "PongTest",
                "PingTest#late",
                "PingTest#helps",
                "interop/go/none.go",
                "interop/go/core_test.go::TestPong",
                "interop/go::TestPing",
                "../outside/x")) {
            assertThat(check("| CORE-01 | t | done | " + proof + " |\n" + OPEN, 1, 0, 1, 0))
                    .as(proof)
                    .hasSize(1);
        }
    }

    @Test
    void stateWithoutItsReasonIsNamed() {
        for (String state : List.of("", "partial", "n/a", "n/a: ", "finished", "done: yes")) {
            assertThat(check("| CORE-01 | t | " + state + " | PingTest |\n" + OPEN, 0, 0, 1, 0))
                    .as(state)
                    .anyMatch(line -> line.startsWith("CORE-01: not done, open"));
        }
        assertThat(check("| CORE-01 | open |\n" + OPEN, 0, 0, 1, 0)).hasSize(2);
    }

    @Test
    void staleCountIsNamed() {
        assertThat(check("| CORE-01 | t | open | |\n" + OPEN, 0, 0, 1, 0))
                .containsExactly("count of open is 1, rows: 2", "count of total is 1, rows: 2");
        assertThat(Compat.violations("| TLS-02 | t | open | |", List.of("TLS-02"), new Compat.Proofs(root, List.of())))
                .hasSize(5);
    }
}
