package io.midge.store.index;

import java.util.List;

/**
 * Which subjects of a stream somebody wants: one or several patterns with wildcards, none of which overlap, or all. It answers by
 * the numbers of a {@link SubjectIndex}. On the stream's lane.
 */
public final class SubjectFilter {
    private final SubjectIndex index;
    private final List<byte[]> patterns;

    private SubjectFilter(SubjectIndex index, List<byte[]> patterns) {
        this.index = index;
        this.patterns = patterns;
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
        return patterns.isEmpty() || patterns.stream().anyMatch(each -> each.length == 1 && each[0] == '>');
    }

    /** The patterns; none: all. */
    public List<byte[]> patterns() {
        return patterns;
    }

    /** Whether it takes the subject of this number. */
    public boolean takes(int id) {
        byte[] name = index.name(id);
        return takes(name, 0, name.length);
    }

    /** Whether it takes this subject. */
    public boolean takes(byte[] subject, int off, int len) {
        return isAll() || patterns.stream().anyMatch(each -> matches(each, subject, off, len));
    }

    /** Whether a pattern with wildcards takes a subject. */
    public static boolean matches(byte[] pattern, byte[] subject, int off, int len) {
        int end = off + len;
        int p = 0;
        int s = off;
        while (p < pattern.length && s < end) {
            boolean last = p + 1 == pattern.length;
            if (pattern[p] == '>' && last) {
                return true;
            }
            if (pattern[p] == '*' && (last || pattern[p + 1] == '.') && (p == 0 || pattern[p - 1] == '.')) {
                p++;
                while (s < end && subject[s] != '.') {
                    s++;
                }
            } else if (pattern[p] == subject[s]) {
                p++;
                s++;
            } else {
                return false;
            }
        }
        return p == pattern.length && s == end;
    }
}
