package io.midge.sim.store;

import io.midge.sim.Trace;
import io.midge.sim.Verdict;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/** Runs many seeds of something, on all processors. */
final class Seeds {
    /** What is run with one. */
    interface One {
        Verdict run(long seed, Trace trace) throws Exception;
    }

    private Seeds() {}

    /** What went wrong with seeds from one to another. */
    static List<String> wrong(long from, long to, One one) {
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        LongStream.rangeClosed(from, to).parallel().forEach(seed -> {
            Verdict verdict = verdict(seed, one);
            if (!verdict.isGood()) {
                wrong.add("seed " + seed + ": " + verdict.why());
            }
        });
        return List.copyOf(wrong);
    }

    /** As {@link #wrong}; says how many there were in a second. */
    static List<String> wrongOfMany(String name, long from, long to, One one) {
        long begin = System.nanoTime();
        List<String> wrong = wrong(from, to, one);
        double seconds = (System.nanoTime() - begin) / 1e9;
        long seeds = to - from + 1;
        System.out.printf("%s: %d seeds, %.1f per second%n", name, seeds, seeds / seconds);
        return wrong;
    }

    private static Verdict verdict(long seed, One one) {
        Trace trace = new Trace();
        try {
            return one.run(seed, trace);
        } catch (Exception e) {
            return Verdict.bad(e.toString(), trace);
        }
    }
}
