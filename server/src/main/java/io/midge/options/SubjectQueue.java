package io.midge.options;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subject as permissions name it: for everybody, or, with the name of a queue behind a blank, for its members.
 *
 * @param subject the subject, which may hold wildcards
 * @param queue the queue, which may hold wildcards, too; empty: everybody
 */
public record SubjectQueue(String subject, String queue) {
    /**
     * Reads what a permission says.
     *
     * @param queues whether a queue may be named: only who subscribes has one
     * @throws IllegalArgumentException if it is no subject, in nats-server's words
     */
    public static SubjectQueue of(String text, boolean queues) {
        String wrong = wrong(text, queues);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong);
        }
        List<String> words = queues ? words(text) : List.of(text);
        return new SubjectQueue(words.getFirst(), words.size() == 1 ? "" : words.getLast());
    }

    /** What is wrong with a permission, in nats-server's words; null if nothing. */
    public static @Nullable String wrong(String text, boolean queues) {
        List<String> words = queues ? words(text) : List.of(text);
        if (words.size() == 1 && SubjectCheck.isValid(text)) {
            return null;
        }
        if (words.size() != 2) {
            return invalid(text);
        }
        if (!SubjectCheck.isValid(words.getFirst())) {
            return invalid(words.getFirst());
        }
        String queue = words.getLast();
        return SubjectCheck.isValid(queue) ? null : "queue " + GoWords.quoted(queue) + " is not a valid queue";
    }

    private static String invalid(String subject) {
        return "subject " + GoWords.quoted(subject) + " is not a valid subject";
    }

    // As Go splits a text: at what Unicode calls white space.
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean blank = i == text.length() || isBlank(text.charAt(i));
            if (blank && from >= 0) {
                words.add(text.substring(from, i));
                from = -1;
            } else if (!blank && from < 0) {
                from = i;
            }
        }
        return words;
    }

    private static boolean isBlank(char c) {
        return Character.isSpaceChar(c) || (c >= '\t' && c <= '\r') || c == '\u0085';
    }
}
