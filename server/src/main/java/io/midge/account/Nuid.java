package io.midge.account;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/**
 * Ids of 22 digits and letters that nobody else draws: twelve by chance, ten that count on in steps by chance. Safe from any
 * thread.
 */
final class Nuid {
    private static final int PREFIX = 12;
    private static final int COUNT = 10;
    private static final long MOST = 839_299_365_868_340_224L; // what ten digits can say
    private static final int STEP_LEAST = 33;
    private static final int STEP_BOUND = 334;

    private final RandomGenerator random;
    private final byte[] id = new byte[PREFIX + COUNT];
    private long count = MOST;
    private int step;

    Nuid(RandomGenerator random) {
        this.random = random;
    }

    synchronized String next() {
        count += step;
        if (count >= MOST) {
            Base62.put(random.nextLong(), id, 0, PREFIX / 2);
            Base62.put(random.nextLong(), id, PREFIX / 2, PREFIX / 2);
            count = random.nextLong(MOST);
            step = random.nextInt(STEP_LEAST, STEP_BOUND);
        }
        Base62.put(count, id, PREFIX, COUNT);
        return new String(id, StandardCharsets.US_ASCII);
    }
}
