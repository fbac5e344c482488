package io.midge.subject;

import static io.midge.subject.Sub.bytes;

import java.util.Arrays;

/** Figures to look at, not a test, in CPU time of the thread: what a hit costs. Runs each loop many times and shows the best and the median. */
final class MatchCacheBenchmark {
    private static final int ROUNDS = 21;
    private static final int LOOP = 1_000_000;
    private static final ThreadMeter METER = new ThreadMeter();
    private static long sink;

    private MatchCacheBenchmark() {}

    public static void main(String[] args) {
        run("last subject", 1, "foo.bar.%d");
        run("64 subjects", 64, "orders.eu.%d");
        run("500 subjects", 500, "orders.eu.%d");
        run("64 long subjects", 64, "orders.in.european.countries.number.%d");
        run("64 subjects, 8 bytes", 64, "abc.%d");
        System.out.println(sink);
    }

    private static void run(String what, int subjects, String format) {
        Sublist<Sub> list = new Sublist<>();
        MatchCache<Sub> cache = new MatchCache<>();
        byte[] buf = new byte[subjects * 64 + 64];
        int[] lengths = new int[subjects];
        for (int i = 0; i < subjects; i++) {
            byte[] key = bytes(format.formatted(1000 + i * 7));
            list.insert(Sub.on(key));
            System.arraycopy(key, 0, buf, i * 64, key.length);
            lengths[i] = key.length;
        }
        double[] took = new double[ROUNDS];
        for (int r = 0; r < ROUNDS; r++) {
            long start = METER.cpuNanos();
            long sum = 0;
            for (int i = 0, s = 0; i < LOOP; i++) {
                sum += cache.match(list, buf, s * 64, lengths[s]).plainCount();
                s = s + 1 == subjects ? 0 : s + 1;
            }
            took[r] = (double) (METER.cpuNanos() - start) / LOOP;
            sink += sum;
        }
        Arrays.sort(took);
        System.out.printf(
                "%-25s best %5.1f median %5.1f ns, hit rate %.3f%n",
                what, took[0], took[ROUNDS / 2], list.stats().cacheHitRate());
    }
}
