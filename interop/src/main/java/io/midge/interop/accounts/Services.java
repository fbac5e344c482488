package io.midge.interop.accounts;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Services that are exported and imported: requests, one reply or many, and replies that nobody waits for any more. */
final class Services {
    private static final List<String> RESPONSES = List.of("", "", "", "single", "stream", "stream", "chunked");

    /** Those that no client may say have a word in them by which {@link Frame} knows them. */
    private static final List<String> HEADERS = List.of(
            "Some: thing\\r\\n",
            "Nats-Request-Info: {\"acc\":\"spoofed\"}\\r\\n",
            "nats-request-info: {\"acc\":\"spoofed\"}\\r\\n",
            "NATS-REQUEST-INFO:{\"acc\":\"spoofed\"}\\r\\nNats-Request-Info: {\"user\":\"spoofed\"}\\r\\n",
            "A: 1\\r\\nNats-Request-Info: {\"acc\":\"spoofed\"}\\r\\nB: 2\\r\\nNats-Request-Info: {\"acc\":\"spoofed\"}\\r\\n",
            "Nats-Request-Info: spoofed\\r\\nC: 3\\r\\n",
            "Nats-Request-Infos: x\\r\\nX-Nats-Request-Info: y\\r\\n");

    private final Scene scene;

    /** Subjects that requesters know, as patterns; and who knows them. */
    private final List<String[]> offered = new ArrayList<>();

    /** Whether imports tell who asks. */
    private String share;

    private Services(Scene scene) {
        this.scene = scene;
        share = scene.pick("", ", share: true", ", share: false");
    }

    /** One exporter, one or two importers. */
    static void simple(Scene scene) {
        Services services = new Services(scene);
        scene.user("E", "e", "");
        String pattern = services.export("E", "r");
        List<String> requesters = services.importers(pattern, scene.chance(35) ? List.of("I", "J") : List.of("I"));
        if (scene.chance(25)) {
            requesters.add("x");
            scene.connect("x", "e", "");
            services.offered.add(new String[] {"x", pattern});
        }
        services.respond("e", pattern);
        services.act(requesters, pattern, 5 + scene.random.nextInt(5));
    }

    private List<String> importers(String pattern, List<String> letters) {
        List<String> requesters = new ArrayList<>();
        for (String letter : letters) {
            String user = letter.toLowerCase(Locale.ROOT);
            scene.user(letter, user, "");
            String subject = scene.chance(70) ? pattern : scene.patterns.narrow(pattern);
            String local = imports(letter, "E", subject, "q");
            scene.connect(user, user, options());
            offered.add(new String[] {user, local});
            requesters.add(user);
        }
        return requesters;
    }

    private String options() {
        return scene.pick(
                "",
                "",
                "",
                "\"name\":\"one\"",
                "\"lang\":\"go\",\"version\":\"1.9\"",
                "\"no_responders\":false",
                "\"echo\":false");
    }

    private String export(String letter, String first) {
        String pattern = scene.patterns.below(first);
        export(letter, pattern, "");
        return pattern;
    }

    private void export(String letter, String pattern, String more) {
        String response = scene.pick(RESPONSES);
        scene.account(letter)
                .export("service: \"" + pattern + "\"" + (response.isEmpty() ? "" : ", response: " + response)
                        + (scene.chance(20) ? ", threshold: \"" + scene.pick("10s", "1m") + "\"" : "") + more);
    }

    /** Returns the local subject, as a pattern. */
    private String imports(String importer, String exporter, String subject, String first) {
        String entry = "service: {account: " + scene.name(exporter) + ", subject: \"" + subject + "\"}" + share;
        if (scene.chance(40)) {
            scene.account(importer).imports(entry);
            return subject;
        }
        String to = scene.patterns.mapped(first, subject);
        scene.account(importer).imports(entry + ", to: \"" + to + "\"");
        return Patterns.plain(to);
    }

