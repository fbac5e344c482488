package io.midge.options;

import java.util.List;

/** Subjects as options name them: tokens between dots, none of them empty, no white space, {@code >} at the end only. */
final class SubjectCheck {
    private SubjectCheck() {}

    static boolean isValid(String subject) {
        if (subject.chars().anyMatch(c -> c == ' ' || (c >= '\t' && c <= '\r' && c != 0x0b))) {
            return false;
        }
        for (int start = 0; start <= subject.length(); ) {
            int dot = subject.indexOf('.', start);
            int end = dot < 0 ? subject.length() : dot;
            boolean full = end == start + 1 && subject.charAt(start) == '>';
            if (end == start || (full && dot >= 0)) {
                return false;
            }
            start = end + 1;
        }
        return true;
    }

    /** Refuses the first that is none. */
    static void check(String where, List<String> subjects) {
        for (String subject : subjects) {
            if (!isValid(subject)) {
                throw BlockCheck.refused(where + "subject " + GoWords.quoted(subject) + " is not a valid subject");
            }
        }
    }
}
