package io.midge.subject;

import java.util.List;

/** Patterns of which the first that matches counts. Those that begin otherwise cost next to nothing. Immutable. */
public final class SubjectPatterns {
    private final SubjectPattern[] patterns;
    /** Of each pattern {@link SubjectPattern#head} and {@link SubjectPattern#mask}, side by side. */
    private final long[] heads;

    public SubjectPatterns(List<SubjectPattern> list) {
        patterns = list.toArray(new SubjectPattern[0]);
        heads = new long[2 * patterns.length];
        for (int i = 0; i < patterns.length; i++) {
            heads[2 * i] = patterns[i].head();
            heads[2 * i + 1] = patterns[i].mask();
        }
    }

    /** The number of the first pattern that matches, from 0; -1 if none does. */
    public int first(byte[] buf, int off, int len) {
        long word = Words.at(buf, off, off + len);
        for (int i = 0; i < patterns.length; i++) {
            if ((word & heads[2 * i + 1]) == heads[2 * i] && patterns[i].matches(buf, off, len)) {
                return i;
            }
        }
        return -1;
    }
}
