package io.midge.matrix;

import java.util.ArrayList;
import java.util.List;

/** Somebody asks, and the user answers if it gets the question and may. */
enum Answering implements Act {
    /** By a subscription to the subject itself. */
    PLAIN("answer"),
    WILDCARD("answer, by a wildcard"),
    QUEUE("answer, in a queue"),
    /** A second question before the first was answered, with the same reply: both are one. */
    TWICE("answer, asked twice");

    private static final String REPLY = "i.o";
    private static final int TRIES = 4;

    private final String title;

    Answering(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<Case> cases(User user, boolean strict) {
        return Subjects.LITERAL.stream()
                .map(subject -> answer(user, subject, strict))
                .toList();
    }

    private Case answer(User user, String question, boolean strict) {
        String subject = this == WILDCARD ? question.substring(0, question.lastIndexOf('.') + 1) + "*" : question;
        String queue = this == QUEUE ? "v1" : "";
        Rules rules = user.rules();
        boolean subscribed = rules.maySubscribe(subject, queue);
        boolean asked = subscribed && rules.mayReceive(subject, queue, question, strict);
        int questions = this == TWICE ? 2 : 1;
        List<String> heard = new ArrayList<>();
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < questions; i++) {
            heard.addAll(asked ? Answers.msg(question, "1", REPLY) : List.of());
            missed.addAll(asked ? List.of() : Answers.noResponders(REPLY, "7", question));
        }
        int answers = rules.mayPublish(REPLY) ? TRIES : asked ? replies(rules.replies(), questions) : 0;
        List<String> refused = new ArrayList<>();
        List<String> answered = new ArrayList<>();
        for (int i = 0; i < TRIES; i++) {
            refused.addAll(i < answers ? List.of() : Answers.mayNotPublish(REPLY));
            answered.addAll(i < answers ? Answers.msg(REPLY, "7") : List.of());
        }
        return new Talk()
                .user(
                        "SUB " + subject + " " + queue + " 1\r\n",
                        subscribed ? List.of() : Answers.mayNotSubscribe(subject, queue))
                .other("SUB " + REPLY + " 7\r\n" + Answers.pub(question, REPLY).repeat(questions), missed)
                .user("", heard)
                .user(Answers.pub(REPLY).repeat(TRIES), refused)
                .other("UNSUB 7\r\n", answered)
                .about(user, this, false, question);
    }

    // The second question counts as an answer to the first.
    private static int replies(int max, int questions) {
        return max < 0 ? TRIES : Math.max(0, max - (questions - 1));
    }
}
