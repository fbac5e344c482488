package io.midge.sim;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Operations that are to fail: of which kind, on which names, which of them.
 *
 * <pre>{@code Fault.of(Effect.EIO).on(Op.SYNC).in("journal/*").nth(3)        the third sync of a journal file
 * Fault.of(Effect.ENOSPC).on(Op.WRITE).nth(10).times(5)              the tenth write and the four after it
 * Fault.of(Effect.READ_ONLY).nth(100).times(Long.MAX_VALUE)          whatever changes something, from the hundredth on
 * Fault.of(Effect.EIO).on(Op.READ).oneIn(1000)                       reads, by chance}</pre>
 *
 * @param op null: whatever changes something
 * @param name what the name looks like
 * @param nth the first of those it applies to that fails, from 1
 * @param times how many fail
 * @param oneIn if not 0: of those, only one in so many
 */
public record Fault(Effect effect, @Nullable Op op, Pattern name, long nth, long times, int oneIn) {
    private static final Pattern ANY = Pattern.compile(".*");

    /** The next operation that changes something. */
    public static Fault of(Effect effect) {
        return new Fault(effect, null, ANY, 1, 1, 0);
    }

    /** Of this kind. */
    public Fault on(Op kind) {
        return new Fault(effect, kind, name, nth, times, oneIn);
    }

    /** On names like this, where {@code *} stands for anything. */
    public Fault in(String pattern) {
        return new Fault(
                effect, op, Pattern.compile("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E"), nth, times, oneIn);
    }

    /** From the nth on. */
    public Fault nth(long which) {
        return new Fault(effect, op, name, which, times, oneIn);
    }

    /** So many of them. */
    public Fault times(long many) {
        return new Fault(effect, op, name, nth, many, oneIn);
    }

    /** By chance, one in so many, as long as the fault is planned. */
    public Fault oneIn(int many) {
        return new Fault(effect, op, name, nth, Long.MAX_VALUE, many);
    }

    boolean appliesTo(Op kind, String to) {
        return (op == null ? kind.changes() : op == kind) && name.matcher(to).matches();
    }
}
