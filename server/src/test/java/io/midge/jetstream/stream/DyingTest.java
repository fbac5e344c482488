package io.midge.jetstream.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The set of sequences that go is like any other set. */
class DyingTest {
    @Test
    void itHasWhatWasAddedAndNotRemoved() {
        Random random = new Random(3);
        Dying dying = new Dying();
        TreeSet<Long> model = new TreeSet<>();
        for (int i = 0; i < 20_000; i++) {
            long seq = 1L + random.nextInt(500);
            if (random.nextInt(5) < 2) {
                assertThat(dying.add(seq)).isEqualTo(model.add(seq));
            } else {
                dying.remove(seq);
                model.remove(seq);
            }
            long other = 1L + random.nextInt(500);
            assertThat(dying.contains(other)).isEqualTo(model.contains(other));
            assertThat(dying.isEmpty()).isEqualTo(model.isEmpty());
        }
    }
}
