package io.midge.sim;

/**
 * How a run ended.
 *
 * @param why what is wrong; empty: nothing
 * @param hash of its events, the same whenever the seed is run
 */
public record Verdict(String why, long hash, long events) {
    public static Verdict good(Trace trace) {
        return new Verdict("", trace.hash(), trace.events());
    }

    public static Verdict bad(String why, Trace trace) {
        return new Verdict(why, trace.hash(), trace.events());
    }

    public boolean isGood() {
        return why.isEmpty();
    }
}
