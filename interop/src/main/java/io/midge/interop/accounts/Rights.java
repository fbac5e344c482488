package io.midge.interop.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Permissions of users, on either side of exports and imports. */
final class Rights {
    private final Scene scene;

    private Rights(Scene scene) {
        this.scene = scene;
    }

    private static String list(List<String> subjects) {
        return subjects.stream().map(each -> '"' + each + '"').collect(Collectors.joining(", ", "[", "]"));
    }

    /** Some of these subjects, some that overlap with them. */
    private String some(List<String> subjects, boolean queues) {
        List<String> chosen = new ArrayList<>();
        int n = 1 + scene.random.nextInt(2);
        for (int i = 0; i < n; i++) {
            // nats-server lets foo.> through where foo.* is allowed, and shows all of it; we do not.
            String subject = scene.patterns.related(scene.pick(subjects)).replaceFirst("\\*$", ">");
            chosen.add(queues && scene.chance(30) ? subject + " " + scene.pick("v1", "v2", "v.*", ">", "*") : subject);
        }
        return list(chosen);
    }

    private String side(List<String> subjects, List<String> always, boolean queues) {
        return switch (scene.random.nextInt(5)) {
            case 0 -> some(subjects, queues);
            case 1 -> "{allow: " + with(some(subjects, queues), always) + "}";
            case 2 -> "{deny: " + some(subjects, queues) + "}";
            case 3 -> "{allow: " + with(some(subjects, queues), always) + ", deny: " + some(subjects, queues) + "}";
            default -> "{allow: [\">\"], deny: " + some(subjects, queues) + "}";
        };
    }

    private static String with(String list, List<String> more) {
        return more.isEmpty()
                ? list
                : list.substring(0, list.length() - 1) + ", " + list(more).substring(1);
    }

    private String permissions(List<String> publish, List<String> subscribe, List<String> always) {
        return "permissions: " + block(publish, subscribe, always);
    }

    private String block(List<String> publish, List<String> subscribe, List<String> always) {
        List<String> parts = new ArrayList<>();
        if (scene.chance(70)) {
            parts.add("publish: " + side(publish, List.of(), false));
        }
        if (scene.chance(80)) {
            parts.add("subscribe: " + side(subscribe, always, true));
        }
        if (scene.chance(20)) {
            parts.add("allow_responses: " + scene.pick("true", "{max: 2, expires: \"1m\"}", "{max: -1, ttl: \"1m\"}"));
        }
        return "{" + String.join(", ", parts) + "}";
    }

    /** Who imports a stream may subscribe to some of it; who exports may publish some. */
    static void streams(Scene scene) {
        Rights rights = new Rights(scene);
        String subject = scene.patterns.below("s");
        String to = scene.chance(30) ? "" : scene.patterns.mapped("l", subject);
        String local = to.isEmpty() ? subject : Patterns.plain(to);
        scene.account("E").export("stream: \"" + subject + "\"");
        scene.account("I")
                .imports("stream: {account: " + scene.name("E") + ", subject: \"" + subject + "\"}"
                        + (to.isEmpty() ? "" : ", to: \"" + to + "\""));
        List<String> all = List.of(subject, local);
        boolean defaults = scene.chance(25);
        scene.user("E", "e", scene.chance(50) ? rights.permissions(all, all, List.of()) : "");
        scene.user("I", "i", defaults ? "" : rights.permissions(all, all, List.of()));
        if (defaults) {
            scene.account(scene.pick("I", "I", "E")).line("default_permissions: " + rights.block(all, all, List.of()));
        }
        scene.user("E", "f", "permissions: {}");
        for (String each : List.of("e", "f", "i")) {
            scene.connect(each, each, scene.chance(20) ? "\"verbose\":true" : "");
        }
        rights.act(subject, local);
    }

