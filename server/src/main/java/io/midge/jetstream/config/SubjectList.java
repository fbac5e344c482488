package io.midge.jetstream.config;

import io.midge.json.Utf8;
import io.midge.subject.Subjects;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Subjects that are compared with each other, as long a list of them as somebody likes: those without wildcards are
 * looked up, only those with wildcards are compared one by one. Immutable.
 */
final class SubjectList {
    private final byte[][] subjects;

    /** The places of those that hold wildcards, in order. */
    private final int[] wild;

    /** Where each subject is first. */
    private final Map<String, Integer> places = new HashMap<>();

    /** Where the same subject comes next; -1: nowhere. */
    private final int[] same;

    private final boolean[] literal;

    SubjectList(List<String> subjects) {
        int size = subjects.size();
        this.subjects = new byte[size][];
        same = new int[size];
        literal = new boolean[size];
        int wilds = 0;
        for (int i = size - 1; i >= 0; i--) {
            this.subjects[i] = Utf8.bytes(subjects.get(i));
            literal[i] = !Subjects.hasWildcard(this.subjects[i]);
            wilds += literal[i] ? 0 : 1;
            Integer next = places.put(subjects.get(i), i);
            same[i] = next == null ? -1 : next;
        }
        wild = new int[wilds];
        for (int i = size - 1; i >= 0; i--) {
            if (!literal[i]) {
                wild[--wilds] = i;
            }
        }
    }

    /** The first one behind the i-th that overlaps with it; -1: none does. */
    int overlapBehind(int i) {
        if (!literal[i]) {
            for (int j = i + 1; j < subjects.length; j++) {
                if (Subjects.overlap(subjects[i], subjects[j])) {
                    return j;
                }
            }
            return -1;
        }
        for (int j : wild) {
            if (same[i] >= 0 && j > same[i]) {
                break;
            }
            if (j > i && Subjects.overlap(subjects[i], subjects[j])) {
                return j;
            }
        }
        return same[i];
    }

    /** Whether one is a subset of another, or the same. */
    boolean hasSubset() {
        for (int i = 0; i < subjects.length; i++) {
            if (isSubset(i)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the i-th is a subset of another, or the same as a later one. */
    boolean isSubset(int i) {
        for (int j : wild) {
            if (i != j && Subjects.isSubset(subjects[i], subjects[j])) {
                return true;
            }
        }
        return same[i] >= 0 && subjects[i].length > 0;
    }

    /** Whether one of another list overlaps with one of these. */
    boolean overlaps(List<String> others) {
        for (int k = 0; k < others.size(); k++) {
            String other = others.get(k);
            if (places.containsKey(other) || overlaps(Utf8.bytes(other))) {
                return true;
            }
        }
        return false;
    }

    private boolean overlaps(byte[] other) {
        if (!Subjects.hasWildcard(other)) {
            for (int j : wild) {
                if (Subjects.overlap(subjects[j], other)) {
                    return true;
                }
            }
            return false;
        }
        for (byte[] subject : subjects) {
            if (Subjects.overlap(subject, other)) {
                return true;
            }
        }
        return false;
    }
}
