package io.midge.subject;

import static io.midge.subject.Sub.bytes;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Figures to look at, not a test, in CPU time of the thread: run {@code main} with the test class path and, for the heap, {@code -Xmx4g}. */
final class SublistBenchmark {
    private static final int MILLION = 1_000_000;
    private static final ThreadMeter METER = new ThreadMeter();
    private static long sink;

    private SublistBenchmark() {}

    public static void main(String[] args) {
        for (int round = 0; round < 3; round++) {
            System.out.println("round " + round);
            hits();
            million("app.req.%d");
            sameSubject(null);
            sameSubject("q");
            spread();
        }
        System.out.println(sink);
    }

    private static void hits() {
        Sublist<Sub> list = new Sublist<>();
        MatchCache<Sub> cache = new MatchCache<>();
        byte[][] keys = new byte[64][];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = bytes("orders.eu." + (1000 + i * 7));
            list.insert(Sub.on(keys[i]));
        }
        list.insert(Sub.on("orders.>"));
        byte[] buf = new byte[4096];
        for (int i = 0; i < keys.length; i++) {
            System.arraycopy(keys[i], 0, buf, i * 32, keys[i].length);
        }
        int len = keys[0].length;
        int n = 20 * MILLION;
        long start = METER.cpuNanos();
        for (int i = 0; i < n; i++) {
            sink += cache.match(list, buf, 32, len).plainCount();
        }
        report("hit on the last subject, " + len + " bytes", start, n);
        start = METER.cpuNanos();
        for (int i = 0; i < n; i++) {
            sink += cache.match(list, buf, (i & 63) * 32, len).plainCount();
        }
        report("hit in the table, 64 subjects", start, n);
        System.out.println("    " + list.stats());
        start = METER.cpuNanos();
        for (int i = 0; i < n / 10; i++) {
            sink += list.match(buf, (i & 63) * 32, len).plainCount();
        }
        report("no cache, two nodes merged", start, n / 10);
    }

    private static void million(String format) {
        List<Sub> subs = new ArrayList<>(MILLION);
        for (int i = 0; i < MILLION; i++) {
            subs.add(Sub.on(String.format(format, i)));
        }
        long before = used();
        Sublist<Sub> list = new Sublist<>();
        long start = METER.cpuNanos();
        for (Sub sub : subs) {
            list.insert(sub);
        }
        report("insert 1 M " + format, start, MILLION);
        System.out.printf("  heap per subscription, the list alone: %d bytes%n", (used() - before) / MILLION);

        start = METER.cpuNanos();
        int at = 0;
        for (int i = 0; i < MILLION; i++) {
            at = (at + 618_033) % MILLION;
            byte[] subject = subs.get(at).subject();
            sink += list.match(subject, 0, subject.length).plainCount();
        }
        report("match, no cache, random of 1 M", start, MILLION);
        start = METER.cpuNanos();
        for (int i = 0; i < MILLION; i++) {
            at = (at + 618_033) % MILLION;
            byte[] subject = subs.get(at).subject();
            sink += Words.hash(subject, 0, subject.length, 1);
        }
        report("  of this, to read the subjects", start, MILLION);
        MatchCache<Sub> cache = new MatchCache<>();
        start = METER.cpuNanos();
        for (int i = 0; i < MILLION; i++) {
            at = (at + 618_033) % MILLION;
            byte[] subject = subs.get(at).subject();
            sink += cache.match(list, subject, 0, subject.length).plainCount();
        }
        report("match, cache missed, random of 1 M", start, MILLION);
        byte[] one = subs.get(77).subject();
        start = METER.cpuNanos();
        for (int i = 0; i < 5 * MILLION; i++) {
            sink += list.match(one, 0, one.length).plainCount();
        }
        report("match, no cache, same subject of 1 M", start, 5 * MILLION);
        churn(list);
        System.out.printf("  heap per subscription after that: %d bytes%n", (used() - before) / MILLION);
        start = METER.cpuNanos();
        for (Sub sub : subs) {
            list.remove(sub);
        }
        report("remove 1 M", start, MILLION);
        System.out.printf("  heap left: %d KB%n", (used() - before) / 1024);
        sink += list.count();
    }

    private static void churn(Sublist<Sub> list) {
        List<Sub> fresh = new ArrayList<>(MILLION);
        for (int i = 0; i < MILLION; i++) {
            fresh.add(Sub.on("x.y." + i));
        }
        long start = METER.cpuNanos();
        for (Sub sub : fresh) {
            list.insert(sub);
            list.remove(sub);
        }
        report("insert and remove of a fresh x.y.<n>", start, MILLION);
        fresh.replaceAll(sub -> Sub.on("app.req.x" + new String(sub.subject(), ISO_8859_1).substring(4)));
        start = METER.cpuNanos();
        for (Sub sub : fresh) {
            list.insert(sub);
            list.remove(sub);
        }
        report("insert and remove of a fresh app.req.x<n>", start, MILLION);
    }

    private static void sameSubject(@Nullable String queue) {
        int n = 100_000;
        List<Sub> subs = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            subs.add(Sub.on("foo.bar", queue));
        }
        Sublist<Sub> list = new Sublist<>();
        byte[] subject = bytes("foo.bar");
        long start = METER.cpuNanos();
        for (int i = 0; i < n; i++) {
            list.insert(subs.get(i));
            if (i % 100 == 0) {
                sink += list.match(subject, 0, 7).plainCount();
            }
        }
        report("100 k on one subject, queue " + queue, start, n);
        start = METER.cpuNanos();
        SublistResult<Sub> all = list.match(subject, 0, 7);
        for (int r = 0; r < 10; r++) {
            for (int i = 0; i < all.plainCount(); i++) {
                sink += all.plain(i).subject().length;
            }
        }
        report("read by index", start, 10L * n);
        start = METER.cpuNanos();
        for (int i = 0; i < n; i++) {
            list.remove(subs.get((int) (i * 61_803L % n)));
            if (i % 100 == 0) {
                sink += list.match(subject, 0, 7).plainCount();
            }
        }
        report("their removal, in another order", start, n);
        sink += list.count();
    }

    /** Each subscription below tokens of its own. */
    private static void spread() {
        List<Sub> subs = new ArrayList<>(MILLION);
        for (int i = 0; i < MILLION; i++) {
            subs.add(Sub.on("d" + i + ".state." + (i % 10)));
        }
        long before = used();
        Sublist<Sub> list = new Sublist<>();
        long start = METER.cpuNanos();
        for (Sub sub : subs) {
            list.insert(sub);
        }
        report("insert 1 M d<n>.state.<m>", start, MILLION);
        System.out.printf("  heap per subscription, the list alone: %d bytes%n", (used() - before) / MILLION);
        sink += list.count();
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static void report(String what, long start, long n) {
        long took = METER.cpuNanos() - start;
        System.out.printf("  %-45s %8.1f ns each, %.3f s CPU%n", what, (double) took / n, took / 1e9);
    }
}
