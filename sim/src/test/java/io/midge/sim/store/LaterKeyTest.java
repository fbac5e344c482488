package io.midge.sim.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.midge.options.SecretText;
import io.midge.store.file.StreamMeta.Storage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A store that gets a key when it is in use. */
class LaterKeyTest {
    private static final SecretText KEY = SecretText.of("a key");

    @Test
    void whatWasWrittenBeforeIsReadAndGoesOn() throws IOException {
        TestStore store = new TestStore();
        store.appended(store.make("old", Storage.FILE), 20, 100);
        store.key = KEY;
        store.killed(); // the journal has it all, and is not encrypted
        TestStore.holds(store.stream("old"), 20, 100);
        store.appended(store.stream("old"), 20, 100);
        store.appended(store.make("new", Storage.FILE), 20, 100);
        for (int round = 0; round < 2; round++) {
            store.killed();
            TestStore.holds(store.stream("old"), 40, 100);
            TestStore.holds(store.stream("new"), 20, 100);
            assertThat(store.found.damages).isEmpty();
            store.checkpoint();
        }
    }
}
