package io.midge.matrix;

import java.util.Arrays;
import java.util.List;

/**
 * What the specification says of a user's permissions: subjects as texts, every list looked through from its beginning.
 *
 * @param onlyReplies an empty list of subjects to publish to allows none
 * @param replies how many for each request, negative for any number, 0 for none beyond what is allowed anyway
 */
public record Rules(
        List<String> publishAllow,
        List<String> publishDeny,
        List<String> subscribeAllow,
        List<String> subscribeDeny,
        boolean onlyReplies,
        int replies) {
    /** Everything is allowed. */
    public static final Rules ALL = new Rules(List.of(), List.of(), List.of(), List.of(), false, 0);

    public boolean mayPublish(String subject) {
        boolean all = publishAllow.isEmpty() && !onlyReplies;
        return (all || any(publishAllow, subject)) && !any(publishDeny, subject);
    }

    /** Whether SUB is not refused; {@code queue} is empty for a plain one. */
    public boolean maySubscribe(String subject, String queue) {
        return allowed(subject, queue) && !denied(subject, queue);
    }

    /**
     * Whether a subscription that was not refused gets a message.
     *
     * @param strict whether {@code foo.>}, which nats-server lets through where {@code foo.*} is allowed, shows no more than that
     */
    public boolean mayReceive(String subject, String queue, String message, boolean strict) {
        boolean wide = subject.endsWith(">")
                && subscribeAllow.stream().noneMatch(each -> isFor(each, queue) && covers(subjectOf(each), subject));
        boolean hidden = strict && wide && !subscribeAllow.isEmpty() && !allowed(message, queue);
        return matches(message, subject) && !denied(message, queue) && !hidden;
    }

    private boolean allowed(String subject, String queue) {
        if (subscribeAllow.isEmpty()) {
            return true;
        }
        List<String> named = named(subscribeAllow, subject);
        if (!queue.isEmpty() && !named.isEmpty()) {
            return named.stream().anyMatch(each -> queueMatches(queue, each));
        }
        return any(subscribeAllow, subject);
    }

    private boolean denied(String subject, String queue) {
        return any(subscribeDeny, subject)
                || (!queue.isEmpty()
                        && named(subscribeDeny, subject).stream().anyMatch(each -> queueMatches(queue, each)));
    }

    /** Whether one of those without a queue matches. */
    private static boolean any(List<String> patterns, String subject) {
        return patterns.stream().anyMatch(each -> each.indexOf(' ') < 0 && matches(subject, each));
    }

    /** The queues of those that have one, and match. */
    private static List<String> named(List<String> patterns, String subject) {
        return patterns.stream()
                .filter(each -> each.indexOf(' ') >= 0 && matches(subject, subjectOf(each)))
                .map(each -> each.substring(each.indexOf(' ') + 1))
                .toList();
    }

    private static boolean isFor(String permission, String queue) {
        int blank = permission.indexOf(' ');
        return blank < 0 || (!queue.isEmpty() && queueMatches(queue, permission.substring(blank + 1)));
    }

    private static String subjectOf(String permission) {
        int blank = permission.indexOf(' ');
        return blank < 0 ? permission : permission.substring(0, blank);
    }

    private static boolean queueMatches(String queue, String name) {
        boolean wild = Arrays.stream(name.split("\\.", -1)).anyMatch(token -> token.equals("*") || token.equals(">"));
        return queue.equals(name) || (wild && covers(name, queue));
    }

    /** Whether a message on a subject, in which wildcards are letters, reaches a subscription. */
    public static boolean matches(String subject, String pattern) {
        return fits(subject, pattern, false);
    }

    /** Whether a pattern matches whatever another one does. */
    private static boolean covers(String pattern, String other) {
        return fits(other, pattern, true);
    }

    private static boolean fits(String subject, String pattern, boolean wildcards) {
        List<String> tokens = List.of(subject.split("\\.", -1));
        if (tokens.contains("")) {
            return false;
        }
        List<String> wanted = List.of(pattern.split("\\.", -1));
        for (int i = 0; i < wanted.size(); i++) {
            String want = wanted.get(i);
            if (i == tokens.size()) {
                return false;
            }
            if (want.equals(">")) {
                return true;
            }
            boolean rest = wildcards && tokens.get(i).equals(">");
            if (rest || !(want.equals("*") || want.equals(tokens.get(i)))) {
                return false;
            }
        }
        return tokens.size() == wanted.size();
    }

    /** Whether a subject can be subscribed to at all. */
    public static boolean isValid(String subject) {
        List<String> tokens = List.of(subject.split("\\.", -1));
        int rest = tokens.indexOf(">");
        return !tokens.contains("") && (rest < 0 || rest == tokens.size() - 1);
    }
}
