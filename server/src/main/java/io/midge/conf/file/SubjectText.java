package io.midge.conf.file;

import io.midge.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Subjects as the text of a configuration. */
final class SubjectText {
    private SubjectText() {}

    static boolean isValid(String subject) {
        return Subjects.isValid(bytes(subject));
    }

    static boolean hasWildcard(String subject) {
        return Subjects.hasWildcard(bytes(subject));
    }

    /** Valid, and one subject rather than many. */
    static boolean isValidLiteral(String subject) {
        return isValid(subject) && !hasWildcard(subject);
    }

    static boolean isSubset(String subject, String pattern) {
        return Subjects.isSubset(bytes(subject), bytes(pattern));
    }

    /** Whether a message may match both. Where both hold wildcards, a token that begins like one fits all, as in nats-server. */
    static boolean collide(String a, String b) {
        if (a.equals(b)) {
            return true;
        }
        boolean wild = hasWildcard(a);
        if (!wild || !hasWildcard(b)) {
            return wild ? isSubset(b, a) : hasWildcard(b) && isSubset(a, b);
        }
        String[] one = a.split("\\.", -1);
        String[] other = b.split("\\.", -1);
        String[] shorter = one.length < other.length ? one : other;
        if (one.length != other.length && !List.of(shorter).contains(">")) {
            return false;
        }
        for (int i = 0; i < shorter.length; i++) {
            if (!canMatch(one[i], other[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean canMatch(String a, String b) {
        return !a.isEmpty()
                && !b.isEmpty()
                && (a.equals(b) || "*>".indexOf(a.charAt(0)) >= 0 || "*>".indexOf(b.charAt(0)) >= 0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
