package io.midge.conf.file;

import io.midge.subject.Subjects;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

    /** The words of a text, as Go splits it. */
    static List<String> fields(String text) {
        List<String> fields = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isWhitespace(c) && !Character.isSpaceChar(c)) {
                word.append(c);
            } else if (!word.isEmpty()) {
                fields.add(word.toString());
                word.setLength(0);
            }
        }
        if (!word.isEmpty()) {
            fields.add(word.toString());
        }
        return fields;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
