package io.midge.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That {@code docs/COMPAT.md} answers every feature and claims nothing without a test. */
class CompatTest {
    private static final Checkout CHECKOUT = Checkout.here();

    @Test
    void idsArePinned() {
        assertThat(Checkout.lines("feature-ids.txt")).hasSize(269).doesNotHaveDuplicates();
    }

    @Test
    void everyFeatureHasItsRowAndEveryClaimItsTest() throws IOException {
        List<JavaSource> tests = JavaSource.parse(CHECKOUT.files(path -> path.matches("(.*/)?src/test/.*\\.java")));
        String table = Files.readString(CHECKOUT.root().resolve("docs/COMPAT.md"));
        Compat.Proofs proofs = new Compat.Proofs(CHECKOUT.root(), tests);
        assertThat(Compat.violations(table, Checkout.lines("feature-ids.txt"), proofs))
                .isEmpty();
    }
}
