package io.midge.matrix;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A kind of user, which the matrix has one of each.
 *
 * @param permissions the block in the configuration; {@code none}: there is none, and default permissions count
 */
record User(String name, String permissions, Rules rules) {
    /** Says who it is when the case needs somebody who may do everything. */
    static final User ALL = new User("all", "{}", Rules.ALL);

    private static final Rules DEFAULTS =
            rules(List.of("a.x", "i.>"), List.of("i.9"), List.of("a.>", "i.*", "q.* v1"), List.of("a.b.*", "q.k v1"));

    /** In a server with default permissions. */
    static final List<User> LIMITED = List.of(
            of(
                    "allow",
                    rules(
                            List.of("a.x", "a.*.z", "w.>"),
                            List.of(),
                            List.of("a.x", "a.*", "w.>", "q.j v1", "q.k", "q.k v.*", "e.*", "i.>"),
                            List.of())),
            of(
                    "deny",
                    rules(
                            List.of(),
                            List.of("a.x", "a.*.z", "w.>"),
                            List.of(),
                            List.of("a.x", "d.*", "q.j v1", "q.> s", "w.x.>"))),
            of(
                    "both",
                    rules(
                            List.of("a.>", "w.*", "i.o"),
                            List.of("a.x", "w.x"),
                            List.of("a.>", "q.> v1", "d.*", "w.>"),
                            List.of("a.x", "a.b.*", "q.j v1", "w.*"))),
            of(
                    "queues",
                    rules(
                            List.of(),
                            List.of("i.>"),
                            List.of("q.j", "q.j v1", "q.k v.*", "q.* >", "a.* s"),
                            List.of("q.k v.a", "a.x *"))),
            of("replies", new Rules(List.of(), List.of(), List.of(), List.of(), true, 1)),
            of("replies-twice", new Rules(List.of("a.x"), List.of(), List.of("a.>", "i.>"), List.of("a.y"), true, 2)),
            of("replies-any", new Rules(List.of("w.>"), List.of("i.>"), List.of(), List.of("a.b.*"), true, -1)),
            new User("default", "none", DEFAULTS));

    /** In a server without. */
    static final List<User> UNLIMITED =
            List.of(new User("none", "none", Rules.ALL), new User("empty", "{}", Rules.ALL));

    private static Rules rules(
            List<String> publishAllow,
            List<String> publishDeny,
            List<String> subscribeAllow,
            List<String> subscribeDeny) {
        return new Rules(publishAllow, publishDeny, subscribeAllow, subscribeDeny, false, 0);
    }

    private static User of(String name, Rules rules) {
        return new User(name, text(rules), rules);
    }

    /** A configuration with these users, and one who may do everything. */
    static String configuration(List<User> users) {
        boolean defaults = users.stream().anyMatch(each -> each.rules().equals(DEFAULTS));
        StringBuilder text = new StringBuilder("authorization {\n");
        if (defaults) {
            text.append("  default_permissions: ").append(text(DEFAULTS)).append('\n');
        }
        text.append("  users: [\n").append(line(ALL));
        users.forEach(each -> text.append(line(each)));
        return text.append("  ]\n}\n").toString();
    }

    private static String line(User user) {
        String permissions = user.permissions.equals("none") ? "" : ", permissions: " + user.permissions;
        return "    {user: " + user.name + ", password: secret" + permissions + "}\n";
    }

    private static String text(Rules rules) {
        String replies = rules.replies() == 0
                ? ""
                : ", allow_responses: {max: " + rules.replies() + ", ttl: \"" + (rules.replies() < 0 ? -1 : 10)
                        + "m\"}";
        return "{publish: {allow: " + list(rules.publishAllow()) + ", deny: " + list(rules.publishDeny())
                + "}, subscribe: {allow: " + list(rules.subscribeAllow()) + ", deny: "
                + list(rules.subscribeDeny()) + "}" + replies + "}";
    }

    private static String list(List<String> subjects) {
        return subjects.stream().map(each -> '"' + each + '"').collect(Collectors.joining(", ", "[", "]"));
    }
}
