package io.midge.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class NuidTest {
    @Test
    void idsAreLettersAndDigitsAndAllDifferent() {
        Nuid nuid = new Nuid(new Random(1));
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = nuid.next();
            assertThat(id).matches("[0-9A-Za-z]{22}");
            assertThat(seen.add(id)).isTrue();
        }
        assertThat(seen.stream().map(id -> id.substring(0, 12)).distinct()).hasSize(1);
        assertThat(seen.iterator().next().substring(0, 12))
                .isNotEqualTo(new Nuid(new Random(2)).next().substring(0, 12));
    }

    @Test
    void oneThatHasComeToItsEndBeginsAnew() {
        long[] first = {839_299_365_868_340_223L};
        RandomGenerator chance = new RandomGenerator() {
            private final Random random = new Random(1);

            @Override
            public long nextLong() {
                return random.nextLong();
            }

            @Override
            public long nextLong(long bound) {
                long number = first[0];
                first[0] = 5;
                return number;
            }
        };
        assertThat(new Nuid(chance).next()).endsWith("0000000005");
    }
}
