package io.midge.store.index;

import java.util.Arrays;
import java.util.List;

/**
 * Which subjects of a stream somebody wants: one or several patterns with wildcards, none of which overlap, or all. It answers by
 * the numbers of a {@link SubjectIndex}. On the stream's lane.
 *
 * <p>An answer by number is worked out once and kept in a byte: the incarnation of the number that it was for, and yes or no. When
 * the index counts incarnations anew, all answers are forgotten.
 */
public final class SubjectFilter {
    private final SubjectIndex index;
    private final List<byte[]> patterns;
    private final boolean all;
    private final boolean literal;
    private byte[] answers = new byte[0];
    private int epoch;
    private boolean covers;
    private int roots = -1;

    private SubjectFilter(SubjectIndex index, List<byte[]> patterns) {
        this.index = index;
        this.patterns = patterns;
        all = patterns.isEmpty() || patterns.stream().anyMatch(each -> each.length == 1 && each[0] == '>');
        literal = patterns.size() == 1 && Wildcards.isLiteral(patterns.get(0));
        epoch = index.epoch();
    }

    /** What one of these patterns takes; without patterns all. */
    public static SubjectFilter of(SubjectIndex index, List<byte[]> patterns) {
        return new SubjectFilter(index, List.copyOf(patterns));
    }

    /** All of them. */
    public static SubjectFilter all(SubjectIndex index) {
        return new SubjectFilter(index, List.of());
    }

    /** Whether it takes everything, whatever the stream holds. */
    public boolean isAll() {
        return all;
    }

    /**
     * Whether it is known to take every subject that the stream holds now, because they all begin as a pattern wants. Costs next to
     * nothing; false says nothing.
     */
    public boolean takesAllThereIs() {
        if (all) {
            return true;
        }
        if (literal) {
            return false;
        }
        if (roots != index.roots()) {
            roots = index.roots();
            covers = coversIndex();
        }
        return covers;
    }

    private boolean coversIndex() {
        for (int i = 0; i < patterns.size(); i++) {
            int prefix = Wildcards.prefixOfRest(patterns.get(i));
            if (prefix != Wildcards.ANY && index.allGoOnBehind(patterns.get(i), prefix)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it takes one subject at most, which {@link #single} finds. */
    public boolean isSingle() {
        return literal;
    }

    /** The number of the one subject that it takes; {@link SubjectIndex#NONE} if it may take several, or that one is not there now. */
    public int single() {
        return literal ? index.find(patterns.get(0), 0, patterns.get(0).length) : SubjectIndex.NONE;
    }

    /** How many subjects there are, whether it takes them or not. */
    public int subjects() {
        return index.size();
    }

    /**
     * The subjects that it takes have no message from {@code from} on below this sequence; {@link Long#MAX_VALUE}: none at all. It
     * walks over subjects, so it is for who has searched in vain for a while.
     */
    public long floor(long from) {
        if (all) {
            return from;
        }
        long[] floor = {Long.MAX_VALUE};
        for (int i = 0; i < patterns.size(); i++) {
            index.visit(patterns.get(i), id -> {
                if (index.last(id) >= from) {
                    floor[0] = Math.min(floor[0], Math.max(from, index.first(id)));
                }
                return floor[0] > from;
            });
        }
        return floor[0];
    }

    /** The patterns; none: all. */
    public List<byte[]> patterns() {
        return patterns;
    }

    /** Whether it takes the subject of this number; no for a number that is free, unless it takes all. */
    public boolean takes(int id) {
        if (all) {
            return true;
        }
        if (id < answers.length && epoch == index.epoch()) {
            int answer = answers[id] & 0xff;
            if (answer >>> 1 == index.incarnation(id)) {
                return (answer & 1) != 0;
            }
        }
        return decide(id);
    }

    private boolean decide(int id) {
        if (epoch != index.epoch()) {
            answers = new byte[0];
            epoch = index.epoch();
        }
        if (index.count(id) == 0) {
            return false;
        }
        if (id >= answers.length) {
            answers = Arrays.copyOf(answers, Math.max(index.bound(), answers.length + answers.length / 4 + 16));
        }
        boolean yes = index.isTaken(id, patterns);
        answers[id] = (byte) ((index.incarnation(id) << 1) | (yes ? 1 : 0));
        return yes;
    }

    /** Whether it takes this subject. */
    public boolean takes(byte[] subject, int off, int len) {
        if (all) {
            return true;
        }
        for (int i = 0; i < patterns.size(); i++) {
            if (Wildcards.matches(patterns.get(i), subject, off, len)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a pattern with wildcards takes a subject. */
    public static boolean matches(byte[] pattern, byte[] subject, int off, int len) {
        return Wildcards.matches(pattern, subject, off, len);
    }

    /** How many bytes of heap it takes. */
    public long bytes() {
        return answers.length + 64L;
    }
}