    /** Somebody listens for requests; a second one too, at times. */
    private void respond(String user, String pattern) {
        scene.connect("r", user, scene.pick("", "\"echo\":false"));
        String subject = scene.chance(50) ? pattern : scene.patterns.related(pattern);
        if (scene.chance(30)) {
            scene.queue("r", subject, "workers");
        } else {
            scene.sub("r", subject.equals(">") ? pattern : subject);
        }
        if (scene.chance(20)) {
            scene.connect("r2", user, "");
            scene.sub("r2", pattern);
        } else if (scene.chance(20)) {
            scene.connect("spy", user, "");
            scene.sub("spy", scene.pick("_R_.>", "_INBOX.>", ">"));
        }
    }

    private void act(List<String> requesters, String pattern, int steps) {
        requesters.forEach(each -> scene.sub(each, "_INBOX." + each + ".*"));
        int inbox = 0;
        for (int i = 0; i < steps; i++) {
            String[] offer = scene.pick(offered);
            String subject = scene.patterns.instance(offer[1]);
            String reply = " _INBOX." + offer[0] + "." + ++inbox;
            switch (scene.random.nextInt(12)) {
                case 0 -> scene.pub(offer[0], subject);
                case 1 -> scene.hpub(offer[0], subject + reply, scene.pick(HEADERS));
                case 2 -> {
                    scene.pub(offer[0], subject + " _INBOX.nobody");
                    replies(0);
                }
                case 3 -> late(offer[0], subject);
                case 4 -> scene.pub(scene.pick(requesters), scene.patterns.instance(pattern) + reply);
                case 5 -> {
                    scene.pub(offer[0], subject + reply);
                    scene.pub(scene.pick(requesters), "{r.reply}");
                }
                default -> {
                    scene.pub(offer[0], subject + reply);
                    replies(1 + scene.random.nextInt(3));
                }
            }
        }
        scene.unsub("r", 1, 0);
        String[] offer = scene.pick(offered);
        scene.pub(offer[0], scene.patterns.instance(offer[1]) + " _INBOX." + offer[0] + ".last");
    }

    /** The requester has left its inbox when the reply comes. */
    private void late(String who, String subject) {
        int sid = scene.sub(who, "late." + who);
        scene.pub(who, subject + " late." + who);
        scene.unsub(who, sid, 0);
        replies(1);
        replies(1);
    }

    private void replies(int times) {
        for (int i = 0; i < times; i++) {
            switch (scene.random.nextInt(8)) {
                case 0 -> scene.pubEmpty("r", "{r.reply}");
                case 1 -> scene.hpub("r", "{r.reply}", scene.pick(HEADERS));
                case 2 -> scene.pub("r", "{r.reply} again.r");
                case 3 -> scene.pub("r", "{r.reply.1}");
                case 4 -> scene.say("r", Scene.hpubText("{r.reply}", "Status: end\\r\\n", ""));
                default -> scene.pub("r", "{r.reply}");
            }
        }
    }

    /** A service that the exporter itself has from another. */
    static void chain(Scene scene) {
        Services services = new Services(scene);
        int length = 3 + scene.random.nextInt(2);
        String pattern = services.export("A", "r");
        String subject = pattern;
        String before = "A";
        scene.user("A", "a", "");
        List<String> requesters = new ArrayList<>();
        for (int i = 1; i < length; i++) {
            String letter = "ABCD".substring(i, i + 1);
            String user = letter.toLowerCase(Locale.ROOT);
            scene.user(letter, user, "");
            subject = services.imports(
                    letter, before, scene.chance(75) ? subject : scene.patterns.narrow(subject), "q" + i);
            if (i + 1 < length) {
                services.export(letter, scene.chance(75) ? subject : scene.patterns.wide(subject), "");
            }
            before = letter;
            scene.connect(user, user, services.options());
            services.offered.add(new String[] {user, subject});
            requesters.add(user);
        }
        services.respond("a", pattern);
        services.act(requesters, pattern, 4 + scene.random.nextInt(4));
    }

