package io.midge.matrix;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Publishing in all its forms; somebody else sees what was delivered. */
enum Publishing implements Act {
    PLAIN("publish"),
    HEADERS("publish with headers"),
    VERBOSE("publish, verbose"),
    /** A reply needs no permission. */
    REPLY("publish with reply"),
    /** The permission is looked at before the reply is. */
    RESERVED_REPLY("publish with reserved reply"),
    /** Nobody listens, and who asked is told, unless it may not ask or not listen to the answer. */
    REQUEST("request");

    private final String title;

    Publishing(String title) {
        this.title = title;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public List<Case> cases(User user, boolean strict) {
        List<Case> cases = new ArrayList<>();
        Stream.of(Subjects.LITERAL, Subjects.WILD, Subjects.INVALID)
                .flatMap(List::stream)
                .forEach(subject -> cases.add(this == REQUEST ? request(user, subject) : publish(user, subject)));
        return cases;
    }

    private Case publish(User user, String subject) {
        boolean verbose = this == VERBOSE;
        boolean reserved = this == RESERVED_REPLY;
        boolean allowed = user.rules().mayPublish(subject);
        List<String> answer = !allowed
                ? Answers.mayNotPublish(subject)
                : reserved ? Answers.mayNotReplyTo("_R_.1") : Answers.ok(verbose);
        boolean delivered = allowed && !reserved && Rules.matches(subject, ">");
        return new Talk()
                .watched()
                .user(said(subject), answer)
                .other("UNSUB w\r\n", delivered ? delivered(subject) : List.of())
                .about(user, this, verbose, subject);
    }

    private String said(String subject) {
        return switch (this) {
            case HEADERS -> Answers.hpub(subject);
            case REPLY -> Answers.pub(subject, "nobody.asked");
            case RESERVED_REPLY -> Answers.pub(subject, "_R_.1");
            default -> Answers.pub(subject);
        };
    }

    private List<String> delivered(String subject) {
        return switch (this) {
            case HEADERS -> Answers.hmsg(subject, "w");
            case REPLY -> Answers.msg(subject, "w", "nobody.asked");
            default -> Answers.msg(subject, "w");
        };
    }

    private Case request(User user, String subject) {
        boolean listens = user.rules().maySubscribe("i.*", "");
        List<String> answer = !user.rules().mayPublish(subject)
                ? Answers.mayNotPublish(subject)
                : listens ? Answers.noResponders("i.1", "1", subject) : List.of();
        return new Talk()
                .user("SUB i.* 1\r\n", listens ? List.of() : Answers.mayNotSubscribe("i.*", ""))
                .user(Answers.pub(subject, "i.1"), answer)
                .about(user, this, false, subject);
    }
}
