package io.midge.store.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** It is a map. */
class GroupMapTest {
    @Test
    void itDoesAsATreeDoes() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            GroupMap<String> map = new GroupMap<>();
            TreeMap<Long, String> tree = new TreeMap<>();
            int range = 1 + random.nextInt(200);
            for (int i = 0; i < 2000; i++) {
                long key = random.nextInt(range) * (seed % 2 == 0 ? 1L : 0x1_0000_0000L);
                if (random.nextInt(3) > 0) {
                    map.put(key, "v" + i);
                    tree.put(key, "v" + i);
                } else {
                    assertThat(map.remove(key)).isEqualTo(tree.remove(key));
                }
                long other = random.nextInt(range);
                assertThat(map.get(other)).isEqualTo(tree.get(other));
            }
            tree.forEach((key, value) -> assertThat(map.get(key)).isEqualTo(value));
            assertThat(map.get(-5, () -> "new")).isEqualTo("new");
            assertThat(map.get(-5)).isEqualTo("new");
        }
    }
}