    /** Who may import at all: lists, and the account's name in the subject. */
    static void guarded(Scene scene) {
        Services services = new Services(scene);
        scene.user("E", "e", "");
        String me = scene.name("I");
        scene.user("I", "i", "");
        String local;
        String pattern;
        if (scene.chance(60)) {
            boolean deep = scene.chance(40);
            pattern = deep ? "r.*.*" : "r.*";
            int position = deep ? scene.pick(2, 3) : 2;
            services.export("E", pattern, ", account_token_position: " + position);
            String subject = !deep
                    ? "r." + me
                    : position == 2 ? "r." + me + "." + scene.pick("*", "a") : "r." + scene.pick("*", "a") + "." + me;
            local = services.imports("I", "E", subject, "q");
        } else {
            pattern = scene.patterns.below("r");
            services.export("E", pattern, ", accounts: [" + me + "]");
            local = services.imports("I", "E", pattern, "q");
        }
        scene.connect("i");
        services.offered.add(new String[] {"i", local});
        services.respond("e", pattern);
        services.act(List.of("i"), pattern, 4 + scene.random.nextInt(3));
    }

    /** The same service twice, and services that overlap. */
    static void overlapping(Scene scene) {
        Services services = new Services(scene);
        scene.user("E", "e", "");
        scene.user("I", "i", "");
        scene.connect("i", "i", services.options());
        String wide = scene.pick("r.*", "r.>", "r.*.*");
        services.export("E", wide, "");
        String narrow = scene.patterns.narrow(wide);
        if (narrow.equals(wide)) {
            services.share = ""; // of imports of the same subject nats-server shares one, by chance
        }
        services.offered.add(new String[] {"i", services.imports("I", "E", wide, "q")});
        if (scene.chance(50)) {
            if (!narrow.equals(wide) && scene.chance(50)) {
                services.export("E", narrow, "");
            }
            services.offered.add(new String[] {"i", services.imports("I", "E", narrow, "p")});
        } else {
            scene.user("F", "f", "");
            services.export("F", wide, "");
            services.offered.add(new String[] {"i", services.imports("I", "F", wide, "q")});
            scene.connect("f");
            scene.sub("f", wide);
        }
        services.respond("e", wide);
        services.act(List.of("i"), wide, 4 + scene.random.nextInt(4));
    }

    /** Somebody in the importing account answers too, and reply subjects are used by who should not know them. */
    static void strangers(Scene scene) {
        Services services = new Services(scene);
        scene.user("E", "e", "");
        scene.user("I", "i", "");
        scene.user("X", "x", "");
        String pattern = services.export("E", "r");
        String local = services.imports("I", "E", pattern, "q");
        List.of("i", "e", "x").forEach(scene::connect);
        scene.connect("r", "e", "");
        scene.connect("i2", "i", "");
        scene.sub("r", pattern);
        scene.sub("i", "_INBOX.>");
        scene.sub("x", scene.pick(">", "_R_.>", "_INBOX.>"));
        if (scene.chance(50)) {
            scene.sub("i2", scene.chance(50) ? local : scene.patterns.wide(local));
        }
        scene.sub("e", scene.pick(">", "_R_.>", "_R_.*.*", "_INBOX.>"));
        for (int i = 0; i < 3; i++) {
            scene.pub("i", scene.patterns.instance(local) + " _INBOX." + i);
            scene.pub(scene.pick("x", "i2", "i"), "{r.reply}");
            scene.pub(
                    scene.pick("x", "i2", "e"),
                    scene.patterns.instance(local) + " " + scene.pick("{r.reply}", "_R_.abcdef.abcdefgh", "$JS.ACK.x"));
            scene.pub(scene.pick("e", "r"), "{r.reply}");
            scene.pub(scene.pick("i2", "i"), "{i2.reply}");
        }
    }
}