    private void act(String subject, String local) {
        List<Integer> sids = new ArrayList<>();
        for (int i = 0; i < 10 + scene.random.nextInt(6); i++) {
            switch (scene.random.nextInt(8)) {
                case 0, 1, 2 -> {
                    String wanted = scene.patterns.related(local);
                    sids.add(
                            scene.chance(35)
                                    ? scene.queue("i", wanted, scene.pick("v1", "v2", "v.a", "w"))
                                    : scene.sub("i", wanted));
                    if (sids.size() > 1) {
                        scene.unsub("i", sids.removeFirst(), 0);
                    }
                }
                case 3 -> scene.sub("e", scene.patterns.related(subject));
                case 4 -> scene.pub("i", scene.patterns.instance(local));
                case 5 -> scene.pub("f", scene.patterns.instance(subject));
                default -> scene.pub("e", scene.patterns.instance(subject));
            }
        }
        scene.pub("f", scene.patterns.instance(subject));
    }

    /** Who asks may ask some of it, and who answers may answer some. */
    static void services(Scene scene) {
        Rights rights = new Rights(scene);
        String subject = scene.patterns.below("r");
        String to = scene.chance(30) ? "" : scene.patterns.mapped("q", subject);
        String local = to.isEmpty() ? subject : Patterns.plain(to);
        String response = scene.pick("", ", response: stream", ", response: chunked");
        scene.account("E").export("service: \"" + subject + "\"" + response);
        scene.account("I")
                .imports("service: {account: " + scene.name("E") + ", subject: \"" + subject + "\"}"
                        + (to.isEmpty() ? "" : ", to: \"" + to + "\"") + scene.pick("", ", share: true"));
        List<String> answers = List.of(subject, "_R_.>", "_R_.*.*", "_INBOX.>");
        scene.user(
                "I", "i", rights.permissions(List.of(subject, local), List.of(local, "_INBOX.>"), List.of("_INBOX.>")));
        scene.user("I", "j", "");
        scene.user(
                "E",
                "e",
                scene.chance(40)
                        ? "permissions: {subscribe: \"" + subject + "\", allow_responses: "
                                + scene.pick("true", "{max: 2, expires: \"1m\"}", "{max: -1, expires: \"1m\"}")
                                + scene.pick("", ", publish: {deny: \"_R_.>\"}", ", publish: {allow: \"x\"}") + "}"
                        : rights.permissions(answers, List.of(subject), List.of(subject)));
        List.of("e", "i", "j").forEach(scene::connect);
        scene.sub("e", scene.chance(70) ? subject : scene.patterns.related(subject));
        scene.sub("i", "_INBOX.i.*");
        scene.sub("j", "_INBOX.j.*");
        for (int i = 0; i < 4 + scene.random.nextInt(3); i++) {
            String who = scene.pick("i", "i", "j");
            scene.pub(who, scene.patterns.instance(local) + " _INBOX." + who + "." + i);
            for (int n = 0; n < 1 + scene.random.nextInt(3); n++) {
                scene.pub("e", scene.pick("{e.reply}", "{e.reply}", "{e.reply.1}"));
            }
            if (scene.chance(25)) {
                scene.pub("i", "{e.reply}");
            }
        }
    }

    /** Users of the global account without permissions of their own have those that the block says. */
    static void defaults(Scene scene) {
        Rights rights = new Rights(scene);
        String first = "d" + scene.seed;
        String subject = scene.patterns.below(first);
        scene.needs("defaults");
        scene.globalUser("g", "");
        scene.globalUser(
                "h", scene.pick("permissions: {}", rights.permissions(List.of(subject), List.of(subject), List.of())));
        scene.user("A", "a", "");
        scene.defaults(rights.block(List.of(subject), List.of(subject), List.of(subject)));
        List.of("g", "h", "a").forEach(scene::connect);
        scene.sub("g", scene.patterns.related(subject).replace(">", first + ".>"));
        scene.sub("h", subject);
        scene.sub("a", subject);
        for (int i = 0; i < 6; i++) {
            scene.sub("g", subject.endsWith(">") ? subject : scene.patterns.narrow(subject));
            scene.pub(scene.pick("g", "h", "a"), scene.patterns.instance(subject));
        }
    }
}
