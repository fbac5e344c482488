package io.midge.sim;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What happened, event by event, as a running hash and, if somebody listens, as lines of text. Two runs of one seed that
 * differ anywhere have different hashes from there on. Of one thread.
 */
public final class Trace {
    private static final long PRIME = 0x100000001B3L;

    private final @Nullable Consumer<String> lines;
    private long hash = 0xCBF29CE484222325L;
    private long events;

    public Trace() {
        lines = null;
    }

    public Trace(Consumer<String> lines) {
        this.lines = lines;
    }

    /** Something happened at a time to somebody: what, to which thing, and two numbers that tell it from others. */
    public void event(long nanos, String who, String what, String thing, long first, long second) {
        events++;
        mix(nanos);
        mix(who);
        mix(what);
        mix(thing);
        mix(first);
        mix(second);
        if (lines != null) {
            lines.accept(
                    nanos + " " + who + " " + what + (thing.isEmpty() ? "" : " " + thing) + " " + first + " " + second);
        }
    }

    /** Of all events so far. */
    public long hash() {
        return hash;
    }

    /** How many there were. */
    public long events() {
        return events;
    }

    private void mix(String text) {
        long h = hash;
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * PRIME;
        }
        hash = (h ^ 0xFFFF) * PRIME;
    }

    private void mix(long value) {
        long h = (hash ^ value) * PRIME;
        hash = h ^ h >>> 29;
    }
}
