package io.midge.matrix;

import java.util.ArrayList;
import java.util.List;

/** Subscribing in all its forms; somebody else publishes everything, and what the user hears of it is what it may. */
enum Subscribing implements Act {
    PLAIN("subscribe"),
    QUEUE("queue subscribe"),
    VERBOSE("subscribe, verbose"),
    VERBOSE_QUEUE("queue subscribe, verbose"),
    /** What is held back does not count. */
    MAX("UNSUB max"),
    /** A queue's other member gets what this one may not. */
    MEMBERS("members of a queue");

    private static final int MAX_MESSAGES = 2;

    private final String title;

    Subscribing(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<Case> cases(User user, boolean strict) {
        List<Case> cases = new ArrayList<>();
        boolean queues = this == QUEUE || this == VERBOSE_QUEUE || this == MEMBERS;
        for (String subject : Subjects.all()) {
            for (String queue : queues ? Subjects.QUEUES : List.of("")) {
                if (this != MEMBERS || Rules.isValid(subject)) {
                    cases.add(of(user, subject, queue, strict));
                }
            }
        }
        return cases;
    }

    private Case of(User user, String subject, String queue, boolean strict) {
        boolean verbose = this == VERBOSE || this == VERBOSE_QUEUE;
        boolean allowed = user.rules().maySubscribe(subject, queue);
        boolean subscribed = allowed && Rules.isValid(subject);
        String sub = "SUB " + subject + " " + (queue.isEmpty() ? "" : queue + " ") + "1\r\n";
        List<String> answer = new ArrayList<>(
                !allowed
                        ? Answers.mayNotSubscribe(subject, queue)
                        : subscribed ? Answers.ok(verbose) : Answers.invalid());
        if (this == MAX) {
            sub += "UNSUB 1 " + MAX_MESSAGES + "\r\n";
        }
        Talk talk = new Talk().user(sub, answer);
        if (this == MEMBERS) {
            return talk.third("SUB " + subject + " " + queue + " 9\r\n", List.of())
                    .other(published(others(user, subject, queue, subscribed, strict)), List.of())
                    .third("UNSUB 9\r\n", heard(others(user, subject, queue, subscribed, strict), "9"))
                    .user("", List.of())
                    .about(user, this, false, subject + " " + queue);
        }
        List<String> own = !subscribed ? List.of() : received(user, subject, queue, strict);
        boolean few = this == MAX && own.size() > MAX_MESSAGES;
        return talk.other(published(Subjects.LITERAL), List.of())
                .user("", heard(few ? own.subList(0, MAX_MESSAGES) : own, "1"))
                .about(user, this, verbose, (subject + " " + queue).strip());
    }

    private static List<String> received(User user, String subject, String queue, boolean strict) {
        return Subjects.LITERAL.stream()
                .filter(each -> user.rules().mayReceive(subject, queue, each, strict))
                .toList();
    }

    // What goes to the other member for certain.
    private static List<String> others(User user, String subject, String queue, boolean subscribed, boolean strict) {
        return Subjects.LITERAL.stream()
                .filter(each -> Rules.matches(each, subject))
                .filter(each -> !subscribed || !user.rules().mayReceive(subject, queue, each, strict))
                .toList();
    }

    private static String published(List<String> subjects) {
        StringBuilder text = new StringBuilder();
        subjects.forEach(each -> text.append(Answers.pub(each)));
        return text.toString();
    }

    private static List<String> heard(List<String> subjects, String sid) {
        return subjects.stream()
                .flatMap(each -> Answers.msg(each, sid).stream())
                .toList();
    }
}
